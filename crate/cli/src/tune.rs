//! Chooses how private training is done, by accuracy at the epsilon asked for.
//!
//! Only records that are neither members nor non-members are looked at: networks are trained on four fifths of them and
//! tested on the rest, six times. They are fewer than the members are, so the noise is scaled with their number: a step is
//! as noisy as it will be on the members. One setting after the other is moved to its neighbour for as long as that tells
//! more right, beginning from what was best at a greater epsilon.

use crate::arguments::Tune;
use crate::failure::Failure;
use crate::notice::say;
use crate::run;
use nearmiss::dataset::Sample;
use nearmiss::defence::{self, Defence, Tuned};
use nearmiss::mlp::{self, Workspace};
use nearmiss::seed::{RepeatSeed, Stream};
use nearmiss::train::{Privacy, Regularization, Schedule, Training, TrainingConfig, TrainingState};
use nearmiss::trial::Side;
use nearmiss::work::TrialWorker;
use rand::seq::SliceRandom;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;

/// Shares of the members that a step takes, on average.
const SHARES: [f64; 5] = [0.0625, 0.125, 0.25, 0.5, 1.0];
/// Learning rates, as multiples of the experiment's.
const RATES: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
const CLIPS: [f64; 4] = [0.1, 0.3, 1.0, 3.0];
const EPOCHS: [usize; 6] = [12, 25, 50, 100, 200, 400];
/// Times that records are parted.
const N_PARTINGS: u64 = 6;
/// Records that settings are chosen on, at least.
const FEWEST: usize = 50;
/// Draws from [`Stream::Tuning`] a parting.
const N_DRAWS: u64 = 4;

/// A place in each of the four lists.
type Places = [usize; 4];
/// Where the search begins: half of the members, five times the rate, norm 1, a hundred epochs.
const BEGIN: Places = [3, 2, 2, 3];
/// How many places each list has.
const N_PLACES: Places = [SHARES.len(), RATES.len(), CLIPS.len(), EPOCHS.len()];
/// The order in which lists are looked along: rates and epochs matter most.
const ORDER: [usize; 6] = [1, 3, 0, 2, 1, 3];

/// What is tuned.
struct Tuning<'a> {
    worker: &'a TrialWorker,
    training: TrainingConfig,
    n_members: usize,
    partings: Vec<Parting>,
}

/// Records to train on and to test on.
struct Parting {
    number: u64,
    train: Sample,
    test: Sample,
}

/// Prints the best settings found for each epsilon.
pub fn tune(order: &Tune, out: &mut impl Write) -> Result<(), Failure> {
    let experiment = run::experiment_of(&order.experiment)?;
    let name = &order.experiment;
    let (worker, _) = run::worker_of(experiment, name, order.data.as_deref(), order.label.as_deref())?;
    let n_left = worker.trial().rest().len();
    if n_left < FEWEST {
        return Err(Failure::FewLeft(n_left));
    }
    let tuning = Tuning::of(&worker);
    let mut epsilons = order.epsilon.clone();
    epsilons.sort_by(|a, b| b.total_cmp(a));
    writeln!(out, "epsilon,share,rate,clip,epochs,noise,accuracy,by_the_rule,as_the_experiment")?;
    let mut best = BEGIN;
    for epsilon in epsilons {
        let spending = |own: Defence| defence::spending(own, &tuning.training, tuning.n_members, epsilon);
        let accuracy = |own: Option<Defence>| own.map_or(0.0, |own| tuning.accuracy(own.regularization()));
        let untuned = accuracy(Defence::named("dp_sgd", &[]).and_then(spending));
        let by_rule = accuracy(spending(Tuned::by_rule(epsilon).defence(&tuning.training, tuning.n_members)));
        best = tuning.search(best, epsilon);
        let found = tuning.regularization(best, epsilon).ok_or(Failure::NoNoise(epsilon))?;
        let noise = found.privacy.map_or(0.0, |privacy| privacy.noise);
        let [share, rate, clip, epochs] = best;
        writeln!(
            out,
            "{epsilon},{},{},{},{},{noise},{:.4},{by_rule:.4},{untuned:.4}",
            SHARES[share],
            RATES[rate],
            CLIPS[clip],
            EPOCHS[epochs],
            tuning.accuracy(found),
        )?;
        out.flush()?;
    }
    Ok(())
}

