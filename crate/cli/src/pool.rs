//! Units of work on several threads.
//!
//! Every unit is a task of its own at a bench that shares its data with all others; what is done is told to one
//! listener. Outcomes are put together by what they are of, so the number of threads changes nothing but the time.

use nearmiss::Mlp;
use nearmiss::work::{Agenda, Bench, Outcome, Unit};
use rayon::Scope;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};

/// What a thread tells.
pub enum News {
    /// A unit is so far, from 0 to 1.
    Share(Unit, f64),
    /// A unit is done; a training also gives its model.
    Done(Unit, Outcome, Option<Mlp>),
}

/// Works on `jobs` threads. `listen` hears of everything on the calling thread; an error of it ends the work.
pub fn work_off<E>(
    bench: &Bench,
    agenda: Agenda,
    jobs: usize,
    mut listen: impl FnMut(News) -> Result<(), E>,
) -> Result<(), E> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().expect("the machine can start threads");
    let (teller, news) = mpsc::channel();
    pool.in_place_scope(|scope| {
        spawn(scope, bench, &Arc::new(Mutex::new(agenda)), &teller);
        drop(teller);
        // When the listener gives up, its end of the channel closes, and every task stops at its next step.
        news.into_iter().try_for_each(&mut listen)
    })
}

/// Hands out every unit that may start.
fn spawn(scope: &Scope<'_>, bench: &Bench, agenda: &Arc<Mutex<Agenda>>, teller: &Sender<News>) {
    let mut waiting = agenda.lock().expect("no thread panics while it looks at the agenda");
    while let Some(unit) = waiting.next() {
        let (bench, agenda, teller) = (bench.clone(), agenda.clone(), teller.clone());
        scope.spawn(move |scope| work(scope, bench, unit, &agenda, teller));
    }
}

fn work(scope: &Scope<'_>, mut bench: Bench, unit: Unit, agenda: &Arc<Mutex<Agenda>>, teller: Sender<News>) {
    let mut run = bench.start(&unit);
    let mut told = 0.0;
    let outcome = loop {
        if let Some(outcome) = bench.step(&mut run) {
            break outcome;
        }
        let share = run.share(&bench);
        if share >= told + 0.005 {
            told = share;
            if teller.send(News::Share(unit.clone(), share)).is_err() {
                return;
            }
        }
    };
    let model = (unit == Unit::Training).then(|| bench.model().cloned()).flatten();
    agenda.lock().expect("no thread panics while it looks at the agenda").done(&unit, &outcome);
    spawn(scope, &bench, agenda, &teller);
    // Nobody listens any more after an error, which is told elsewhere.
    let _ = teller.send(News::Done(unit, outcome, model));
}
