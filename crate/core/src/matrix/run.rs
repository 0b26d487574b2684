//! One group of defences being tried, a little at a time: first the models, then whatever is known of them.

use super::attacking::{Attacked, AttackingRun};
use super::canary;
use super::config::MatrixConfig;
use super::context_builder::AttackContextBuilder;
use super::models::{Models, ModelsRun};
use super::plan;
use super::report::MatrixRow;
use crate::attribute::attack::{AttributeAttackRun, AttributeMatrix, Guessed, N_NOISY};
use crate::defence::Defence;
use crate::membership::Attack;
use crate::mlp::Workspace;
use crate::portion::Portion;
use crate::privacy::Guarantee;
use crate::train::TrainingConfig;
use crate::trial::{Side, Trial};

/// A group being tried.
pub struct MatrixRun {
    defences: Vec<Defence>,
    attacks: Vec<&'static dyn Attack>,
    /// What a private training promises.
    guarantee: Option<Guarantee>,
    /// Features being guessed, once the models are there, with the members among the targets; none where that isn't asked
    /// for.
    guessing: Option<Guessing>,
    /// Models that are attacked in turn.
    n_trainings: usize,
    /// Models with mislabelled records, which come last.
    canary_models: Option<Box<ModelsRun>>,
    stage: Stage,
}

enum Stage {
    /// The defence can't be tried, for this reason.
    NotApplicable(&'static str),
    /// Models are trained.
    Models(Box<ModelsRun>),
    /// Members' distances from their nearest other member are measured.
    Distances(Box<Attacked>),
    /// Features are guessed behind each defence.
    Guessing(Box<Attacked>, Workspace),
    /// Membership is attacked.
    Attacking(Box<AttackingRun>),
    /// All is known but what is told of mislabelled records: models with those are trained.
    CanaryModels(Vec<MatrixRow>, Box<ModelsRun>),
    /// Nothing is left.
    Over,
}

impl std::fmt::Debug for MatrixRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MatrixRun of {:?}", self.defences)
    }
}

impl MatrixRun {
    /// Nothing tried yet. `group` is one of [`MatrixConfig::groups`], `training` the experiment's.
    pub fn new(trial: &Trial, training: &TrainingConfig, config: &MatrixConfig, group: Vec<Defence>) -> MatrixRun {
        let regularization = group.iter().map(Defence::regularization).next_back().unwrap_or_default();
        let needs_others = regularization.adversary > 0.0;
        let training = training.regularized(regularization);
        let canary_models = AttackContextBuilder::of_canaries(trial, config).map(|builder| {
            let planned = plan::of_canaries(trial, &builder.subjects.records);
            Box::new(ModelsRun::new(training.clone(), builder, planned))
        });
        let builder = AttackContextBuilder::of(trial, config);
        let planned = plan::of_attacks(trial, config, &builder.own.records);
        MatrixRun {
            defences: group,
            attacks: config.membership_attacks(),
            guarantee: training.guarantee(trial.side(Side::Members).len()),
            guessing: guessing(trial, config),
            n_trainings: builder.n_trainings,
            canary_models,
            stage: match needs_others && trial.rest().is_empty() {
                true => Stage::NotApplicable(
                    "Not applicable: it trains against records that are on neither side, and there are none.",
                ),
                false => Stage::Models(Box::new(ModelsRun::new(training, builder, planned))),
            },
        }
    }

