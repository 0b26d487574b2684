//! What a defence changed: the network shown before beside the one shown now.

use super::control::table;
use super::element::texts;
use super::words::{interval, percent, three};
use crate::session::{Session, Shown};
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
    defence: String,
    auc: (f64, Interval),
    test_accuracy: Option<f64>,
    near_miss: Option<f64>,
}

impl Before {
    /// Of what is shown; none before it is attacked.
    pub fn of(session: &Session) -> Option<Before> {
        let defence = session.setup.experiment.defence;
        Before::shown(&session.setup.basis, &session.found.shown, defence.kind().title())
    }

    fn shown(basis: &Experiment, shown: &Shown, defence: &str) -> Option<Before> {
        let findings = &shown.pooled.findings;
        let result = findings.membership.get(PAPERS_ATTACK)?;
        let nearest = findings.strong_membership.iter().find(|game| game.neighbour == Neighbour::Flip);
        Some(Before {
            of: Experiment { defence: Experiment::check_ins().defence, ..basis.clone() },
            defence: defence.to_string(),
            auc: (result.auc, result.auc_interval),
            test_accuracy: findings.test_accuracy,
            near_miss: nearest.map(|game| game.members.max_confidence.paired_success),
        })
    }

    fn cells(&self) -> Vec<Html> {
        let (auc, of_auc) = self.auc;
        let cells = [
            self.defence.clone(),
            format!("{} ({})", three(auc), interval(of_auc)),
            self.near_miss.map(percent).unwrap_or_default(),
            self.test_accuracy.map(percent).unwrap_or_default(),
        ];
        texts(cells.into())
    }
}

/// Both as a table, once both are there and are of one experiment.
pub(crate) fn before_and_after(before: &Before, basis: &Experiment, shown: &Shown) -> Html {
    let title = basis.defence.kind().title();
    let Some(now) = Before::shown(basis, shown, title) else {
        return table("Before and after", &COLUMNS, vec![before.cells()]);
    };
    if now.of != before.of || now == *before {
        return Html::default();
    }
    table("Before and after", &COLUMNS, vec![before.cells(), now.cells()])
}

const COLUMNS: [&str; 4] =
    ["Defence", "Max-confidence: AUC (95 % interval)", "Near misses told at distance 1", "Accuracy on non-members"];