impl Tuning<'_> {
    fn of(worker: &TrialWorker) -> Tuning<'_> {
        let trial = worker.trial();
        let parting = |number: u64| {
            let mut records = trial.rest();
            records.shuffle(&mut trial.seed().rng(Stream::Tuning, N_DRAWS * number));
            let test = records.split_off(4 * records.len() / 5);
            Parting { number, train: trial.sample_of(&records), test: trial.sample_of(&test) }
        };
        Tuning {
            worker,
            training: worker.experiment().training.clone(),
            n_members: trial.side(Side::Members).len(),
            partings: (0..N_PARTINGS).map(parting).collect(),
        }
    }

    /// The settings at these places whose noise spends the epsilon on the members, if any does.
    fn regularization(&self, [share, rate, clip, epochs]: Places, epsilon: f64) -> Option<Regularization> {
        let batch_size = (SHARES[share] * self.n_members as f64).ceil() as usize;
        let schedule = Schedule {
            batch_size,
            learning_rate: RATES[rate] as f32 * self.training.optimizer.learning_rate(),
            epochs: EPOCHS[epochs],
        };
        let with = |noise: f64| {
            let privacy = Some(Privacy { noise: noise as f32, clip: CLIPS[clip] as f32 });
            Regularization { privacy, schedule, ..Regularization::default() }
        };
        self.training.regularized(with(1.0)).noise_for(self.n_members, epsilon).map(with)
    }

    /// Moves along one list after the other.
    fn search(&self, begin: Places, epsilon: f64) -> Places {
        let mut known: BTreeMap<Places, f64> = BTreeMap::new();
        let mut at = |places: Places| {
            *known.entry(places).or_insert_with(|| {
                let accuracy = self.regularization(places, epsilon).map_or(0.0, |own| self.accuracy(own));
                say!("nearmiss: epsilon {epsilon}, {places:?}: {accuracy:.4}");
                accuracy
            })
        };
        let mut best = begin;
        for list in ORDER {
            for up in [true, false] {
                while let Some(next) = neighbour(best, list, up).filter(|next| at(*next) > at(best)) {
                    best = next;
                }
            }
        }
        best
    }

    /// Mean share of the test records that get their label.
    fn accuracy(&self, regularization: Regularization) -> f64 {
        let accuracies = self.partings.par_iter().map(|parting| self.accuracy_on(parting, regularization));
        accuracies.collect::<Vec<f64>>().iter().sum::<f64>() / self.partings.len() as f64
    }

    fn accuracy_on(&self, Parting { number, train, test }: &Parting, mut regularization: Regularization) -> f64 {
        let (trial, n) = (self.worker.trial(), train.labels.len());
        let mut config = self.training.regularized(regularization);
        let scale = n as f64 / self.n_members as f64;
        if let Some(privacy) = &mut regularization.privacy {
            privacy.noise *= scale as f32;
        }
        config.regularization = regularization;
        config.batch_size = ((config.batch_size as f64 * scale).round() as usize).clamp(1, n);
        let seed: RepeatSeed = trial.seed();
        let rng = |draw: u64| seed.rng(Stream::Tuning, N_DRAWS * number + draw);
        let schema = trial.dataset().schema();
        let mut training =
            Training::new(config, schema.n_inputs(), schema.classes.len(), &mut rng(1), rng(2)).with_noise(rng(3));
        if training.finish(train, None) != TrainingState::Finished {
            return 0.0;
        }
        let logits = training.mlp().logits(&test.inputs, 0..test.labels.len(), &mut Workspace::default()).to_owned();
        let is_right = |(row, label): &(ndarray::ArrayView1<'_, f32>, &usize)| {
            mlp::argmax(row.as_slice().expect("rows are contiguous")) == **label
        };
        logits.outer_iter().zip(&test.labels).filter(is_right).count() as f64 / test.labels.len() as f64
    }
}

/// The next place along a list.
fn neighbour(mut places: Places, list: usize, up: bool) -> Option<Places> {
    let next = if up { places[list] + 1 } else { places[list].checked_sub(1)? };
    places[list] = next;
    (next < N_PLACES[list]).then_some(places)
}
