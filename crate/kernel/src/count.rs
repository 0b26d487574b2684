//! Counting: how records differ, how codes go together.

use crate::elementwise::run;

/// The least number of places at which `own` differs from one of `others`, which have as many each; none without others.
#[inline(never)]
pub fn least_hamming_distance(own: &[u16], others: &mut dyn Iterator<Item = &[u16]>) -> Option<usize> {
    others.map(|other| usize::from(hamming_distance(own, other))).min()
}

fn hamming_distance(a: &[u16], b: &[u16]) -> u16 {
    run(
        #[inline(always)]
        || a.iter().zip(b).map(|(a, b)| u16::from(a != b)).sum(),
    )
}

/// How often each code of `a`, of `n_a`, comes with each of `b`, of `n_b`: a row a code of `a`.
#[inline(never)]
pub fn joint(a: &[usize], n_a: usize, b: &[usize], n_b: usize) -> Vec<u32> {
    let mut counts = vec![0; n_a * n_b];
    for (a, b) in a.iter().zip(b) {
        counts[a * n_b + b] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_counts_are_those_of_their_definitions() {
        let code = |i: usize| (i * 7919 % 5) as u16;
        let records: Vec<Vec<u16>> = (0..20).map(|row| (0..70).map(|j| code(row * row + j)).collect()).collect();
        let differing = |a: &[u16], b: &[u16]| (0..70).filter(|j| a[*j] != b[*j]).count();
        let (own, others) = records.split_first().expect("there are 20");
        let wanted = others.iter().map(|other| differing(own, other)).min();
        assert_eq!(least_hamming_distance(own, &mut others.iter().map(Vec::as_slice)), wanted);
        assert_eq!(least_hamming_distance(own, &mut std::iter::empty()), None);
        assert_eq!(joint(&[0, 1, 1, 0, 1], 2, &[2, 0, 0, 2, 1], 3), [0, 0, 2, 2, 1, 0]);
    }
}
