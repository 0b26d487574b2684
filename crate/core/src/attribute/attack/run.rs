//! Attacks and all imputations against some records, a bit a step.
//!
//! First the members' mean loss, then fold by fold: the imputations are fitted without the fold, and the model is asked
//! about every completion of each of its records, and about noisy copies of those that are given the true class.

use super::asking::{Asked, Asking};
use super::case::{AttributeAttack, Case, released_loss};
use super::guess::{AttackGuess, Guess, Guessed};
use crate::attribute::imputation::{Imputation, ImputationRun, Imputed, Told};
use crate::dataset::Inputs;
use crate::defence::{ActsOn, Defence};
use crate::mlp::Workspace;
use crate::portion::Portion;
use crate::target_model::TargetModel;
use crate::trial::{Side, Trial};
use ndarray::ArrayView2;

/// Some records under attack.
///
/// Each step must be given the same trial, model and defences, which act on answers: behind each the records are attacked,
/// with the model asked once for all. What comes out doesn't depend on which records are in one run: each has a noise of
/// its own.
pub struct AttributeAttackRun {
    portion: Portion,
    attacks: Vec<&'static dyn AttributeAttack>,
    targets: Vec<usize>,
    n_noisy: usize,
    index: u64,
    /// Folds that are still to come, the next one last: each with places in `targets`.
    folds: Vec<(usize, Vec<usize>)>,
    stage: Stage,
    /// By place in `targets`, then by defence.
    guessed: Vec<Option<Vec<Guessed>>>,
    /// By defence, the sum of the members' losses.
    losses: Vec<f64>,
    /// Members in these sums.
    n_losses: usize,
    /// Memory.
    inputs: Option<Inputs>,
}

/// What is being done.
#[derive(Debug)]
enum Stage {
    /// The mean loss of the members.
    Losses,
    /// The next fold's records are gathered.
    Between,
    /// The baselines of a fold.
    Imputing(Vec<usize>, ImputationRun),
    /// The records of a fold.
    Asking(Fold),
    /// Nothing.
    Over,
}

/// A fold whose baselines are fitted.
#[derive(Debug)]
struct Fold {
    /// In the targets.
    places: Vec<usize>,
    imputation: ImputationRun,
    imputed: Vec<Vec<Imputed>>,
    prior: Vec<f64>,
    /// The record asked about, as a place in `places`.
    now: usize,
    asking: Asking,
}

/// Completions that asking about fewer costs as much as: a copy has to be drawn, a record to be scored.
const LEAST_COST: usize = 32;
/// Records and completions asked about in a step, however small the network: each is released and scored as well.
const MOST_ROWS: usize = 1024;

/// Whether what is released gives the logits away.
fn is_exact(defence: &Defence) -> bool {
    defence.acts_on() == ActsOn::Training
}

/// What the model is asked through.
struct Service<'a> {
    trial: &'a Trial,
    model: &'a TargetModel,
    defences: &'a [Defence],
}

impl AttributeAttackRun {
    /// A run holds the confidences of all completions of a record: it takes no more than these.
    pub const MAX_COMPLETIONS: usize = 1 << 10;

    /// Nothing asked yet about the records `targets`, each of which must take part in the trial; `n_noisy` copies of each
    /// completion are for the attack `robustness`. `index`, below 2^32, tells the noise of one run from that of another.
    ///
    /// # Panics
    /// With a portion of more than [`AttributeAttackRun::MAX_COMPLETIONS`] completions.
    pub fn new(
        trial: &Trial,
        portion: &Portion,
        attacks: Vec<&'static dyn AttributeAttack>,
        targets: Vec<usize>,
        n_noisy: usize,
        index: u64,
    ) -> AttributeAttackRun {
        assert!(portion.n_completions() <= AttributeAttackRun::MAX_COMPLETIONS, "the portion is small");
        let mut folds: Vec<(usize, Vec<usize>)> = Vec::new();
        for (place, &record) in targets.iter().enumerate() {
            let fold = trial.fold_of(record);
            match folds.iter_mut().find(|(own, _)| *own == fold) {
                Some((_, places)) => places.push(place),
                None => folds.push((fold, vec![place])),
            }
        }
        AttributeAttackRun {
            portion: portion.clone(),
            attacks,
            guessed: vec![None; targets.len()],
            targets,
            n_noisy,
            index,
            folds,
            stage: Stage::Losses,
            losses: Vec::new(),
            n_losses: 0,
            inputs: None,
        }
    }

