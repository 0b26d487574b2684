//! What units gave, put together into the report.

use super::{Outcome, Unit};
use crate::attribute::Tally;
use crate::attribute::imputation::Imputed;
use crate::experiment::Experiment;
use crate::game::strong_membership::StrongMembershipResult;
use crate::membership::{ATTACKS, MembershipResult};
use crate::report::{AttributeInferenceReport, GuessReport, Report, TargetGuess, TrialReport};
use crate::roc::RocCurve;
use crate::train::{EpochRecord, TrainingState};
use crate::trial::SideScores;

/// What units have given so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How training ended, its curve, the model's digest.
    pub training: Option<(TrainingState, Vec<EpochRecord>, String)>,
    /// Members, then non-members.
    pub scores: [Option<SideScores>; 2],
    /// Completions of the record looked at, all finished blocks together.
    pub tally: Option<Tally>,
    /// The baselines for it.
    pub imputed: Option<Vec<Imputed>>,
    /// By game, in the order in which they finished.
    pub strong_membership: Vec<StrongMembershipResult>,
    /// Many records: members, then non-members; by number.
    pub targets: [Vec<Option<TargetGuess>>; 2],
    /// The baselines for them.
    pub targets_imputed: [Vec<Option<Vec<Imputed>>>; 2],
    /// Units whose outcome is taken in.
    done: Vec<Unit>,
}

impl Results {
    /// Takes in what a unit gave; a unit that comes again is ignored.
    pub fn put(&mut self, unit: &Unit, outcome: Outcome) {
        if self.done.contains(unit) {
            return;
        }
        if !matches!(unit, Unit::Pair { .. }) {
            self.done.push(unit.clone());
        }
        let place = AttributeInferenceReport::side_idx;
        match (unit, outcome) {
            (Unit::Training, Outcome::Training { state, curve, model_digest }) => {
                self.training = Some((state, curve, model_digest));
            }
            (Unit::Scores(side), Outcome::Scores(scores)) => self.scores[place(*side)] = Some(scores),
            (Unit::Completions { .. }, Outcome::Completions(tally)) => match &mut self.tally {
                None => self.tally = Some(tally),
                Some(all) => all.merge(&tally),
            },
            (Unit::Imputation, Outcome::Imputation(imputed)) => self.imputed = Some(imputed),
            (Unit::StrongMembership(_), Outcome::StrongMembership(result)) => self.strong_membership.push(result),
            (Unit::Target(target), Outcome::Target(guess)) => {
                put_at(&mut self.targets[place(target.taken_from)], target.number, guess);
            }
            (Unit::TargetImputation { .. }, Outcome::TargetImputation(all)) => {
                for (target, imputed) in all {
                    put_at(&mut self.targets_imputed[place(target.taken_from)], target.number, imputed);
                }
            }
            (Unit::Pair { .. }, Outcome::Pair(_)) => {}
            (unit, _) => unreachable!("the outcome is not one of {unit:?}"),
        }
    }

    /// Forgets what was found about the record looked at.
    pub fn forget_guess(&mut self) {
        self.tally = None;
        self.imputed = None;
        self.done.retain(|unit| !unit.is_guess());
    }

    /// Forgets what was found about many records.
    pub fn forget_population(&mut self) {
        self.targets = Default::default();
        self.targets_imputed = Default::default();
        self.done.retain(|unit| !unit.is_population());
    }

    /// Whether all these units' outcomes are taken in.
    pub fn has_all(&self, units: &[Unit]) -> bool {
        units.iter().all(|unit| self.done.contains(unit))
    }

    /// The ROC curve of one attack, once both sides are scored.
    pub fn roc(&self, attack_idx: usize) -> Option<RocCurve> {
        let [Some(members), Some(non_members)] = &self.scores else { return None };
        Some(RocCurve::new(&members.scores[attack_idx], &non_members.scores[attack_idx]))
    }

    /// What was guessed of many records, once all `n_targets` of each side are through.
    pub fn attribute_inference(
        &self,
        unknown: &[usize],
        n_completions: usize,
        n_targets: [usize; 2],
    ) -> Option<AttributeInferenceReport> {
        let whole = |side: usize| -> Option<(Vec<TargetGuess>, Vec<Vec<Imputed>>)> {
            let guesses: Option<Vec<_>> = self.targets[side].iter().cloned().collect();
            let imputed: Option<Vec<_>> = self.targets_imputed[side].iter().cloned().collect();
            let (guesses, imputed) = (guesses?, imputed?);
            let is_whole = n_targets[side] > 0 && guesses.len() == n_targets[side] && imputed.len() == n_targets[side];
            is_whole.then_some((guesses, imputed))
        };
        let (members, non_members) = (whole(0)?, whole(1)?);
        let guesses = [&members.0[..], &non_members.0[..]];
        let imputed = [&members.1[..], &non_members.1[..]];
        Some(AttributeInferenceReport::of(unknown, n_completions, guesses, imputed))
    }

    /// The report, when every unit has come. `record` and `unknown` are the record looked at and its unknown part.
    pub fn report(
        &self,
        experiment: &Experiment,
        data_digest: &str,
        record: usize,
        unknown: &[usize],
        n_completions: usize,
    ) -> Report {
        let (state, curve, model_digest) = self.training.clone().expect("training came first");
        let accuracy =
            |side: &Option<SideScores>| side.as_ref().map(|scores| scores.n_right as f64 / scores.n_records as f64);
        let membership = ATTACKS
            .iter()
            .enumerate()
            .filter_map(|(idx, attack)| Some((attack.name().to_string(), MembershipResult::of(&self.roc(idx)?))))
            .collect();
        let mut strong_membership = self.strong_membership.clone();
        strong_membership.sort_by_key(|r| (r.game.neighbour as u8, r.game.distance, r.game.originals as u8));
        let guess = self.tally.clone().zip(self.imputed.clone());
        let n_targets = [self.targets[0].len(), self.targets[1].len()];
        let trial = TrialReport {
            model_digest: (state == TrainingState::Finished).then_some(model_digest),
            curve,
            train_accuracy: accuracy(&self.scores[0]),
            test_accuracy: accuracy(&self.scores[1]),
            membership,
            strong_membership,
            guess: guess.map(|(tally, baselines)| GuessReport { record, unknown: unknown.to_vec(), tally, baselines }),
            attribute_inference: self.attribute_inference(unknown, n_completions, n_targets),
        };
        Report { experiment: experiment.clone(), data_digest: data_digest.to_string(), trials: vec![trial] }
    }
}

fn put_at<T: Clone>(places: &mut Vec<Option<T>>, at: usize, value: T) {
    if places.len() <= at {
        places.resize(at + 1, None);
    }
    places[at] = Some(value);
}
