//! Records that aren't independent of each other: equal ones, and those of one person.

use super::Dataset;
use crate::order;

/// By record: the number of its cluster. Records with identical features are of one cluster, those of one person too,
/// and so is who hangs together by way of others. Clusters are numbered by their first record.
pub fn clusters(dataset: &Dataset) -> Vec<usize> {
    let n_records = dataset.n_records();
    let bits = |record: usize| dataset.values().row(record).into_iter().map(|value| value.to_bits());
    let records = order::places(n_records, &mut |a, b| bits(a).cmp(bits(b)));
    let mut roots: Vec<usize> = (0..n_records).collect();
    for equals in records.chunk_by(|a, b| bits(*a).eq(bits(*b))) {
        equals.iter().for_each(|record| join(&mut roots, equals[0], *record));
    }
    if let Some(persons) = dataset.own().and_then(|own| own.persons.as_ref()) {
        let mut first = vec![None; n_records];
        for (record, person) in persons.iter().enumerate() {
            join(&mut roots, *first[*person].get_or_insert(record), record);
        }
    }
    let mut number = vec![None; n_records];
    let mut n = 0;
    let numbers = (0..n_records).map(|record| {
        *number[root(&mut roots, record)].get_or_insert_with(|| {
            n += 1;
            n - 1
        })
    });
    numbers.collect()
}

/// The record that stands for all that hang together with this one.
fn root(roots: &mut [usize], record: usize) -> usize {
    let mut at = record;
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    roots[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Feature, FeatureKind, Own, Schema};
    use ndarray::Array2;

    #[test]
    fn equal_records_and_persons_hang_together() {
        let values = Array2::from_shape_fn((24, 1), |(record, _)| (record / 3) as f32);
        let kind = FeatureKind::Numeric { grid: vec![0.0, 8.0] };
        let schema = Schema {
            features: vec![Feature::new("a", kind)],
            classes: vec!["x".to_string(), "y".to_string()],
            picture: None,
        };
        let dataset = Dataset::new(schema, values, (0..24).map(|record| record % 2).collect()).expect("good records");
        assert_eq!(clusters(&dataset), (0..24).map(|record| record / 3).collect::<Vec<_>>());
        // The first and the last record are one person's.
        let persons = (0..24).map(|record| if record == 23 { 0 } else { record }).collect();
        let own = Own {
            filled: Array2::default((24, 1)),
            twins: Vec::new(),
            persons: Some(persons),
            lines: (2..26).collect(),
        };
        let joined = clusters(&dataset.with_own(own));
        assert_eq!(joined[..3], [0, 0, 0]);
        assert_eq!(joined[21..], [0, 0, 0]);
        assert_eq!(joined[20], 6);
    }
}
