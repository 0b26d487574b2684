//! What scores say of kinds of records: whether outliers are told more easily, which classes.

use super::report::{ClassAuc, FEWEST_OF_CLASS, MatrixCell, Outliers};
use crate::cluster;
use crate::defence::Defence;
use crate::order;
use crate::roc::RocCurve;

/// What an attack says of the records attacked: members, then as many non-members, of whom equal ones, or those of one
/// person, are of one cluster.
#[derive(Clone, Copy)]
pub(super) struct AttackScores<'a> {
    pub labels: &'a [usize],
    pub scores: &'a [f64],
    pub clusters: Option<&'a [usize]>,
}

impl AttackScores<'_> {
    fn n(self) -> usize {
        self.scores.len() / 2
    }

    /// Members and non-members of whom this holds.
    fn rows(self, holds: impl Fn(usize) -> bool) -> [Vec<usize>; 2] {
        let n = self.n();
        [0..n, n..2 * n].map(|side| side.filter(|row| holds(*row)).collect())
    }

    fn curve(self, rows: &[Vec<usize>; 2]) -> RocCurve {
        let [members, others] = [0, 1].map(|side| rows[side].iter().map(|row| self.scores[*row]).collect::<Vec<f64>>());
        let clusters = self.clusters_of(rows);
        RocCurve::of(&members, &others, clusters.as_ref().map(|[members, others]| [&members[..], &others[..]]))
    }

    fn clusters_of(self, rows: &[Vec<usize>; 2]) -> Option<[Vec<usize>; 2]> {
        let clusters = self.clusters?;
        Some([0, 1].map(|side| rows[side].iter().map(|row| clusters[*row]).collect()))
    }
}

/// Without a defence: the cell with what the scores say of outliers and of classes.
pub(super) fn by_record(
    cell: MatrixCell,
    defence: &Defence,
    nearest: Option<&[usize]>,
    n_classes: usize,
    scored: AttackScores<'_>,
) -> MatrixCell {
    match nearest.filter(|_| defence.name() == "none") {
        None => cell,
        Some(nearest) => {
            MatrixCell { outliers: outliers(nearest, scored), by_class: by_class(n_classes, scored), ..cell }
        }
    }
}

/// About a tenth of the members, those with the least company, against non-members with as little; and the others.
fn outliers(nearest: &[usize], scored: AttackScores<'_>) -> Option<Outliers> {
    let n = scored.n();
    let mut distances = nearest[..n].to_vec();
    order::sort_by(&mut distances, |a, b| b.cmp(a));
    let far = *distances.get(n / 10)?;
    // Of equal distances all or none: the greater ones, unless there are none.
    let far = if distances[0] > far { far + 1 } else { far };
    let [outliers, others] = [true, false].map(|is_far| scored.rows(|row| (nearest[row] >= far) == is_far));
    if outliers.iter().chain(&others).any(|side| side.len() < 2) {
        return None;
    }
    let [of_outliers, of_others] = [&outliers, &others].map(|rows| scored.curve(rows));
    Some(Outliers {
        n_outliers: outliers[0].len(),
        n_non_members: Some(outliers[1].len()),
        auc: of_outliers.auc,
        interval: Some(of_outliers.auc_interval),
        auc_of_others: of_others.auc,
        interval_of_others: Some(of_others.auc_interval),
    })
}

