//! Membership inference: a score for one record that is higher if the record was trained on.
//!
//! One attack, one file, one line in [`ATTACKS`].

mod attack;
#[cfg(test)]
mod attack_tests;
mod boundary;
mod context;
mod entropy;
mod gap;
mod gradient_norm;
mod learnt;
mod lira;
mod log_odds;
mod loss;
mod max_confidence;
mod modified_entropy;
mod needs;
mod noise;
mod result;
mod rmia;
mod scores;
mod threshold;

pub use attack::{Attack, Attacker, Thresholds};
pub use context::{AttackContext, QueriedModel, Subjects, Whose};
pub(crate) use lira::LiraOnline;
pub use needs::{Access, Needs, OtherData};
pub use result::{FPRS, MembershipResult};
pub use scores::{AnswerAttack, AttackScores, ScoringRun, SideScores, clusters_of};
pub use threshold::best_threshold;

/// Every attack. A new one is a line here; which of them an experiment asks for, it says itself.
pub const ATTACKS: &[&dyn Attack] = &[
    &max_confidence::MaxConfidence,
    &log_odds::LogOdds,
    &loss::Loss,
    &modified_entropy::ModifiedEntropy,
    &entropy::Entropy,
    &learnt::Shadow,
    &lira::LiraOnline,
    &lira::LiraOffline,
    &rmia::Rmia,
    &gradient_norm::GradientNorm,
    &learnt::WhiteBox,
    &gap::Gap,
    &noise::Noise,
    &boundary::Boundary,
];

/// The name of the attack that the main paper plays with.
pub const PAPERS_ATTACK: &str = "max_confidence";

/// The attack registered under `name`.
pub fn attack(name: &str) -> Option<&'static dyn Attack> {
    ATTACKS.iter().copied().find(|attack| attack.name() == name)
}

/// Those of the attacks named that score single answers, each once, in this order.
pub fn answer_attacks<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<AnswerAttack> {
    let mut attacks: Vec<AnswerAttack> = Vec::new();
    for own in names.into_iter().filter_map(attack).filter_map(AnswerAttack::of) {
        if attacks.iter().all(|known| known.name != own.name) {
            attacks.push(own);
        }
    }
    attacks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Answer, AnswerScore};

    fn score_of(name: &str) -> AnswerScore {
        attack(name).and_then(|attack| attack.per_answer()).expect("it scores one answer")
    }

    #[test]
    fn names_are_unique_and_lead_back() {
        for own in ATTACKS {
            let found = attack(own.name()).expect("it is registered");
            assert_eq!(found.title(), own.title(), "two attacks are called {}", own.name());
        }
        assert!(attack(PAPERS_ATTACK).is_some_and(|attack| attack.per_answer().is_some()));
    }

    #[test]
    fn entropy_of_equal_classes_is_log_of_their_number() {
        let score = Answer::of(&[2.5; 8], 0).score(score_of("entropy"));
        assert!((score + 3.0 * std::f64::consts::LN_2).abs() < 1e-12, "{score}");
        assert_eq!(Answer::of(&[0.0, 2000.0], 0).score(score_of("entropy")), 0.0);
    }

    #[test]
    fn scores_are_finite_whatever_the_logits() {
        for logits in
            [[f32::NAN, 0.0, 1.0], [f32::INFINITY, 0.0, 1.0], [f32::NEG_INFINITY; 3], [f32::MAX, f32::MIN, 0.0]]
        {
            for (attack, score) in ATTACKS.iter().filter_map(|attack| Some((attack, attack.per_answer()?))) {
                let score = Answer::of(&logits, 1).score(score);
                assert!(score.is_finite(), "{} of {logits:?} is {score}", attack.name());
            }
        }
    }
}
