//! Units with ReLU at the corners of a cube, where one feature after the other adds to their sums.

use crate::product::Strips;

/// Which units stay above 0 wherever their sum is moved from `low` to `high`, and which of the others get there:
/// their places are written to the front of `keep` and `change`, which have room for all, and counted.
#[inline(never)]
pub fn by_sign(
    sums: &[f32],
    (low, high): (&[f32], &[f32]),
    keep: &mut [usize],
    change: &mut [usize],
) -> (usize, usize) {
    let (mut n_kept, mut n_changing) = (0, 0);
    for (i, (sum, (low, high))) in sums.iter().zip(low.iter().zip(high)).enumerate() {
        let (low, high) = (sum + low, sum + high);
        // Written in any case, counted where it holds.
        (keep[n_kept], change[n_changing]) = (i, i);
        n_kept += usize::from(low > 0.0);
        n_changing += usize::from(low <= 0.0 && high > 0.0);
    }
    (n_kept, n_changing)
}

/// Packs the outputs of units at the four corners of a square that begins at `sums`: there, with the first change, with the
/// second, with both. `units` has the number of each, `places` those that are packed.
#[inline(never)]
pub fn push_square(strips: &mut Strips, units: &[u32], places: &[usize], sums: &[f32], changes: [&[f32]; 2]) {
    let relu = |sum: f32| if sum > 0.0 { sum } else { 0.0 };
    let [first, second] = changes;
    strips.push(places.iter().map(|&i| {
        let (sum, first, second) = (sums[i], first[i], second[i]);
        (units[i], [relu(sum), relu(sum + first), relu(sum + second), relu(sum + first + second)])
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::{Before, Panels, strips_product};
    use ndarray::Array2;

    #[test]
    fn units_are_sorted_by_their_signs() {
        let sums = [2.0, 0.5, -3.0, 1.0, 0.0];
        let (low, high) = ([-1.0; 5], [1.0; 5]);
        let [mut keep, mut change] = [[9; 5]; 2];
        assert_eq!(by_sign(&sums, (&low, &high), &mut keep, &mut change), (1, 3));
        assert_eq!((&keep[..1], &change[..3]), ([0].as_slice(), [1, 3, 4].as_slice()));
    }

    #[test]
    fn a_square_has_the_outputs_of_its_corners() {
        let mut strips = Strips::default();
        push_square(&mut strips, &[2, 0], &[0, 1], &[1.0, -1.0], [&[-2.0, 3.0], &[5.0, -1.0]]);
        // Corners x units, by a product with the identity; unit 0 comes second in the list above.
        let mut outputs = Array2::zeros((4, 3));
        strips_product(&strips, &Panels::of(Array2::eye(3).view()), &mut outputs, Before::Nothing);
        assert_eq!(outputs, ndarray::arr2(&[[0.0, 0.0, 1.0], [2.0, 0.0, 0.0], [0.0, 0.0, 6.0], [1.0, 0.0, 4.0]]));
    }
}
