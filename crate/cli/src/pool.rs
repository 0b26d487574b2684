//! Units of work on several threads, each at a bench of its own.
//!
//! A thread takes the next unit when it has done its last; outcomes are put together by the units' order. So the number
//! of threads changes nothing but the time.

use crate::progress::Progress;
use nearmiss::work::{Bench, Outcome, Progress as UnitProgress, Results, Unit};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Trains on this thread and attacks on `jobs` threads. The bench comes back with its model, unless training diverged.
pub fn work_off(mut bench: Bench, jobs: usize, progress: &Progress) -> (Bench, Results) {
    let mut results = Results::default();
    results.put(&Unit::Training, train(&mut bench, progress));
    if bench.model().is_some() {
        let units = bench.units();
        for (unit, outcome) in units.iter().zip(attack(&bench, &units, jobs, progress)) {
            results.put(unit, outcome);
        }
    }
    progress.finish();
    (bench, results)
}

fn train(bench: &mut Bench, progress: &Progress) -> Outcome {
    let epochs = bench.experiment().training.epochs;
    let mut run = bench.start(&Unit::Training);
    let mut so_far = None;
    loop {
        if let Some(outcome) = bench.step(&mut run) {
            return outcome;
        }
        if run.epochs_measured() != so_far
            && let UnitProgress::Training { epoch, .. } = run.progress()
        {
            so_far = run.epochs_measured();
            progress.training(epoch, epochs);
        }
    }
}

/// The outcome of each unit, in their order.
fn attack(bench: &Bench, units: &[Unit], jobs: usize, progress: &Progress) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(vec![None; units.len()]);
    progress.attacks(0, units.len());
    let work = || {
        let mut bench = bench.clone();
        while let Some((idx, unit)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, units.get(n)?)))
        {
            let mut run = bench.start(unit);
            let outcome = loop {
                if let Some(outcome) = bench.step(&mut run) {
                    break outcome;
                }
            };
            let mut outcomes = outcomes.lock().expect("a thread that panics ends the program");
            outcomes[idx] = Some(outcome);
            progress.attacks(outcomes.iter().flatten().count(), units.len());
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.min(units.len()) {
            scope.spawn(work);
        }
    });
    let outcomes = outcomes.into_inner().expect("a thread that panics ends the program");
    outcomes.into_iter().map(|outcome| outcome.expect("every unit was worked off")).collect()
}
