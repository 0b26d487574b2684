//! The numbers that the main paper states, and those here beside them.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::view;
use nearmiss::Experiment;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::interval::Interval;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::paper::PaperSetting;
use nearmiss::report::Findings;

/// In the registry.
pub(super) const KIND: TableKind = TableKind {
    name: "beside_the_paper",
    title: "Beside the paper",
    variants: view::once,
    make: |input, _| {
        let mut table = DataTable::new(&["quantity"]).with_intervals_of(&["here"]).with(&["the paper", "chance"]);
        for of in beside_the_paper(input.experiment, input.findings) {
            let row = Row::of(&[&of.what]).measured(Some((of.here, of.interval)));
            table.push(row.maybe(of.paper).number(of.chance));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// One number, here and in the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BesideThePaper {
    /// What it is, in words.
    pub what: &'static str,
    /// As computed here, all trials together.
    pub here: f64,
    /// 95 %, of `here`.
    pub interval: Interval,
    /// As the paper states it, if it does for this setting.
    pub paper: Option<f64>,
    /// What guessing at random gives.
    pub chance: f64,
}

/// The AUC of the paper's attack, and the mean distances of its guesses and of the strongest baseline's.
pub fn beside_the_paper(experiment: &Experiment, findings: &Findings) -> Vec<BesideThePaper> {
    let membership = findings.membership.get(PAPERS_ATTACK).map(|result| BesideThePaper {
        what: "Membership, AUC",
        here: result.auc,
        interval: result.auc_interval,
        paper: experiment.paper.map(PaperSetting::auc),
        chance: 0.5,
    });
    let mut all: Vec<BesideThePaper> = membership.into_iter().collect();
    if let Some(inference) = &findings.attribute_inference {
        let chance = inference.baseline(Imputation::Chance).map_or(0.0, |by| by.members.mean_hamming);
        let distance = |what, here, interval, paper| BesideThePaper { what, here, interval, paper, chance };
        let (members, others) = (&inference.max_confidence.members, &inference.max_confidence.non_members);
        let paper = experiment.paper.and_then(|paper| paper.mean_hamming(inference.unknown.len()));
        let of_members = "Guess of members, mean distance";
        all.push(distance(of_members, members.mean_hamming, members.mean_hamming_interval, paper));
        let of_others = "Guess of non-members, mean distance";
        all.push(distance(of_others, others.mean_hamming, others.mean_hamming_interval, None));
        if let Some(imputed) = inference.baseline(Imputation::LogisticRegression) {
            let (what, of) = ("Logistic regression without the model, members", imputed.members);
            all.push(distance(what, of.mean_hamming, of.mean_hamming_interval, None));
        }
    }
    all
}
