//! Scores of membership attacks, and what a ROC curve says of them.

use crate::{FLOAT64, Forward, Network, ONE_PASS, assert_all_close, assert_close, golden, logits, score};
use nearmiss::RocCurve;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Membership {
    auc: Scores,
    per_row: PerRow,
}

#[derive(Debug, Deserialize)]
struct Scores {
    members: Vec<f64>,
    nonmembers: Vec<f64>,
    auc: f64,
    tpr: Vec<Tpr>,
    best_balanced_accuracy: f64,
}

#[derive(Debug, Deserialize)]
struct Tpr {
    fpr_max: f64,
    tpr: f64,
    threshold: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct PerRow {
    loss: Vec<f64>,
    modified_entropy: Vec<f64>,
    entropy: Vec<f64>,
    neg_logodds_of_max: Vec<f64>,
}

#[test]
fn roc_curve_matches() {
    let scores = golden::<Membership>("mia").auc;
    let curve = RocCurve::new(&scores.members, &scores.nonmembers);
    assert_close("AUC", curve.auc, scores.auc, FLOAT64);
    for Tpr { fpr_max, tpr, threshold } in scores.tpr {
        // The golden files call equal scores all together or not at all; on the line to the next point some are called.
        let n = curve.points.partition_point(|point| point.fpr <= fpr_max);
        assert_close(&format!("TPR at FPR {fpr_max}"), curve.points[n - 1].tpr, tpr, FLOAT64);
        let next = curve.points.get(n).map_or(1.0, |point| point.tpr);
        assert!((tpr..=next).contains(&curve.tpr_at_fpr(fpr_max)), "{fpr_max}: {}", curve.tpr_at_fpr(fpr_max));
        if let Some(threshold) = threshold {
            assert_close(&format!("TPR at threshold {threshold}"), curve.at(threshold).tpr, tpr, FLOAT64);
        }
    }
    assert_close("balanced accuracy", 0.5 + 0.5 * curve.advantage(), scores.best_balanced_accuracy, FLOAT64);
}

#[test]
fn attack_scores_match_float64() {
    let forward: Forward = golden("forward");
    let per_row = golden::<Membership>("mia").per_row;
    let answers = logits(&golden::<Network>("net").to_mlp(), &forward.records);
    let check = |attack: &str, expected: &[f64]| {
        let found = answers.iter().zip(&forward.labels).map(|(logits, label)| -score(attack, logits, *label));
        // The derivative of a score by a logit is about 1, and up to 3 logits count.
        assert_all_close(attack, &found.collect::<Vec<f64>>(), expected, 3.0 * ONE_PASS);
    };
    check("loss", &per_row.loss);
    check("modified_entropy", &per_row.modified_entropy);
    check("entropy", &per_row.entropy);
    check("log_odds", &per_row.neg_logodds_of_max);
}
