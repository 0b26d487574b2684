//! The hot paths as the command runs them, in turn with jax.

use crate::native::document::machine;
use crate::native::peer::{Peer, Steps};
use crate::native::table::Results;
use crate::native::task::{TARGETS, task};
use nearmiss_bench::{Location, Stepper};
use nearmiss_kernel::Registers;
use std::path::Path;
use std::sync::Barrier;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;

/// How long a training is followed in a round.
const TRAINING: Duration = Duration::from_secs(1);

/// What both sides may differ by in a greatest confidence.
const TOLERANCE: f64 = 1e-5;

/// What the numbers mean, and the numbers. `NEARMISS_PYTHON` names the Python that has jax; without, ours are measured
/// alone.
pub fn measure() -> (String, Results) {
    let mut location = Location::at_start();
    eprintln!("Training the network to attack …");
    while !location.advance(0) {}
    let attacked = location.attack_own();
    let bytes = task(&location.stepper(), &location, &attacked);
    let mut peers = std::env::var_os("NEARMISS_PYTHON").map(|python| Peers::start(Path::new(&python), &bytes));
    let mut results = Results::new();
    // One round to warm up.
    for round in 0..=ROUNDS {
        eprintln!("Round {round} of {ROUNDS}");
        let mut keep = |name: &str, value: f64| {
            if round > 0 {
                results.entry(name.to_string()).or_default().push(value);
            }
        };
        one_core(location.stepper(), &mut peers, &mut keep);
        two_cores([location.stepper(), location.stepper()], &mut peers, &mut keep);
        completions(&mut location, &mut peers, &mut keep);
    }
    (head(peers.map(|peers| peers.two_threads.version.clone())), results)
}

/// jax on the first core, on the second, on both.
struct Peers {
    one_thread: [Peer; 2],
    two_threads: Peer,
}

impl Peers {
    fn start(python: &Path, task: &[u8]) -> Peers {
        let start = |cores: &[&str]| Peer::start(python, cores, task);
        Peers { one_thread: [start(&["0"]), start(&["1"])], two_threads: start(&["0", "1"]) }
    }
}

fn one_core(training: Stepper, peers: &mut Option<Peers>, keep: &mut dyn FnMut(&str, f64)) {
    let own = 1e3 / train(training).rate();
    keep("command: training step, one core (ms)", own);
    if let Some(Peers { one_thread: [peer, _], .. }) = peers {
        peer.train(TRAINING);
        let jax = 1e3 / peer.trained().rate();
        keep("jax: training step, one core (ms)", jax);
        keep("ratio to jax: training step, one core", jax / own);
    }
}

fn two_cores(trainings: [Stepper; 2], peers: &mut Option<Peers>, keep: &mut dyn FnMut(&str, f64)) {
    let barrier = Barrier::new(2);
    let [first, second] = trainings;
    let together = |training| {
        barrier.wait();
        train(training).rate()
    };
    let own = std::thread::scope(|scope| {
        let other = scope.spawn(|| together(second));
        together(first) + other.join().expect("the other training ends")
    });
    keep("command, two threads: trainings on two cores (steps a second)", own);
    if let Some(Peers { one_thread, two_threads }) = peers {
        two_threads.train(TRAINING);
        let threads = two_threads.trained().rate();
        one_thread.iter_mut().for_each(|peer| peer.train(TRAINING));
        let processes: f64 = one_thread.iter_mut().map(|peer| peer.trained().rate()).sum();
        keep("jax, one process of two threads: trainings on two cores (steps a second)", threads);
        keep("jax, two processes of one thread: trainings on two cores (steps a second)", processes);
        keep("ratio to jax, one process of two threads: trainings on two cores", own / threads);
        keep("ratio to jax, two processes of one thread: trainings on two cores", own / processes);
    }
}

fn completions(location: &mut Location, peers: &mut Option<Peers>, keep: &mut dyn FnMut(&str, f64)) {
    let n_completions = 1 << location.unknown().len();
    let mut try_all = |target, plainly| {
        let begun = now();
        let best = location.infer(target, 0, n_completions, plainly)[1];
        (begun.elapsed().as_secs_f64() * 1e3, best)
    };
    let answers = TARGETS.map(|target| try_all(target, false));
    let mean =
        |answers: [(f64, f64); TARGETS.len()]| answers.map(|(ms, _)| ms).iter().sum::<f64>() / answers.len() as f64;
    keep("command: 2^15 completions, one core (ms)", mean(answers));
    keep(
        "command: 2^15 completions asked one by one, one core (ms)",
        mean(TARGETS.map(|target| try_all(target, true))),
    );
    if let Some(Peers { one_thread: [peer, _], .. }) = peers {
        let theirs = TARGETS.map(|target| peer.complete(target));
        // Both must have tried the same completions of the same network.
        for ((_, own), (_, jax)) in answers.iter().zip(theirs) {
            assert!((own - jax).abs() < TOLERANCE, "the best confidence is {own}, jax's is {jax}");
        }
        keep("jax: 2^15 completions, one core (ms)", mean(theirs));
        keep("ratio to jax: 2^15 completions, one core", mean(theirs) / mean(answers));
    }
}

/// Trains for some time, after a first step that has its memory to find. Only whole batches are counted: an epoch's last one is smaller, and jax has none such.
fn train(mut training: Stepper) -> Steps {
    training.step();
    let begun = now();
    let mut steps = Steps { n: 0.0, seconds: 0.0 };
    while begun.elapsed() < TRAINING {
        let is_whole = training.n_rows() == training.batch_size();
        let before = now();
        training.step();
        if is_whole {
            steps.n += 1.0;
            steps.seconds += before.elapsed().as_secs_f64();
        }
    }
    steps
}

#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn now() -> Instant {
    Instant::now()
}

fn head(jax: Option<String>) -> String {
    let jax = jax.map_or("jax wasn't there".to_string(), |version| format!("jax {version}"));
    format!(
        "The command's hot paths in registers of {} bits, and {jax}, on the CPU of {}.\n\n\
        * Both do the same work in turn, in float32, from the same weights and the same records of the `location` preset.\n  \
        jax runs as processes of its own, kept to their cores, with a thread for each core; ours isn't kept to any, as it\n  \
        has no more threads than cores are compared. All data are where jax wants them before the clock starts.\n\
        * A training step is forward, backward and Adam of the paper's network, 446-[512 x 5]-30, at batch 128. jax has it\n  \
        compiled as one function with its state donated and takes the batches in a fixed order; ours shuffles them and\n  \
        puts them together within the time. Both begin at the same new network in each round. Of ours only whole batches\n  \
        are counted: the last of an epoch has 40 records.\n\
        * Trainings on two cores: the command trains two networks at a time, a thread each. jax trains one with two\n  \
        threads, or two in two processes of one thread each.\n\
        * 2^15 completions are those of the preset's first repeat, trained in full: two members and two non-members, the\n  \
        mean of the four. jax builds the rows from record and bits within the compiled function, 4096 at a time, and\n  \
        gives the best one. Both find the same greatest confidence, within {TOLERANCE:e}.\n",
        Registers::in_use().bits(),
        machine(),
    )
}
