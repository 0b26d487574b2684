//! What has come of the present model, and what the page shows of it: made when a result comes in, not when it is drawn.

use super::part::Part;
use super::part::renew;
use super::setup::Setup;
use crate::message::Model;
use nearmiss::Report;
use nearmiss::attribute::imputation::Imputed;
use nearmiss::attribute::{self, Tally};
use nearmiss::hill::Walks;
use nearmiss::matrix::MatrixReport;
use nearmiss::membership::SideScores;
use nearmiss::privacy::Guarantee;
use nearmiss::report::{Pooled, TrialReport};
use nearmiss::roc::RocCurve;
use nearmiss::sorted_map::SortedMap;
use nearmiss::train::{EpochRecord, TrainingState};
use nearmiss::work::{Outcome, Results, Unit};

/// What has come of the present model.
#[derive(Debug, Default)]
pub struct Found {
    /// What units gave.
    pub results: Results,
    /// What the page shows of it.
    pub shown: Shown,
    /// The search that was asked for last.
    pub search: Option<Part<Search>>,
    /// Walks away from records, once asked for and there.
    pub walks: Option<Part<Walks>>,
    /// Whether they are asked for of this model.
    pub(super) asks_walks: bool,
    pub(super) model: Option<Model>,
    /// What the finished units cost, the training left out.
    pub(super) cost: f64,
    /// Completions tried by jobs that still run.
    live: SortedMap<u32, Tally>,
    stale: Stale,
}

/// What the page shows of the results.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The learning curve so far.
    pub curve: Part<Vec<EpochRecord>>,
    /// What a private training promises.
    pub guarantee: Option<Part<Guarantee>>,
    /// Scores and ROC curves, once both sides are scored.
    pub scored: Option<Part<Scored>>,
    /// What the attacks have given so far, all finished repeats together.
    pub pooled: Part<Pooled>,
    /// All completions of the record looked at that were tried so far, finished blocks and running ones together.
    pub tally: Option<Part<Tally>>,
    /// What can be guessed of that record without the model.
    pub imputed: Option<Part<Vec<Imputed>>>,
    /// What attacks against defences have given so far.
    pub matrix: Option<Part<MatrixReport>>,
    /// The report, once everything is there.
    pub report: Option<Part<Finished>>,
}

/// What membership attacks say of the records that they are measured on.
#[derive(Debug)]
pub struct Scored {
    /// Of members.
    pub members: SideScores,
    /// Of non-members.
    pub non_members: SideScores,
    /// Of each attack, by name.
    pub curves: SortedMap<String, RocCurve>,
}

/// A whole report.
#[derive(Debug)]
pub struct Finished {
    /// The report.
    pub report: Report,
    /// Its digest.
    pub fingerprint: String,
}

/// A search for a completion.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What was asked.
    pub unit: Unit,
    /// What it found, once it is over.
    pub found: Option<attribute::Found>,
}

/// What of [`Shown`] is out of date.
#[derive(Debug, Clone, Copy, Default)]
struct Stale {
    guess: bool,
    findings: bool,
    matrix: bool,
}

impl Default for Shown {
    /// Nothing yet.
    fn default() -> Shown {
        Shown {
            curve: Part::default(),
            guarantee: None,
            scored: None,
            pooled: Part::new(Pooled::of(&[])),
            tally: None,
            imputed: None,
            matrix: None,
            report: None,
        }
    }
}

impl Found {
    /// Takes in what a unit gave.
    pub(super) fn put(&mut self, unit: &Unit, outcome: Outcome) {
        self.results.put(unit, outcome);
        self.stale.guess |= unit.is_guess();
        self.stale.matrix |= unit.is_matrix();
        self.stale.findings |= unit.is_of_report() && !unit.is_guess() && !unit.is_matrix();
    }

    /// Goes on with results that are still right.
    pub(super) fn take_back(&mut self, results: Results) {
        self.results = results;
        self.reconsider();
    }

    /// Takes in how far a job has come with its completions.
    pub(super) fn hear_tally(&mut self, job: u32, tally: Tally) {
        self.live.insert(job, tally);
        self.stale.guess = true;
    }

    /// A job is done, or given up.
    pub(super) fn forget_job(&mut self, job: u32) {
        self.stale.guess |= self.live.remove(&job).is_some();
    }

    /// All jobs are given up.
    pub(super) fn forget_jobs(&mut self) {
        self.stale.guess |= !self.live.is_empty();
        self.live.clear();
    }

    /// Something else is asked about the same model, or no longer asked: what doesn't belong to it is gone.
    pub(super) fn forget(&mut self, forget: impl FnOnce(&mut Results)) {
        forget(&mut self.results);
        self.changed();
    }

    /// What is asked has changed.
    pub(super) fn changed(&mut self) {
        self.shown.report = None;
        self.reconsider();
    }

    /// What the plan asks has changed.
    pub(super) fn reconsider(&mut self) {
        self.stale = Stale { guess: true, findings: true, matrix: true };
    }

    /// Whether the training came to nothing.
    pub(super) fn has_diverged(&self) -> bool {
        self.results.training.as_ref().is_some_and(|training| training.0 == TrainingState::Diverged)
    }

    /// The report of the trial shown, as far as it has come; none before its training is over.
    pub(super) fn trial_report(&self, setup: &Setup) -> Option<TrialReport> {
        self.results.training.as_ref()?;
        // While a question is under way, or if it can't be asked, nothing is said of guesses.
        let asked = setup.plan.as_ref().map(|plan| plan.question.clone()).unwrap_or_default();
        Some(self.results.trial_report_of(&setup.experiment, 0, &asked))
    }

    /// Makes anew what is out of date of [`Shown`]. What comes out as it was stays the same part.
    pub(super) fn refresh(&mut self, setup: &Setup) {
        let Stale { guess, findings, matrix } = std::mem::take(&mut self.stale);
        if guess {
            let tally = self.tally();
            renew(&mut self.shown.tally, tally);
            renew(&mut self.shown.imputed, self.results.imputed.clone());
        }
        if findings {
            renew(&mut self.shown.guarantee, self.results.guarantee.clone());
            if self.shown.scored.is_none() {
                self.shown.scored = self.scored().map(Part::new);
            }
            let own = self.trial_report(setup);
            let trials: Vec<TrialReport> = own.into_iter().chain(self.results.repeats.values().cloned()).collect();
            self.shown.pooled.renew(Pooled::of(&trials));
        }
        if matrix {
            renew(&mut self.shown.matrix, self.results.matrix(&setup.experiment));
        }
        if guess || findings || matrix {
            let units = setup.plan.iter().flat_map(|plan| plan.units.iter().zip(&plan.costs));
            let finished = units.filter(|(unit, _)| self.results.has(unit)).map(|(_, cost)| cost).sum::<f64>();
            let repeat_cost = setup.plan.as_ref().map_or(0.0, |plan| plan.repeat_cost);
            self.cost = finished + self.results.repeats.len() as f64 * repeat_cost;
        }
    }

    fn tally(&self) -> Option<Tally> {
        let mut all = self.results.tally.clone();
        for tally in self.live.values() {
            match &mut all {
                None => all = Some(tally.clone()),
                Some(all) => all.merge(tally),
            }
        }
        all
    }

    fn scored(&self) -> Option<Scored> {
        let [Some(members), Some(non_members)] = &self.results.scores else { return None };
        let curve = |attack: &String| Some((attack.clone(), self.results.roc(attack)?));
        Some(Scored {
            members: members.clone(),
            non_members: non_members.clone(),
            curves: members.attacks.iter().filter_map(|own| curve(&own.attack)).collect(),
        })
    }
}
