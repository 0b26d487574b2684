//! What the owner of a model does against attacks: while training it, or with what it answers.
//!
//! One defence, one file, one line in [`DEFENCES`].

mod adversarial;
mod dp_sgd;
mod dropout;
mod early_stopping;
mod kind;
mod l2;
mod label_only;
mod label_smoothing;
mod mem_guard;
mod none;
mod rounding;
mod temperature;
mod top_k;
mod tuned;

pub use kind::{ActsOn, DefenceKind};
pub use tuned::{Tuned, private, spending};

use crate::parameter::{Configured, Parameter, Registered};
use crate::train::Regularization;

/// Every defence, none first.
pub const DEFENCES: &[&dyn DefenceKind] = &[
    &none::None,
    &l2::L2,
    &dropout::Dropout,
    &early_stopping::EarlyStopping,
    &label_smoothing::LabelSmoothing,
    &dp_sgd::DpSgd,
    &adversarial::Adversarial,
    &rounding::Rounding,
    &top_k::TopK,
    &temperature::Temperature,
    &label_only::LabelOnly,
    &mem_guard::MemGuard,
];

/// A defence and its strength.
pub type Defence = Configured<dyn DefenceKind>;

impl Registered for dyn DefenceKind {
    const NOUN: &'static str = "defence";

    fn all() -> &'static [&'static dyn DefenceKind] {
        DEFENCES
    }

    fn name(&self) -> &'static str {
        DefenceKind::name(self)
    }

    fn title(&self) -> &'static str {
        DefenceKind::title(self)
    }

    fn parameters(&self) -> &'static [Parameter] {
        DefenceKind::parameters(self)
    }

    fn n_optional(&self) -> usize {
        DefenceKind::n_optional(self)
    }
}

impl Default for Defence {
    /// None.
    fn default() -> Defence {
        Defence::of(&none::None)
    }
}

impl Defence {
    /// What it changes.
    pub fn acts_on(&self) -> ActsOn {
        self.kind().acts_on()
    }

    /// What training has to do.
    pub fn regularization(&self) -> Regularization {
        let mut regularization = Regularization::default();
        self.kind().regularize(self.values(), &mut regularization);
        regularization
    }

    /// Turns one record's logits into the confidences that are released, from 0 to 1 and one a class, in place. Without a
    /// defence that acts on answers, that is their float32 softmax.
    pub fn release(&self, logits: &mut [f32]) {
        self.kind().release(self.values(), logits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defence_reads_back_as_it_was_written() {
        for kind in DEFENCES {
            let defence = Defence::of(*kind);
            let json = serde_json::to_string(&defence).expect("it is plain data");
            assert_eq!(serde_json::from_str::<Defence>(&json).expect("it reads"), defence);
            assert_eq!(defence.out_of_range(), None, "{json}");
        }
        let l2 = Defence::named("l2", &[0.001]).expect("it is registered");
        assert_eq!(serde_json::to_string(&l2).expect("it is plain data"), r#"{"name":"l2","lambda":0.001}"#);
    }

    #[test]
    fn what_is_no_defence_is_refused_in_words() {
        let refusal = |json: &str| serde_json::from_str::<Defence>(json).expect_err("it is none").to_string();
        assert!(refusal(r#"{"name":"prayer"}"#).contains("there is no defence “prayer”; there are none, l2"));
        assert!(refusal(r#"{"name":"l2","mu":1}"#).contains("the defence “l2” has no “mu”"));
        assert!(refusal("{}").contains("name"));
    }

    #[test]
    fn what_may_be_left_out_is_where_it_has_its_default() {
        let of = |values: &[f64]| Defence::named("dp_sgd", values).expect("it is registered");
        for (own, json, text, title) in [
            (of(&[1.5, 2.0]), r#"{"name":"dp_sgd","noise":1.5,"clip":2.0}"#, "dp_sgd,1.5,2", "DP-SGD (σ 1.5, C 2)"),
            (
                of(&[1.0, 1.0, 0.0, 0.005]),
                r#"{"name":"dp_sgd","noise":1.0,"clip":1.0,"batch_size":0,"learning_rate":0.005}"#,
                "dp_sgd,1,1,0,0.005",
                "DP-SGD (σ 1, C 1, rate 0.005)",
            ),
            (
                of(&[3.63, 1.0, 800.0, 0.01, 100.0]),
                r#"{"name":"dp_sgd","noise":3.63,"clip":1.0,"batch_size":800,"learning_rate":0.01,"epochs":100}"#,
                "dp_sgd,3.63,1,800,0.01,100",
                "DP-SGD (σ 3.63, C 1, batch 800, rate 0.01, epochs 100)",
            ),
        ] {
            assert_eq!(serde_json::to_string(&own).expect("it is plain data"), json);
            assert_eq!(serde_json::from_str::<Defence>(json).expect("it reads"), own);
            assert_eq!((own.text(), own.title()), (text.to_string(), title.to_string()));
            assert_eq!(Defence::parse(text), Some(own));
        }
        assert_eq!(Defence::parse("dp_sgd,1"), None, "the norm can't be left out");
        assert_eq!(Defence::parse("dp_sgd,1,1,800,0.01,100,1"), None);
    }

    /// Whatever is released is a list of confidences, and all but a rounded or cut one sum to 1.
    #[test]
    fn answers_stay_confidences() {
        for kind in DEFENCES.iter().copied().filter(|kind| kind.acts_on() == ActsOn::Answers) {
            let mut released = [2.0_f32, -1.0, 0.5, 3.0, 0.0, -7.0];
            Defence::of(kind).release(&mut released);
            assert!(released.iter().all(|p| (0.0..=1.0).contains(p)), "{}: {released:?}", kind.name());
            assert_eq!(crate::mlp::argmax(&released), 3, "{} changes the label", kind.name());
            let sum: f32 = released.iter().sum();
            assert!((sum - 1.0).abs() < 0.06, "{}: {sum}", kind.name());
        }
    }
}
