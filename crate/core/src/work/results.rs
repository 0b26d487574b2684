//! What units gave, put together into the report.

use super::question::Question;
use super::trial_worker::TrialWorker;
use super::unit::listing::Unit;
use crate::attribute::imputation::{Imputed, TargetImputed};
use crate::attribute::{AttributeInferenceReport, Tally, TargetGuess};
use crate::defence::Defence;
use crate::distance::{DistanceReport, LeastDistances};
use crate::experiment::Experiment;
use crate::game::strong_membership::StrongMembershipResult;
use crate::matrix::{BlindCheck, MatrixReport, MatrixRow};
use crate::membership::{MembershipResult, PAPERS_ATTACK, SideScores, clusters_of};
use crate::privacy::Guarantee;
use crate::report::{Findings, GuessReport, StrongMembershipReport, TrialReport};
use crate::roc::RocCurve;
use crate::sorted_map::SortedMap;
use crate::train::{EpochRecord, TrainingState};
use std::cell::OnceCell;

/// What units have given so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How training ended, its curve, the model's digest.
    pub training: Option<(TrainingState, Vec<EpochRecord>, String)>,
    /// What a private training promises.
    pub guarantee: Option<Guarantee>,
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
    pub targets_imputed: [Vec<Option<TargetImputed>>; 2],
    /// By group of defences.
    pub matrix: SortedMap<usize, Vec<MatrixRow>>,
    /// Members told from non-members without a model.
    pub blind: Option<BlindCheck>,
    /// The repeats beside the first, by number.
    pub repeats: SortedMap<usize, TrialReport>,
    /// Units whose outcome is taken in.
    done: Vec<Unit>,
    /// Made once from the scores, since that takes a moment.
    membership: OnceCell<SortedMap<String, MembershipResult>>,
    /// Made once from scores and distances.
    non_member_distance: OnceCell<DistanceReport>,
}

