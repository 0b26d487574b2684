//! How far a run is, on standard error: a bar where that is a terminal, JSON lines where asked for, otherwise nothing.

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// Where progress goes.
#[derive(Debug)]
pub enum Progress {
    /// A bar; indicatif hides it where standard error is no terminal.
    Bar(ProgressBar),
    /// An object a line.
    Json,
}

impl Progress {
    /// Nothing done yet.
    pub fn new(json: bool) -> Progress {
        if json {
            return Progress::Json;
        }
        let style = ProgressStyle::with_template("{msg:9} {bar:40} {pos}/{len} {elapsed} (left: {eta})");
        Progress::Bar(ProgressBar::new(0).with_style(style.expect("the template is right")))
    }

    /// So many epochs of the training are done.
    pub fn training(&self, done: usize, epochs: usize) {
        self.show("training", done, epochs);
    }

    /// So many units of the attacks are done.
    pub fn attacks(&self, done: usize, units: usize) {
        self.show("attacks", done, units);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Progress::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }

    fn show(&self, stage: &'static str, done: usize, of: usize) {
        match self {
            Progress::Bar(bar) => {
                if bar.message() != stage {
                    // The time left is that of the stage.
                    bar.reset();
                    bar.set_message(stage);
                }
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            }
            Progress::Json => eprintln!("{}", json!({ "stage": stage, "done": done, "of": of })),
        }
    }
}
