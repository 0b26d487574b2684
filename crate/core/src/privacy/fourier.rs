//! Sums of many independent losses: the discrete Fourier transform turns a sum's distribution into a power.
//!
//! Radix 2 in place. The way there takes numbers in their order and leaves them in bit-reversed order, the way back the
//! reverse: what happens between them is done to each number by itself, so nothing has to be put into order. Sines and
//! cosines are libm's and the order of the operations is fixed, so that every platform has the same bits.

use std::f64::consts::PI;

/// A complex number: its real part, its imaginary part.
type Complex = (f64, f64);

/// The distribution of the sum of `n` independent variables that each have the distribution `masses` over places that are
/// counted modulo its length, a power of 2.
pub(super) fn sum_of(masses: &[f64], n: usize) -> Vec<f64> {
    let mut values: Vec<Complex> = masses.iter().map(|mass| (*mass, 0.0)).collect();
    let roots = roots_of_unity(values.len());
    there(&mut values, &roots);
    values.iter_mut().for_each(|value| *value = power(*value, n));
    back(&mut values, &roots);
    let scale = 1.0 / values.len() as f64;
    // What rounding leaves below 0 is no probability.
    values.iter().map(|(real, _)| (real * scale).max(0.0)).collect()
}

/// e^(-2 pi i k / n) for each k below n / 2.
fn roots_of_unity(n: usize) -> Vec<Complex> {
    let angle = |k: usize| 2.0 * PI * (k as f64 / n as f64);
    (0..n / 2).map(|k| (libm::cos(angle(k)), -libm::sin(angle(k)))).collect()
}

fn there(values: &mut [Complex], roots: &[Complex]) {
    let mut half = values.len() / 2;
    while half >= 1 {
        let stride = roots.len() / half;
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let difference = (a.0 - b.0, a.1 - b.1);
                *a = (a.0 + b.0, a.1 + b.1);
                *b = times(difference, roots[k * stride]);
            }
        }
        half /= 2;
    }
}

fn back(values: &mut [Complex], roots: &[Complex]) {
    let mut half = 1;
    while half < values.len() {
        let stride = roots.len() / half;
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let (cosine, sine) = roots[k * stride];
                let turned = times(*b, (cosine, -sine));
                *b = (a.0 - turned.0, a.1 - turned.1);
                *a = (a.0 + turned.0, a.1 + turned.1);
            }
        }
        half *= 2;
    }
}

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// By repeated squaring.
fn power(mut base: Complex, mut n: usize) -> Complex {
    let mut product = (1.0, 0.0);
    while n > 0 {
        if n % 2 == 1 {
            product = times(product, base);
        }
        base = times(base, base);
        n /= 2;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition: each sum's mass from each pair.
    fn added(a: &[f64], b: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; a.len()];
        for (i, of_a) in a.iter().enumerate() {
            for (j, of_b) in b.iter().enumerate() {
                sum[(i + j) % a.len()] += of_a * of_b;
            }
        }
        sum
    }

    #[test]
    fn a_sum_is_what_adding_one_by_one_gives() {
        let masses: Vec<f64> = (0..32).map(|i| f64::from(i * 7 % 11) / 155.0).collect();
        let mut wanted = masses.clone();
        for n in 1..20 {
            let here = sum_of(&masses, n);
            let off = here.iter().zip(&wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-15, "{n}: off by {off:e}");
            wanted = added(&wanted, &masses);
        }
    }

    #[test]
    fn coins_give_the_binomial_distribution() {
        let mut coin = vec![0.0; 2048];
        (coin[0], coin[1]) = (0.75, 0.25);
        let sum = sum_of(&coin, 1000);
        // Mean, variance and all of it.
        let moment = |of: &dyn Fn(f64) -> f64| sum.iter().enumerate().map(|(k, mass)| mass * of(k as f64)).sum::<f64>();
        assert!((moment(&|_| 1.0) - 1.0).abs() < 1e-12);
        assert!((moment(&|k| k) - 250.0).abs() < 1e-9);
        assert!((moment(&|k| (k - 250.0) * (k - 250.0)) - 187.5).abs() < 1e-7);
    }
}
