//! A small run of everything, whose results fill every figure and every table.

use nearmiss::defence::Defence;
use nearmiss::experiment::PortionChoice;
use nearmiss::game::strong_membership::StrongMembershipConfig;
use nearmiss::matrix::MatrixConfig;
use nearmiss::membership::SideScores;
use nearmiss::source::DataSource;
use nearmiss::work::{self, TrialWorker};
use nearmiss::{Experiment, Report, SplitSizes};
use nearmiss_figures::{FigureInput, Scores, Truth};
use std::sync::OnceLock;

/// What came out.
pub struct Run {
    pub report: Report,
    scores: [SideScores; 2],
    truth: Truth,
}

fn experiment() -> Experiment {
    let named = |name: &str, values: &[f64]| Defence::named(name, values).expect("it is registered");
    let private = named("dp_sgd", &[2.0, 1.0]);
    let mut experiment = Experiment::location();
    experiment.data = DataSource::purchases(400, 3);
    experiment.split = SplitSizes { n_members: 130, n_non_members: 130 };
    experiment.repeats = 1;
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 4;
    experiment.defence = private;
    experiment.n_scored = 100;
    experiment.distance_groups = vec![20, 40, 60];
    experiment.strong_membership = StrongMembershipConfig { distances: vec![1, 2, 4], n_originals: 30, n_variants: 2 };
    experiment.attribute_inference.portion = PortionChoice::Mrmr(4);
    experiment.attribute_inference.n_targets = 10;
    experiment.matrix = Some(MatrixConfig {
        n_shadows: 4,
        n_canaries: 26,
        n_subjects: 100,
        n_copies: 4,
        n_unknown: 3,
        n_targets: 10,
        defences: vec![Defence::default(), named("l2", &[0.01]), private, named("mem_guard", &[])],
        ..MatrixConfig::default()
    });
    experiment
}

impl Run {
    /// The same one for all tests.
    pub fn get() -> &'static Run {
        static RUN: OnceLock<Run> = OnceLock::new();
        RUN.get_or_init(|| {
            let mut worker = TrialWorker::new(experiment(), None).expect("it can be run");
            let mut results = work::work_off(&mut worker);
            let trial = results.trial_report(&worker);
            let dataset = worker.trial().dataset();
            let guess = trial.guess.as_ref().expect("a record is guessed");
            let truth = Truth {
                features: guess.unknown.iter().map(|j| dataset.schema().features[*j].clone()).collect(),
                values: guess.unknown.iter().map(|j| dataset.record(guess.record)[*j]).collect(),
            };
            let report = Report::new(worker.experiment().clone(), dataset.digest(), vec![trial]);
            let scores = results.scores.each_mut().map(|side| side.take().expect("both sides are scored"));
            Run { report, scores, truth }
        })
    }

    /// All of it.
    pub fn input(&self) -> FigureInput<'_> {
        let [members, non_members] = &self.scores;
        let scores = Some(Scores { members, non_members });
        FigureInput { scores, truth: Some(&self.truth), ..FigureInput::of(&self.report) }
    }
}
