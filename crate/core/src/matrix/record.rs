//! What scores say of single records: who is exposed, whether outliers are, which classes.

use super::report::{ClassAuc, Exposed, FEWEST_OF_CLASS, MatrixCell, Outliers};
use crate::defence::Defence;
use crate::membership::AttackContext;
use crate::order;
use crate::roc::RocCurve;
use std::ops::Range;

/// Members in [`MatrixRow::exposed`].
const N_EXPOSED: usize = 10;

/// Without a defence: the cell with what the scores say of outliers and of classes.
pub(super) fn by_record(
    cell: MatrixCell,
    defence: &Defence,
    nearest: Option<&[usize]>,
    context: &AttackContext,
    scores: &[f64],
) -> MatrixCell {
    match nearest.filter(|_| defence.name() == "none") {
        None => cell,
        Some(nearest) => {
            MatrixCell { outliers: outliers(nearest, scores), by_class: by_class(context, scores), ..cell }
        }
    }
}

/// The tenth of the members with the least company, and the others.
fn outliers(nearest: &[usize], scores: &[f64]) -> Option<Outliers> {
    let n = nearest.len();
    let farthest_first = order::places(n, &mut |a, b| nearest[b].cmp(&nearest[a]));
    let (outliers, others) = farthest_first.split_at(n / 10);
    let of = |rows: &[usize]| rows.iter().map(|row| scores[*row]).collect::<Vec<f64>>();
    let auc = |rows: &[usize]| RocCurve::new(&of(rows), &scores[n..2 * n]).auc;
    let n_outliers = outliers.len();
    (n_outliers > 0).then(|| Outliers { n_outliers, auc: auc(outliers), auc_of_others: auc(others) })
}

fn by_class(context: &AttackContext, scores: &[f64]) -> Vec<ClassAuc> {
    let n = context.n_real / 2;
    let of = |rows: Range<usize>, label: usize| {
        rows.filter(|row| context.subjects.labels[*row] == label).map(|row| scores[row]).collect::<Vec<f64>>()
    };
    let classes = (0..context.schema.classes.len()).map(|label| (label, of(0..n, label), of(n..2 * n, label)));
    classes
        .filter(|(_, members, others)| members.len().min(others.len()) >= FEWEST_OF_CLASS)
        .map(|(label, members, others)| ClassAuc {
            label,
            n_members: members.len(),
            n_non_members: others.len(),
            auc: RocCurve::new(&members, &others).auc,
        })
        .collect()
}

/// The members that most attacks would name with most certainty.
pub(super) fn exposed(context: &AttackContext, scores: &[Vec<f64>]) -> Vec<Exposed> {
    let n = context.n_real / 2;
    let sorted: Vec<Vec<f64>> = scores
        .iter()
        .map(|scores| {
            let mut others = scores[n..2 * n].to_vec();
            order::ascending(&mut others);
            others
        })
        .collect();
    let above = |row: usize, attack: usize| {
        let (score, others) = (scores[attack][row], &sorted[attack]);
        let below = others.partition_point(|other| *other < score);
        let not_above = others.partition_point(|other| *other <= score);
        (below + not_above) as f64 / (2 * n) as f64
    };
    let mut all: Vec<Exposed> = (0..n)
        .map(|row| {
            let above: Vec<f64> = (0..scores.len()).map(|attack| above(row, attack)).collect();
            let mean = above.iter().sum::<f64>() / above.len().max(1) as f64;
            Exposed { record: context.subjects.records[row], label: context.subjects.labels[row], above, mean }
        })
        .collect();
    order::sort_by(&mut all, |a, b| b.mean.total_cmp(&a.mean).then(a.record.cmp(&b.record)));
    all.truncate(N_EXPOSED);
    all
}
