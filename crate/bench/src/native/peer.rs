//! jax, which does the same work as the command: a process of Python that answers questions (`peer/peer.py`).

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A process of jax on some cores, with a thread for each.
#[derive(Debug)]
pub struct Peer {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// jax's.
    pub version: String,
}

/// Some steps of training and how long they took.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    /// How many.
    pub n: f64,
    /// For all of them.
    pub seconds: f64,
}

impl Steps {
    /// Steps a second.
    pub fn rate(self) -> f64 {
        self.n / self.seconds
    }
}

impl Peer {
    /// Starts one on these cores, counted from 0, and hands it what there is to work on.
    pub fn start(python: &Path, cores: &[&str], task: &[u8]) -> Peer {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer/peer.py");
        let mut command = Command::new(python);
        command.arg(script).args(cores).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("Python starts");
        let mut questions = process.stdin.take().expect("its input is piped");
        questions.write_all(task).expect("the peer reads what there is to work on");
        let answers = BufReader::new(process.stdout.take().expect("its output is piped"));
        let mut peer = Peer { process, questions, answers, version: String::new() };
        peer.version = peer.line();
        peer
    }

    /// Has it train for some time; [`Peer::trained`] waits for the end.
    pub fn train(&mut self, time: Duration) {
        self.ask(&format!("train {}", time.as_secs_f64()));
    }

    /// What came of [`Peer::train`].
    pub fn trained(&mut self) -> Steps {
        let [n, seconds, loss] = self.numbers();
        assert!(loss.is_finite(), "jax's training diverged");
        Steps { n, seconds }
    }

    /// Tries all completions of a record: milliseconds and the greatest confidence.
    pub fn complete(&mut self, record: usize) -> (f64, f64) {
        self.ask(&format!("complete {record}"));
        let [milliseconds, _, confidence] = self.numbers();
        (milliseconds, confidence)
    }

    fn ask(&mut self, question: &str) {
        writeln!(self.questions, "{question}").expect("the peer listens");
    }

    fn numbers<const N: usize>(&mut self) -> [f64; N] {
        let line = self.line();
        let numbers: Option<Vec<f64>> = line.split_whitespace().map(|word| word.parse().ok()).collect();
        numbers.and_then(|numbers| numbers.try_into().ok()).unwrap_or_else(|| panic!("the peer says \"{line}\""))
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the peer's answer is text");
        assert!(!line.is_empty(), "the peer ended; what it wrote above says why");
        line.trim().to_string()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
