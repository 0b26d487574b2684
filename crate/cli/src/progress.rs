//! How far a run is, on standard error: a bar where that is a terminal, JSON lines where asked for, otherwise nothing.

use crate::notice::say;
use indicatif::{ProgressBar, ProgressStyle};
use nearmiss::work::{TrialWorker, Unit};
use serde_json::json;

/// Where progress goes, and how far everything is.
#[derive(Debug)]
pub struct Progress {
    /// None for JSON, an object a line. indicatif hides the bar where standard error is no terminal.
    bar: Option<ProgressBar>,
    /// Units with their cost and their share that is done.
    units: Vec<(Unit, f64, f64)>,
    /// Share that was told last.
    told: f64,
}

/// Steps of the bar.
const LENGTH: f64 = 1000.0;

impl Progress {
    /// Of these units, some of which may be done.
    pub fn new(json: bool, worker: &TrialWorker, units: &[Unit], is_done: impl Fn(&Unit) -> bool) -> Progress {
        let style = ProgressStyle::with_template("{bar:40} {percent} % {msg} {elapsed} (left: {eta})");
        let bar = || ProgressBar::new(LENGTH as u64).with_style(style.expect("the template is right"));
        let unit = |unit: &Unit| (unit.clone(), worker.cost(unit), if is_done(unit) { 1.0 } else { 0.0 });
        Progress { bar: (!json).then(bar), units: units.iter().map(unit).collect(), told: -1.0 }
    }

    /// A unit is so far.
    pub fn set(&mut self, unit: &Unit, share: f64) {
        if let Some((.., own)) = self.units.iter_mut().find(|(known, ..)| known == unit) {
            *own = share;
        }
        let all: f64 = self.units.iter().map(|(_, cost, _)| cost).sum();
        let done = self.units.iter().map(|(_, cost, share)| cost * share).sum::<f64>() / all;
        if done < self.told + 0.001 && share < 1.0 {
            return;
        }
        self.told = done;
        let n_done = self.units.iter().filter(|(.., share)| *share == 1.0).count();
        match &self.bar {
            Some(bar) => {
                bar.set_message(format!("{n_done} of {} units", self.units.len()));
                bar.set_position((LENGTH * done) as u64);
            }
            None => say!("{}", json!({ "done": n_done, "of": self.units.len(), "share": done })),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
