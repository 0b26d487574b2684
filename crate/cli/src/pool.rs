//! Units of work on several threads.
//!
//! Every unit is a task of its own at a worker that shares its data with all others; what is done is told to one
//! listener. Outcomes are put together by what they are of, so the number of threads changes nothing but the time.

use nearmiss::Mlp;
use nearmiss::work::{Agenda, Outcome, TrialWorker, Unit};
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
    worker: &TrialWorker,
    agenda: Agenda,
    jobs: usize,
    mut listen: impl FnMut(News) -> Result<(), E>,
) -> Result<(), E> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().expect("the machine can start threads");
    let (teller, news) = mpsc::channel();
    pool.in_place_scope(|scope| {
        spawn(scope, worker, &Arc::new(Mutex::new(agenda)), &teller);
        drop(teller);
        // When the listener gives up, its end of the channel closes, and every task stops at its next step.
        news.into_iter().try_for_each(&mut listen)
    })
}

/// Hands out every unit that may start.
fn spawn(scope: &Scope<'_>, worker: &TrialWorker, agenda: &Arc<Mutex<Agenda>>, teller: &Sender<News>) {
    let mut waiting = agenda.lock().expect("no thread panics while it looks at the agenda");
    while let Some(unit) = waiting.next() {
        let (worker, agenda, teller) = (worker.clone(), agenda.clone(), teller.clone());
        scope.spawn(move |scope| work(scope, worker, unit, &agenda, teller));
    }
}

fn work(scope: &Scope<'_>, mut worker: TrialWorker, unit: Unit, agenda: &Arc<Mutex<Agenda>>, teller: Sender<News>) {
    let mut run = worker.start(&unit);
    let mut told = 0.0;
    let outcome = loop {
        if let Some(outcome) = worker.step(&mut run) {
            break outcome;
        }
        let share = run.share(&worker);
        if share >= told + 0.005 {
            told = share;
            if teller.send(News::Share(unit.clone(), share)).is_err() {
                return;
            }
        }
    };
    let model = (unit == Unit::Training).then(|| worker.model().cloned()).flatten();
    agenda.lock().expect("no thread panics while it looks at the agenda").done(&unit, &outcome);
    spawn(scope, &worker, agenda, &teller);
    // Nobody listens any more after an error, which is told elsewhere.
    let _ = teller.send(News::Done(unit, outcome, model));
}
