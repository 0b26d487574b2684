//! How the time of each step grows with what it works on.

use crate::native::document::machine;
use crate::native::table::Results;
use nearmiss::attribute::{ExhaustiveRun, ExhaustiveWorkspace};
use nearmiss::dataset::synthetic;
use nearmiss::experiment::{Experiment, PortionChoice};
use nearmiss::seed::Seed;
use nearmiss::trial::Side;
use nearmiss::work::{TrialWorker, Unit};
use nearmiss::{Portion, SplitSizes, TargetModel};
use nearmiss_bench::Stepper;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 3;
/// Epochs that networks are trained for before they are attacked.
const N_EPOCHS: usize = 10;
const WIDTHS: [usize; 5] = [64, 128, 256, 512, 1024];
const UNKNOWN: [usize; 6] = [10, 12, 14, 16, 18, 20];
const RECORDS: [usize; 6] = [1000, 3000, 10_000, 30_000, 100_000, 200_000];

/// What one step took at each size, in milliseconds.
struct Step {
    name: &'static str,
    /// By size: the work that it is, in any unit, and a time a round.
    sizes: Vec<(usize, f64, Vec<f64>)>,
}

/// A table for each thing that grows, and the numbers.
pub fn measure() -> (String, Results) {
    let widths = by_width();
    let unknown = by_unknown();
    let records = by_records();
    let mut results = Results::new();
    let mut body = head();
    for (what, steps) in [("units of a hidden layer", widths), ("unknown features", unknown), ("records", records)] {
        let _ = write!(body, "\n| step | {what} | ms | times as long | times the work |\n|---|---|---|---|---|\n");
        for Step { name, sizes } in steps {
            let mut before: Option<(f64, f64)> = None;
            for (size, work, times) in sizes {
                let time = median(&times);
                let growth = before.map_or(" | ".to_string(), |(former_work, former)| {
                    format!("{:.2} | {:.2}", time / former, work / former_work)
                });
                let _ = writeln!(body, "| {name} | {size} | {time:.2} | {growth} |");
                before = Some((work, time));
                results.insert(format!("{name}, {size} {what} (ms)"), times);
            }
        }
    }
    (body, results)
}

/// A training step and 2^15 completions of a network of five hidden layers.
fn by_width() -> Vec<Step> {
    let (mut training, mut completions) = (step("training step"), step("2^15 completions"));
    for width in WIDTHS {
        eprintln!("{width} units a hidden layer");
        let mut experiment = Experiment::location();
        experiment.training.hidden = vec![width; 5];
        let worker = TrialWorker::new(experiment, None).expect("the preset runs with other layers");
        let mut stepper = Stepper::of(&worker);
        stepper.step();
        let n_weights: usize = stepper.training().mlp().n_parameters();
        let rounds = (0..ROUNDS)
            .map(|_| {
                mean_time(12, || {
                    stepper.step();
                })
            })
            .collect();
        training.sizes.push((width, n_weights as f64, rounds));
        let model = trained(&mut stepper);
        let rounds = (0..ROUNDS).map(|_| complete(&worker, worker.portion(), &model)).collect();
        completions.sizes.push((width, n_weights as f64, rounds));
    }
    vec![training, completions]
}

/// All completions of a record.
fn by_unknown() -> Vec<Step> {
    let mut completions = step("all completions");
    let worker = TrialWorker::new(Experiment::location(), None).expect("the preset runs");
    let model = trained(&mut Stepper::of(&worker));
    for n in UNKNOWN {
        eprintln!("{n} unknown features");
        let portion = PortionChoice::Mrmr(n).resolve(worker.trial()).expect("so many can be tried");
        let rounds = (0..ROUNDS).map(|_| complete(&worker, &portion, &model)).collect();
        completions.sizes.push((n, portion.n_completions() as f64, rounds));
    }
    vec![completions]
}