impl Results {
    /// Whether a unit's outcome is still to be taken in; it is then taken for done.
    pub(super) fn is_new(&mut self, unit: &Unit) -> bool {
        let is_new = !self.done.contains(unit);
        if is_new && unit.is_of_report() {
            self.done.push(unit.clone());
        }
        is_new
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

    /// Forgets what attacks against defences gave.
    pub fn forget_matrix(&mut self) {
        self.matrix.clear();
        self.blind = None;
        self.done.retain(|unit| !unit.is_matrix());
    }

    /// What attacks against defences gave, alone: it doesn't depend on the defence of the network shown.
    pub fn into_matrix(self) -> Results {
        let done = self.done.into_iter().filter(Unit::is_matrix).collect();
        Results { matrix: self.matrix, blind: self.blind, done, ..Results::default() }
    }

    /// What attacks against defences have given so far, in the configuration's order; none before the split is checked.
    pub fn matrix(&self, experiment: &Experiment) -> Option<MatrixReport> {
        let config = experiment.matrix.as_ref()?;
        let row = |defence: &Defence| self.matrix.values().flatten().find(|row| row.defence == *defence).cloned();
        Some(MatrixReport::of(self.blind.clone()?, config.defences.iter().filter_map(row).collect()))
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

    /// The ROC curve of an attack, once both sides are scored.
    pub fn roc(&self, attack: &str) -> Option<RocCurve> {
        let [Some(members), Some(non_members)] = &self.scores else { return None };
        let clusters = clusters_of([members, non_members]);
        Some(RocCurve::of(members.of(attack)?, non_members.of(attack)?, clusters))
    }

    /// What was guessed of many records, once all of each side are through.
    fn attribute_inference(&self, experiment: &Experiment, question: &Question) -> Option<AttributeInferenceReport> {
        let whole = |side: usize| -> Option<(Vec<TargetGuess>, Vec<TargetImputed>)> {
            // Records whose unknown part holds a hole are left out: their places stay empty.
            let guesses: Vec<_> = self.targets[side].iter().flatten().cloned().collect();
            let imputed: Vec<_> = self.targets_imputed[side].iter().flatten().cloned().collect();
            let n = question.n_targets[side];
            (n > 0 && guesses.len() == n && imputed.len() == n).then_some((guesses, imputed))
        };
        let (members, non_members) = (whole(0)?, whole(1)?);
        let guesses = [&members.0[..], &non_members.0[..]];
        let imputed = [&members.1[..], &non_members.1[..]];
        let max_alpha = experiment.attribute_inference.max_alpha;
        let clusters = question.clusters.as_ref().map(|[members, others]| [&members[..], &others[..]]);
        let report = AttributeInferenceReport::of(
            &question.unknown,
            question.n_completions,
            max_alpha,
            guesses,
            imputed,
            clusters,
        );
        Some(report)
    }

    /// What the attacks have given so far.
    pub fn findings(&self, experiment: &Experiment, question: &Question) -> Findings {
        let accuracy =
            |side: &Option<SideScores>| side.as_ref().map(|scores| scores.n_right as f64 / scores.n_records as f64);
        let [members, non_members] = &self.scores;
        let both = members.as_ref().zip(non_members.as_ref());
        let membership = both.map(|(members, non_members)| {
            self.membership.get_or_init(|| {
                let scored = |name: &String| Some((name.clone(), [members.of(name)?, non_members.of(name)?]));
                let (names, scores): (Vec<_>, Vec<_>) = experiment.attacks.iter().filter_map(scored).unzip();
                let results = MembershipResult::of_attacks(&scores, clusters_of([members, non_members]));
                names.into_iter().zip(results).collect()
            })
        });
        let by_paper = both.and_then(|(members, others)| members.of(PAPERS_ATTACK).zip(others.of(PAPERS_ATTACK)));
        let non_member_distance = by_paper.zip(self.distances.as_ref()).map(|((members, others), least)| {
            let clusters = both.and_then(|(members, others)| clusters_of([members, others]));
            let report = || DistanceReport::of(least, members, others, &experiment.distance_groups, clusters);
            self.non_member_distance.get_or_init(report)
        });
        Findings {
            train_accuracy: accuracy(members),
            test_accuracy: accuracy(non_members),
            membership: membership.cloned().unwrap_or_default(),
            non_member_distance: non_member_distance.cloned(),
            strong_membership: StrongMembershipReport::all(&self.strong_membership),
            attribute_inference: self.attribute_inference(experiment, question),
        }
    }

    /// The report of the worker's trial, when every unit has come.
    pub fn trial_report(&self, worker: &TrialWorker) -> TrialReport {
        self.trial_report_of(worker.experiment(), worker.repeat_idx(), &worker.question())
    }

    /// The same for who has no worker.
    ///
    /// # Panics
    /// Before the training is over.
    pub fn trial_report_of(&self, experiment: &Experiment, repeat: usize, question: &Question) -> TrialReport {
        let (state, curve, model_digest) = self.training.clone().expect("training came first");
        let has_model = state == TrainingState::Finished;
        let guess = self.tally.clone().zip(self.imputed.clone());
        let (record, unknown) = (question.record, question.unknown.clone());
        TrialReport {
            repeat,
            problem: (!has_model).then(|| "The training diverged.".to_string()),
            model_digest: has_model.then_some(model_digest),
            curve,
            guarantee: self.guarantee.clone(),
            findings: self.findings(experiment, question),
            guess: guess.map(|(tally, baselines)| GuessReport { record, unknown, tally, baselines }),
            matrix: self.matrix(experiment).filter(|_| repeat == 0),
        }
    }
}

/// Puts a value into its place, however far behind the others that is.
pub(super) fn put_at<T: Clone>(places: &mut Vec<Option<T>>, at: usize, value: T) {
    if places.len() <= at {
        places.resize(at + 1, None);
    }
    places[at] = Some(value);
}
