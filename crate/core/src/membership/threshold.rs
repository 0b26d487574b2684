//! Where an attacker draws the line.

use crate::roc::{RocCurve, RocPoint};

/// The threshold of greatest TPR - FPR: records with this score or more are called members.
pub fn best_threshold(curve: &RocCurve) -> f64 {
    let better = |p: &RocPoint, q: &RocPoint| p.tpr - p.fpr > q.tpr - q.fpr;
    curve.points[1..].iter().fold(curve.points[1], |best, p| if better(p, &best) { *p } else { best }).threshold
}
