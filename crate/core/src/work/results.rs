//! What units gave, put together into the report.

use super::{Bench, Outcome, Unit};
use crate::attribute::imputation::Imputed;
use crate::attribute::{AttributeInferenceReport, Tally, TargetGuess};
use crate::distance::{DistanceReport, LeastDistances};
use crate::experiment::Experiment;
use crate::game::strong_membership::StrongMembershipResult;
use crate::membership::{ATTACKS, MembershipResult};
use crate::report::{Findings, GuessReport, StrongMembershipReport, TrialReport};
use crate::roc::RocCurve;
use crate::train::{EpochRecord, TrainingState};
use crate::trial::SideScores;
use std::collections::BTreeMap;

/// What units have given so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How training ended, its curve, the model's digest.
    pub training: Option<(TrainingState, Vec<EpochRecord>, String)>,
    /// Members, then non-members.
    pub scores: [Option<SideScores>; 2],
    /// Each non-member's distance from the training set.
    pub distances: Option<LeastDistances>,
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
    /// The repeats beside the first, by number.
    pub repeats: BTreeMap<usize, TrialReport>,
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
            (Unit::Distances, Outcome::Distances(distances)) => self.distances = Some(distances),
            (Unit::Repeat(repeat), Outcome::Repeat(trial)) => {
                self.repeats.insert(*repeat, *trial);
            }
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

    /// Forgets the repeats from number `from` on.
    pub fn forget_repeats(&mut self, from: usize) {
        self.repeats.retain(|repeat, _| *repeat < from);
        self.done.retain(|unit| !matches!(unit, Unit::Repeat(repeat) if *repeat >= from));
    }

    /// Whether this unit's outcome is taken in.
    pub fn has(&self, unit: &Unit) -> bool {
        self.done.contains(unit)
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
        experiment: &Experiment,
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
        let max_alpha = experiment.attribute_inference.max_alpha;
        Some(AttributeInferenceReport::of(unknown, n_completions, max_alpha, guesses, imputed))
    }

    /// What the attacks have given so far; `unknown` is the unknown part.
    pub fn findings(&self, experiment: &Experiment, unknown: &[usize], n_completions: usize) -> Findings {
        let accuracy =
            |side: &Option<SideScores>| side.as_ref().map(|scores| scores.n_right as f64 / scores.n_records as f64);
        let [members, non_members] = &self.scores;
        let both = members.as_ref().zip(non_members.as_ref());
        let membership = ATTACKS.iter().enumerate().filter_map(|(idx, attack)| {
            let (members, non_members) = both?;
            let is_asked = experiment.attacks.iter().any(|name| name == attack.name());
            let result = || MembershipResult::of(&members.scores[idx], &non_members.scores[idx]);
            is_asked.then(|| (attack.name().to_string(), result()))
        });
        let non_member_distance = both.zip(self.distances.as_ref()).map(|((members, others), least)| {
            // The paper's attack is the first.
            DistanceReport::of(least, &members.scores[0], &others.scores[0], &experiment.distance_groups)
        });
        Findings {
            train_accuracy: accuracy(members),
            test_accuracy: accuracy(non_members),
            membership: membership.collect(),
            non_member_distance,
            strong_membership: StrongMembershipReport::all(&self.strong_membership),
            attribute_inference: self.attribute_inference(
                experiment,
                unknown,
                n_completions,
                [self.targets[0].len(), self.targets[1].len()],
            ),
        }
    }

    /// The report of the bench's trial, when every unit has come.
    pub fn trial_report(&self, bench: &Bench) -> TrialReport {
        let portion = bench.portion();
        let (unknown, n_completions) = (portion.unknown(), portion.n_completions());
        self.trial_report_of(bench.experiment(), bench.repeat_idx(), bench.target(), unknown, n_completions)
    }

    /// The same for who has no bench. `record` is the record looked at, `unknown` the unknown part.
    pub fn trial_report_of(
        &self,
        experiment: &Experiment,
        repeat: usize,
        record: usize,
        unknown: &[usize],
        n_completions: usize,
    ) -> TrialReport {
        let (state, curve, model_digest) = self.training.clone().expect("training came first");
        let has_model = state == TrainingState::Finished;
        let guess = self.tally.clone().zip(self.imputed.clone());
        TrialReport {
            repeat,
            problem: (!has_model).then(|| "The training diverged.".to_string()),
            model_digest: has_model.then_some(model_digest),
            curve,
            findings: self.findings(experiment, unknown, n_completions),
            guess: guess.map(|(tally, baselines)| GuessReport { record, unknown: unknown.to_vec(), tally, baselines }),
        }
    }
}

fn put_at<T: Clone>(places: &mut Vec<Option<T>>, at: usize, value: T) {
    if places.len() <= at {
        places.resize(at + 1, None);
    }
    places[at] = Some(value);
}