fn by_class(n_classes: usize, scored: AttackScores<'_>) -> Vec<ClassAuc> {
    let classes = (0..n_classes).map(|label| (label, scored.rows(|row| scored.labels[row] == label)));
    classes
        .filter(|(_, rows)| rows.iter().all(|side| side.len() >= FEWEST_OF_CLASS))
        .map(|(label, rows)| ClassAuc {
            label,
            n_members: rows[0].len(),
            n_non_members: rows[1].len(),
            n_clusters: scored.clusters_of(&rows).map(|sides| sides.map(|side| cluster::n_clusters(&side))),
            auc: scored.curve(&rows).auc,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::classes_differ;
    use crate::simulation::{count, is_rare, is_usual};
    use crate::{Rng, Seed, Stream};
    use rand::RngExt;

    /// About normal.
    fn noise(rng: &mut Rng) -> f64 {
        (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
    }

    fn scored<'a>(scores: &'a [f64], clusters: Option<&'a [usize]>) -> AttackScores<'a> {
        AttackScores { labels: &[0; 600], scores, clusters }
    }

    /// A model that is surer of records without company, whether it was trained on them or not, and gives nobody away; and
    /// one that gives away nobody but those.
    #[test]
    fn outliers_are_held_against_outliers() {
        let claims = |leak: f64| {
            let is_claimed = |draw: &u64| {
                let mut rng = Seed(5).rng(Stream::Neighbours, *draw);
                let nearest: Vec<usize> = (0..600).map(|_| 5 + rng.random_range(0..30)).collect();
                let scores: Vec<f64> = (0..600)
                    .map(|row| {
                        let told = if row < 300 && nearest[row] > 31 { leak } else { 0.0 };
                        0.1 * nearest[row] as f64 + told + noise(&mut rng)
                    })
                    .collect();
                let found = outliers(&nearest, scored(&scores, None)).and_then(|outliers| outliers.gain());
                found.is_some_and(|(_, interval)| interval.low > 0.0 || interval.high < 0.0)
            };
            count(is_claimed)
        };
        is_rare("outliers are told more or less easily", claims(0.0));
        is_usual("outliers are told more easily", claims(2.0));
    }

    /// Thirty classes that are told alike, at chance and nearly always; and some that are told better.
    #[test]
    fn classes_that_are_told_alike_are_rarely_said_to_differ() {
        let claims = |shift: f64, more: f64| {
            let is_claimed = |draw: &u64| {
                let mut rng = Seed(6).rng(Stream::Neighbours, *draw);
                let classes: Vec<ClassAuc> = (0..30)
                    .map(|label| {
                        let shift = if label % 3 == 0 { shift + more } else { shift };
                        let members: Vec<f64> = (0..27).map(|_| shift + noise(&mut rng)).collect();
                        let others: Vec<f64> = (0..27).map(|_| noise(&mut rng)).collect();
                        let auc = RocCurve::new(&members, &others).auc;
                        ClassAuc { label, n_members: 27, n_non_members: 27, n_clusters: None, auc }
                    })
                    .collect();
                classes_differ(&classes)
            };
            count(is_claimed)
        };
        for shift in [0.0, 1.0, 2.4] {
            is_rare(&format!("classes differ, all of them {shift} above"), claims(shift, 0.0));
        }
        is_usual("classes differ", claims(0.5, 1.0));
    }

    /// A file of few different records, six copies of each on one side, and a model that gives nobody away: neither outliers
    /// nor classes are said to differ, which taken for independent records they would be far more often.
    #[test]
    fn copies_count_once_in_what_is_said_of_records() {
        let clusters: Vec<usize> = (0..600).map(|row| row / 6).collect();
        let claims = |clusters: Option<&[usize]>| {
            let mut n = [0, 0];
            for draw in 0..200 {
                let mut rng = Seed(9).rng(Stream::Neighbours, draw);
                let kinds: Vec<(f64, usize, usize)> =
                    (0..100).map(|_| (noise(&mut rng), rng.random_range(0..4), rng.random_range(5..9))).collect();
                let of = |row: usize| kinds[row / 6];
                let scores: Vec<f64> = (0..600).map(|row| of(row).0).collect();
                let labels: Vec<usize> = (0..600).map(|row| of(row).1).collect();
                let nearest: Vec<usize> = (0..600).map(|row| of(row).2).collect();
                let scored = AttackScores { labels: &labels, scores: &scores, clusters };
                let found = outliers(&nearest, scored).and_then(|outliers| outliers.gain());
                n[0] += usize::from(found.is_some_and(|(_, interval)| interval.low > 0.0 || interval.high < 0.0));
                n[1] += usize::from(classes_differ(&by_class(4, scored)));
            }
            n
        };
        let (counted_once, each) = (claims(Some(&clusters)), claims(None));
        assert!(counted_once.iter().all(|n| *n <= 25), "{counted_once:?} of 200");
        assert!(each.iter().all(|n| *n > 50), "{each:?} of 200");
    }

    /// Equal scores, and scores that tell everybody, say nothing of differences.
    #[test]
    fn where_all_are_told_alike_nothing_differs() {
        let nearest: Vec<usize> = (0..600).map(|row| row % 17).collect();
        let labels: Vec<usize> = (0..600).map(|row| row % 30).collect();
        for of_members in [0.0, 1.0] {
            let scores: Vec<f64> = (0..600).map(|row| if row < 300 { of_members } else { 0.0 }).collect();
            let scored = AttackScores { labels: &labels, scores: &scores, clusters: None };
            let (gain, interval) = outliers(&nearest, scored).and_then(|outliers| outliers.gain()).expect("enough");
            assert!(gain == 0.0 && interval.low <= 0.0 && interval.high >= 0.0, "{interval:?}");
            assert!(!classes_differ(&by_class(30, scored)));
        }
    }
}