    /// Works on for about 20 ms; a row a defence, once all is done.
    pub fn step(&mut self, trial: &Trial) -> Option<Vec<MatrixRow>> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::NotApplicable(reason) => return Some(self.without_numbers(reason)),
            Stage::Models(mut run) => match run.step(trial) {
                Models::Running => Stage::Models(run),
                Models::Diverged => return Some(self.without_numbers("The training diverged.")),
                Models::Ready => {
                    let (context, pairs) = run.builder.build(trial);
                    let is_plain = self.defences.iter().any(|defence| defence.name() == "none");
                    let (guarantee, nearest) = (self.guarantee.take(), is_plain.then(Vec::new));
                    let (clusters, n_trainings) = (trial.clusters(&context.subjects.records), self.n_trainings);
                    Stage::Distances(Box::new(Attacked { context, pairs, nearest, guarantee, clusters, n_trainings }))
                }
            },
            Stage::Distances(mut attacked) => match attacked.measure(trial) {
                true if self.guessing.is_some() => Stage::Guessing(attacked, Workspace::default()),
                true => self.attacking(attacked, Vec::new()),
                false => Stage::Distances(attacked),
            },
            Stage::Guessing(attacked, mut workspace) => match self.guess(trial, &attacked, &mut workspace) {
                Some(attributes) => self.attacking(attacked, attributes),
                None => Stage::Guessing(attacked, workspace),
            },
            Stage::Attacking(mut run) => match (run.step(), self.canary_models.take()) {
                (None, canary_models) => {
                    self.canary_models = canary_models;
                    Stage::Attacking(run)
                }
                (Some(rows), None) => return Some(rows),
                (Some(rows), Some(models)) => Stage::CanaryModels(rows, models),
            },
            Stage::CanaryModels(mut rows, mut run) => match run.step(trial) {
                Models::Running => Stage::CanaryModels(rows, run),
                Models::Diverged => return Some(rows),
                Models::Ready => {
                    let mut context = run.builder.build_of_canaries(trial);
                    rows.iter_mut().for_each(|row| row.canaries = canary::told(&mut context, &row.defence));
                    return Some(rows);
                }
            },
            Stage::Over => Stage::Over,
        };
        None
    }

    /// Share of the work that is done, by the number of models and attacks.
    pub fn progress(&self) -> f64 {
        let guessed = || self.guessing.as_ref().map_or(0.0, |guessing| guessing.run.progress());
        match &self.stage {
            Stage::NotApplicable(_) => 0.0,
            Stage::Models(run) => 0.4 * run.progress(),
            Stage::Distances(_) => 0.4,
            Stage::Guessing(..) => 0.4 + 0.2 * guessed(),
            Stage::Attacking(run) => 0.6 + 0.2 * run.progress(),
            Stage::CanaryModels(_, run) => 0.8 + 0.2 * run.progress(),
            Stage::Over => 1.0,
        }
    }

    /// Guesses on; by defence what came out, once all is done.
    fn guess(
        &mut self,
        trial: &Trial,
        attacked: &Attacked,
        workspace: &mut Workspace,
    ) -> Option<Vec<Option<AttributeMatrix>>> {
        let Guessing { run, n_members, clusters } = self.guessing.as_mut()?;
        let model = attacked.context.target.model.as_ref().expect("the target stays");
        let guessed = run.step(trial, model, &self.defences, workspace)?;
        let sum_up = |guessed: &Vec<Guessed>| {
            let (members, others) = guessed.split_at(*n_members);
            let clusters = clusters.as_ref().map(|clusters| clusters.split_at(*n_members));
            Some(AttributeMatrix::of(members, others, clusters.map(|(own, others)| [own, others])))
        };
        Some(guessed.iter().map(sum_up).collect())
    }

    fn without_numbers(&self, reason: &str) -> Vec<MatrixRow> {
        self.defences.iter().map(|defence| MatrixRow::without_numbers(*defence, reason)).collect()
    }

    fn attacking(&self, attacked: Box<Attacked>, attributes: Vec<Option<AttributeMatrix>>) -> Stage {
        let run = AttackingRun::new(*attacked, self.defences.clone(), self.attacks.clone(), attributes);
        Stage::Attacking(Box::new(run))
    }
}

impl Attacked {
    /// Measures some more subjects' distances from their nearest other member; whether these were the last.
    fn measure(&mut self, trial: &Trial) -> bool {
        const COST: usize = 20_000_000;
        let Some(nearest) = &mut self.nearest else { return true };
        let (codes, members) = (trial.dataset().codes(), trial.side(Side::Members));
        let n_now = (COST / (members.len() * codes.ncols()).max(1)).max(1);
        for subject in nearest.len()..self.context.n_real.min(nearest.len() + n_now) {
            let own = self.context.subjects.records[subject];
            let distance = |other: &usize| codes.row(own).iter().zip(codes.row(*other)).filter(|(a, b)| a != b).count();
            nearest.push(members.iter().filter(|other| **other != own).map(distance).min().unwrap_or(0));
        }
        nearest.len() == self.context.n_real
    }
}

/// Features of members, then of non-members, being guessed.
struct Guessing {
    run: Box<AttributeAttackRun>,
    n_members: usize,
    /// Of each record, where several of own data are of one cluster.
    clusters: Option<Vec<usize>>,
}

/// Who is guessed, and what; none where that isn't asked for.
fn guessing(trial: &Trial, config: &MatrixConfig) -> Option<Guessing> {
    let schema = trial.dataset().schema();
    let sides = [trial.side(Side::Members), trial.side(Side::NonMembers)];
    let mut unknown: Vec<usize> = trial.mrmr().iter().take(config.n_unknown).copied().collect();
    let n_completions = |unknown: &[usize]| unknown.iter().map(|j| schema.features[*j].n_values()).product::<usize>();
    while n_completions(&unknown) > AttributeAttackRun::MAX_COMPLETIONS {
        unknown.pop();
    }
    let portion = Portion::new(schema, unknown).ok()?;
    // Whose unknown part holds a hole is guessed in vain.
    let whole = |side: &[usize]| -> Vec<usize> {
        let is_whole = |record: &&usize| trial.is_whole(**record, portion.unknown());
        side.iter().filter(is_whole).take(config.n_targets).copied().collect()
    };
    let sides = sides.map(whole);
    let n_members = sides[0].len().min(sides[1].len());
    let targets = sides.map(|side| side[..n_members].to_vec()).concat();
    let clusters = trial.clusters(&targets);
    let run = || AttributeAttackRun::new(trial, &portion, config.attribute_attacks(), targets, N_NOISY, 0);
    (n_members > 0).then(|| Guessing { run: Box::new(run()), n_members, clusters })
}

impl MatrixRow {
    pub(super) fn without_numbers(defence: Defence, reason: &str) -> MatrixRow {
        MatrixRow {
            defence,
            problem: Some(reason.to_string()),
            train_accuracy: 0.0,
            test_accuracy: 0.0,
            epsilon: None,
            guarantee: None,
            attacks: Vec::new(),
            attributes: None,
            strongest: Vec::new(),
            canaries: None,
            risk: None,
        }
    }
}