/// What a repeat on check-ins consists of. Half of the records are members, a tenth non-members.
fn by_records() -> Vec<Step> {
    let [mut draw, mut split, mut epoch, mut distances, mut imputation, mut strong] = [
        "drawing the records",
        "split and choice of unknown features",
        "an epoch with what is measured after it",
        "distances of non-members from members",
        "baselines of a record",
        "strong membership, 1,000 pairs at most",
    ]
    .map(step);
    for n in RECORDS {
        eprintln!("{n} records");
        let n_rounds = if n > 10_000 { 1 } else { ROUNDS };
        for _ in 0..n_rounds {
            let mut experiment = Experiment::location();
            experiment.split = SplitSizes { n_members: n / 2, n_non_members: n / 10 };
            experiment.training.epochs = 1;
            experiment.training.hidden = vec![128];
            experiment.strong_membership.n_originals = 200;
            let checked = experiment.check().expect("the preset runs with other sizes");
            let (dataset, time) = timed(|| synthetic::check_ins(n, Seed(1)));
            draw.push(n, time);
            let (worker, time) = timed(|| TrialWorker::with_dataset(checked, dataset));
            let mut worker = worker.expect("there are enough records");
            split.push(n, time);
            epoch.push(n, timed(|| worker.finish(&Unit::Training)).1);
            distances.push(n, timed(|| worker.finish(&Unit::Distances)).1);
            imputation.push(n, timed(|| worker.finish(&Unit::Imputation)).1);
            let game = worker.units().into_iter().find(|unit| matches!(unit, Unit::StrongMembership(_)));
            strong.push(n, timed(|| worker.finish(&game.clone().expect("the preset has it"))).1);
        }
    }
    // Every non-member has its distance from every member.
    for (size, work, _) in &mut distances.sizes {
        let size = *size as f64;
        *work = size * size;
    }
    // Its pairs are bounded.
    for (size, work, _) in &mut strong.sizes {
        *work = (*size as f64 / 10.0).min(200.0);
    }
    vec![draw, split, epoch, distances, imputation, strong]
}

fn step(name: &'static str) -> Step {
    Step { name, sizes: Vec::new() }
}

impl Step {
    /// Another round at this size, whose work is in proportion to it.
    fn push(&mut self, size: usize, time: f64) {
        match self.sizes.last_mut() {
            Some((last, _, times)) if *last == size => times.push(time),
            _ => self.sizes.push((size, size as f64, vec![time])),
        }
    }
}

/// The network after some epochs.
fn trained(stepper: &mut Stepper) -> Arc<TargetModel> {
    (0..N_EPOCHS * stepper.steps_per_epoch()).for_each(|_| {
        stepper.step();
    });
    Arc::new(TargetModel::new(stepper.training().mlp().clone()))
}

/// Milliseconds that all completions of the first member take.
fn complete(worker: &TrialWorker, portion: &Portion, model: &Arc<TargetModel>) -> f64 {
    let record = worker.trial().side(Side::Members)[0];
    let mut run = ExhaustiveRun::new(worker.trial(), portion, record, 0..portion.n_completions());
    let mut workspace = ExhaustiveWorkspace::default();
    timed(|| while run.step(model, &mut workspace).is_none() {}).1
}

fn mean_time(n: usize, mut work: impl FnMut()) -> f64 {
    timed(|| (0..n).for_each(|_| work())).1 / n as f64
}

/// What comes of it, and milliseconds.
#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed().as_secs_f64() * 1e3)
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn head() -> String {
    format!(
        "The command's steps by the size of what they work on, on one core of {}, medians of {ROUNDS} rounds (of one above \
        10,000 records). The last two columns compare with the row above: a step whose time grows by more than its work \
        grows too fast.\n\n\
        * By width: 446-[width x 5]-30, the work in weights; the network attacked has had {N_EPOCHS} epochs. By unknown features: \
        the paper's network after as many, the work in completions.\n\
        * By records: synthetic check-ins, half of them members, a tenth non-members, a network of one layer of 128. The \
        work is in records; that of the distances in pairs of records.\n",
        machine()
    )
}
