//! Sorting, compiled once.
//!
//! The library's sorts are compiled anew for every type that they are given, two kilobytes at least for each, and a page has
//! to be downloaded. These sort numbers, or the places of whatever it is, so that little is left to compile for a type.

use std::cmp::Ordering;

/// Sorts numbers by [`f64::total_cmp`].
pub fn ascending(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// The numbers of some things from 0 to `n`, in the order of the things; equals in ascending order.
pub fn places(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    places
}

/// Sorts; equals stay in the order in which they were.
pub fn sort_by<T>(values: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = places(values.len(), &mut |a, b| compare(&values[a], &values[b]));
    let mut waiting: Vec<Option<T>> = std::mem::take(values).into_iter().map(Some).collect();
    values.extend(places.into_iter().filter_map(|place| waiting[place].take()));
}

/// [`sort_by`] a key, which is asked for anew at each comparison.
pub fn sort_by_key<T, K: Ord>(values: &mut Vec<T>, mut key: impl FnMut(&T) -> K) {
    sort_by(values, |a, b| key(a).cmp(&key(b)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_the_library(values in proptest::collection::vec((0..9_u8, 0..1000_u32), 0..90)) {
            let mut wanted = values.clone();
            wanted.sort_by_key(|(key, _)| *key);
            let mut sorted = values.clone();
            sort_by_key(&mut sorted, |(key, _)| *key);
            prop_assert_eq!(sorted, wanted);

            let mut numbers: Vec<f64> = values.iter().map(|(_, number)| f64::from(*number) - 500.0).collect();
            let mut wanted = numbers.clone();
            wanted.sort_by(f64::total_cmp);
            ascending(&mut numbers);
            prop_assert_eq!(numbers, wanted);
        }
    }
}