    /// Goes on for at most about 20 ms; by defence what was guessed, in the order of the targets, once all is done. Where a
    /// defence doesn't act on answers, attacks see the logits as well.
    pub fn step(
        &mut self,
        trial: &Trial,
        model: &TargetModel,
        defences: &[Defence],
        workspace: &mut Workspace,
    ) -> Option<Vec<Vec<Guessed>>> {
        let service = Service { trial, model, defences };
        self.losses.resize(defences.len(), 0.0);
        self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Losses => match self.add_losses(&service, workspace) {
                true if self.folds.is_empty() => Stage::Over,
                true => Stage::Between,
                false => Stage::Losses,
            },
            Stage::Imputing(places, mut imputation) => match imputation.step(trial) {
                None => Stage::Imputing(places, imputation),
                Some(imputed) => {
                    let prior = imputation.prior(trial);
                    let asking = self.asking(&service, places[0]);
                    Stage::Asking(Fold { places, imputation, imputed, prior, now: 0, asking })
                }
            },
            Stage::Asking(mut fold) => match self.ask(&mut fold, &service, workspace) {
                true if self.folds.is_empty() => Stage::Over,
                true => Stage::Between,
                false => Stage::Asking(fold),
            },
            Stage::Between => self.next_fold(trial),
            Stage::Over => Stage::Over,
        };
        let is_over = matches!(self.stage, Stage::Over);
        is_over.then(|| {
            let mut by_defence = vec![Vec::new(); defences.len()];
            for guessed in std::mem::take(&mut self.guessed).into_iter().flatten() {
                by_defence.iter_mut().zip(guessed).for_each(|(all, guessed)| all.push(guessed));
            }
            by_defence
        })
    }

    /// Share of the work that is done; of a fold, the imputations count as half.
    pub fn progress(&self) -> f64 {
        let n_guessed = self.guessed.iter().flatten().count() as f64;
        let extra = match &self.stage {
            Stage::Imputing(places, imputation) => places.len() as f64 * imputation.progress() / 2.0,
            Stage::Asking(fold) => (fold.places.len() - fold.now) as f64 / 2.0,
            Stage::Over => return 1.0,
            Stage::Losses | Stage::Between => 0.0,
        };
        (n_guessed + extra) / self.targets.len().max(1) as f64
    }

    /// What the attacks are told, all together.
    fn told(&self) -> Told {
        Told::with(self.attacks.iter().any(|attack| attack.needs().label))
    }

    fn next_fold(&mut self, trial: &Trial) -> Stage {
        let Some((fold, places)) = self.folds.pop() else { return Stage::Over };
        let records = places.iter().map(|place| self.targets[*place]).collect();
        let imputation = ImputationRun::new(trial, &self.portion, records, fold, self.told());
        Stage::Imputing(places, imputation)
    }

    /// Adds the losses of some more members; whether these were the last.
    fn add_losses(&mut self, service: &Service<'_>, workspace: &mut Workspace) -> bool {
        let Service { trial, model, defences } = *service;
        let members = trial.side(Side::Members);
        let n = &mut self.n_losses;
        let end = members.len().min(*n + model.mlp().rows_per_step().min(MOST_ROWS));
        let inputs = trial.inputs().select(&members[*n..end]);
        let logits = model.logits(&inputs, 0..inputs.n_rows(), workspace);
        for (logits, record) in logits.outer_iter().zip(&members[*n..end]) {
            let logits = logits.to_slice().expect("rows are contiguous");
            let label = trial.dataset().labels()[*record];
            for (sum, defence) in self.losses.iter_mut().zip(defences) {
                let mut released = logits.to_vec();
                defence.release(&mut released);
                *sum += released_loss(&released, is_exact(defence).then_some(logits), label);
            }
        }
        *n = end;
        end == members.len()
    }

    /// Of the record at a place in the targets.
    fn asking(&self, service: &Service<'_>, place: usize) -> Asking {
        let n_copies = if self.attacks.iter().any(|attack| attack.needs().n_queries > 1) { self.n_noisy } else { 0 };
        Asking::new(&self.asked(service), self.targets[place], n_copies, self.index)
    }

    fn asked<'a>(&'a self, service: &Service<'a>) -> Asked<'a> {
        Asked { trial: service.trial, portion: &self.portion, model: service.model }
    }

    /// Asks on about a fold's records; whether that was all of them.
    fn ask(&mut self, fold: &mut Fold, service: &Service<'_>, workspace: &mut Workspace) -> bool {
        let mut n_left = service.model.mlp().rows_per_step().min(MOST_ROWS);
        let mut inputs = self.inputs.take();
        while n_left > 0 {
            if let Some(n_now) = fold.asking.ask(&self.asked(service), n_left, &mut inputs, workspace) {
                n_left = n_left.saturating_sub(n_now.max(LEAST_COST));
                continue;
            }
            let place = fold.places[fold.now];
            self.guessed[place] = Some(self.guess(fold, service));
            n_left = n_left.saturating_sub(LEAST_COST);
            fold.now += 1;
            match fold.places.get(fold.now) {
                None => return true,
                Some(place) => fold.asking = self.asking(service, *place),
            }
        }
        self.inputs = inputs;
        false
    }

    /// Scores the record that was asked about, behind each defence.
    fn guess(&self, fold: &Fold, service: &Service<'_>) -> Vec<Guessed> {
        let losses = self.losses.iter().map(|sum| sum / self.n_losses as f64);
        service
            .defences
            .iter()
            .zip(losses)
            .map(|(defence, loss)| self.guess_behind(fold, service, defence, loss))
            .collect()
    }

    fn guess_behind(&self, fold: &Fold, service: &Service<'_>, defence: &Defence, mean_train_loss: f64) -> Guessed {
        let (asking, dataset) = (&fold.asking, service.trial.dataset());
        let shape = (self.portion.n_completions(), service.model.mlp().n_classes());
        let mut released = asking.logits.clone();
        released.chunks_mut(shape.1).for_each(|logits| defence.release(logits));
        let matrix = |values| ArrayView2::from_shape(shape, values).expect("all completions were asked about");
        let agreement = asking.agreement();
        let imputed = fold.imputation.posterior(fold.now, Told::KnownPart);
        let with_class = (self.told() == Told::ClassToo).then(|| fold.imputation.posterior(fold.now, Told::ClassToo));
        let case = Case {
            released: matrix(&released),
            logits: is_exact(defence).then(|| matrix(&asking.logits)),
            label: dataset.labels()[asking.record],
            prior: &fold.prior,
            imputed: &imputed,
            imputed_with_class: with_class.as_ref().unwrap_or(&imputed),
            agreement: agreement.as_deref(),
            mean_train_loss,
        };
        let (n_unknown, codes) = (self.portion.unknown().len(), dataset.codes().row(asking.record));
        let distances: Vec<usize> = (0..shape.0).map(|idx| self.portion.distance(idx, codes)).collect();
        let without_model = |imputed: &Imputed| match imputed.guess {
            // Every completion, with the same weight.
            None => Guess::best_of(&vec![0.0; shape.0], &distances, n_unknown),
            Some(_) => Guess::best_of(&[0.0], &[imputed.distance as usize], n_unknown),
        };
        let certainty = |told: Told| {
            let regression = fold.imputed[fold.now].iter().find(|own| own.by == Imputation::regression(told));
            regression.and_then(|own| own.certainty).unwrap_or_default()
        };
        Guessed {
            record: asking.record,
            by_attack: self
                .attacks
                .iter()
                .map(|attack| {
                    let scores = case.scores(*attack);
                    let guess = Guess::best_of(&scores, &distances, n_unknown);
                    AttackGuess { attack: attack.name(), guess, certainty: attack.certainty(&scores) }
                })
                .collect(),
            by_imputation: fold.imputed[fold.now].iter().map(without_model).collect(),
            regression_certainty: [Told::KnownPart, Told::ClassToo].map(certainty),
        }
    }
}
