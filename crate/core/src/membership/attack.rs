//! What an attack is: a score of one answer, or whatever takes more: models of the attacker's own, a look inside, many
//! questions.

use super::context::{AttackContext, QueriedModel};
use super::needs::Needs;
use super::threshold::best_threshold;
use crate::answer::AnswerScore;
use crate::mlp::Workspace;
use crate::roc::RocCurve;

/// A membership attack. One that scores single answers says how ([`Attack::per_answer`]); any other says who carries it
/// out ([`Attack::begin`]).
pub trait Attack: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;

    /// Its name in the page.
    fn title(&self) -> &'static str;

    /// What it has to be given.
    fn needs(&self) -> Needs;
    /// Questions to the model for one record, where so many noisy copies are asked for.
    fn n_queries(&self, _n_copies: usize) -> usize {
        self.needs().n_queries
    }

    /// In what it differs from what was published, in a sentence; empty where it doesn't.
    fn deviation(&self) -> &'static str {
        ""
    }

    /// The score of one answer, where that is all the attack takes: then an experiment can ask for it beside its games.
    /// Never NaN for finite logits.
    fn per_answer(&self) -> Option<AnswerScore> {
        None
    }

    /// One who carries it out; none where the context lacks what it needs.
    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        Some(Box::new(OneAnswer::learn(context, self.per_answer()?)))
    }
}

/// One who carries out an attack, a little at a time.
pub trait Attacker {
    /// Learns on for at most about 20 ms; whether there is no more to learn.
    fn learn(&mut self, _scene: &AttackContext, _workspace: &mut Workspace) -> bool {
        true
    }

    /// Whether what it has learnt is about the model under attack, so that it begins again with the next one.
    fn knows_the_target(&self) -> bool {
        false
    }

    /// Subjects that are scored in about 20 ms.
    fn rows_per_step(&self, _scene: &AttackContext) -> usize {
        usize::MAX
    }

    /// A score of a subject, higher for members.
    fn score(&self, context: &AttackContext, row: usize, workspace: &mut Workspace) -> f64;

    /// Scores from which on a record is called a member, learnt without a look at the subjects; none where none was.
    fn thresholds(&self) -> Option<&Thresholds> {
        None
    }
}

/// Thresholds learnt on the attacker's own models.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// For all classes.
    pub global: f64,
    /// For each; the global one where too few records have the class.
    pub by_class: Vec<f64>,
}

/// Records of a class on either side that a threshold of its own takes.
const FEWEST_OF_CLASS: usize = 10;

impl Thresholds {
    /// Those of greatest TPR - FPR on the attacker's own records, by what `score` gives for each shadow model and row;
    /// none without shadow models.
    pub(super) fn learn(context: &AttackContext, score: impl Fn(&QueriedModel, usize) -> f64) -> Option<Thresholds> {
        let n_classes = context.schema.classes.len();
        // By class, scores of records that a shadow was trained on, and of the others.
        let mut of_class = vec![[Vec::new(), Vec::new()]; n_classes];
        for shadow in &context.shadows {
            for (row, is_in) in context.in_and_out(shadow) {
                of_class[context.own.labels[row]][usize::from(!is_in)].push(score(shadow, row));
            }
        }
        let all = |side: usize| of_class.iter().flat_map(|scores| scores[side].iter().copied()).collect::<Vec<f64>>();
        let (all_in, all_out) = (all(0), all(1));
        if all_in.is_empty() || all_out.is_empty() {
            return None;
        }
        let global = best_threshold(&RocCurve::new(&all_in, &all_out));
        let by_class = of_class.iter().map(|[of_in, of_out]| {
            let is_enough = of_in.len().min(of_out.len()) >= FEWEST_OF_CLASS;
            if is_enough { best_threshold(&RocCurve::new(of_in, of_out)) } else { global }
        });
        Some(Thresholds { global, by_class: by_class.collect() })
    }
}

/// Scores single answers, its thresholds learnt on shadow models.
struct OneAnswer {
    score: AnswerScore,
    thresholds: Option<Thresholds>,
}

impl OneAnswer {
    fn learn(context: &AttackContext, score: AnswerScore) -> OneAnswer {
        OneAnswer {
            score,
            thresholds: Thresholds::learn(context, |shadow, row| context.of_own(shadow, row).score(score)),
        }
    }
}

impl Attacker for OneAnswer {
    fn score(&self, context: &AttackContext, row: usize, _workspace: &mut Workspace) -> f64 {
        context.of_subject(&context.target, row).score(self.score)
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}
