//! What a defence changed: the network shown before beside the one shown now.

use super::control::table;
use super::element::texts;
use super::words::{interval, percent, three};
use crate::session::Session;
use nearmiss::Experiment;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::interval::Interval;
use nearmiss::membership::PAPERS_ATTACK;
use yew::prelude::*;

/// What a network under one defence gave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Before {
    /// The experiment's basis without its defence: only what is equal in that can be compared.
    of: Experiment,
    defence: &'static str,
    auc: (f64, Interval),
    test_accuracy: Option<f64>,
    near_miss: Option<f64>,
}

impl Before {
    /// Of what is shown; none before it is attacked.
    pub fn of(session: &Session) -> Option<Before> {
        let findings = &session.found.shown.pooled.findings;
        let result = findings.membership.get(PAPERS_ATTACK)?;
        let nearest = findings.strong_membership.iter().find(|game| game.neighbour == Neighbour::Flip);
        let basis: &Experiment = &session.setup.basis;
        Some(Before {
            of: Experiment { defence: Experiment::check_ins().defence, ..basis.clone() },
            defence: basis.defence.kind().title(),
            auc: (result.auc, result.auc_interval),
            test_accuracy: findings.test_accuracy,
            near_miss: nearest.map(|game| game.members.max_confidence.paired_success),
        })
    }

    fn cells(&self) -> Vec<Html> {
        let (auc, of_auc) = self.auc;
        let cells = [
            self.defence.to_string(),
            format!("{} ({})", three(auc), interval(of_auc)),
            self.near_miss.map(percent).unwrap_or_default(),
            self.test_accuracy.map(percent).unwrap_or_default(),
        ];
        texts(cells.into())
    }
}

/// Both as a table, once both are there and are of one experiment.
pub(crate) fn before_and_after(before: &Before, now: Option<&Before>) -> Html {
    match now {
        Some(now) if now.of != before.of || now == before => Html::default(),
        Some(now) => table("Before and after", &COLUMNS, vec![before.cells(), now.cells()]),
        None => table("Before and after", &COLUMNS, vec![before.cells()]),
    }
}

const COLUMNS: [&str; 4] =
    ["Defence", "Max-confidence: AUC (95 % interval)", "Near misses told at distance 1", "Accuracy on non-members"];
