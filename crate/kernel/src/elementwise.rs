//! What happens to every number of a matrix on its own. Slices that are given together have as many numbers each; what one has
//! beyond another is left alone.

use crate::Registers;
use pulp::{Simd, WithSimd};

/// A loop that the compiler vectorises by itself, once it knows the registers.
pub(crate) struct Loop<F>(pub(crate) F);

impl<R, F: FnOnce() -> R> WithSimd for Loop<F> {
    type Output = R;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> R {
        (self.0)()
    }
}

#[inline(always)]
pub(crate) fn run<R>(task: impl FnOnce() -> R) -> R {
    Registers::in_use().run(Loop(task))
}

/// `sums += terms`.
#[inline(never)]
pub fn add(sums: &mut [f32], terms: &[f32]) {
    run(
        #[inline(always)]
        || sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term),
    );
}

/// Widens what sums can be by a change that is made or not: its part below zero is added to `low`, that above to `high`.
#[inline(never)]
pub fn widen(low: &mut [f32], high: &mut [f32], change: &[f32]) {
    run(
        #[inline(always)]
        || {
            for ((low, high), change) in low.iter_mut().zip(high).zip(change) {
                *low += if *change < 0.0 { *change } else { 0.0 };
                *high += if *change > 0.0 { *change } else { 0.0 };
            }
        },
    );
}

/// `terms = e^min(x - top, 0)`, within 1e-5 of it; what is below e^-87 is that.
#[inline(never)]
pub fn short_exponentials(x: &[f32], top: f32, terms: &mut [f32]) {
    run(
        #[inline(always)]
        || terms.iter_mut().zip(x).for_each(|(term, x)| *term = short_exponential((x - top).min(0.0))),
    );
}

/// e^x for x <= 0, within 1e-5 of it; what is below e^-87 is that.
#[inline]
pub fn short_exponential(x: f32) -> f32 {
    // 2^y = 2^n 2^f with f from -1/2 to 1/2, the latter by its series.
    let y = x.max(-87.0) * std::f32::consts::LOG2_E;
    let n = (y - 0.5) as i32;
    let f = (y - n as f32) * std::f32::consts::LN_2;
    let series = 1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
    f32::from_bits(((n + 127) << 23) as u32) * series
}

/// `sums = a + b`.
#[inline(never)]
pub fn sum(a: &[f32], b: &[f32], sums: &mut [f32]) {
    run(
        #[inline(always)]
        || sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum = a + b),
    );
}

/// Adds `row` to every row of `matrix`, which is in row order.
#[inline(never)]
pub fn add_to_rows(matrix: &mut [f32], row: &[f32]) {
    run(
        #[inline(always)]
        || {
            for own in matrix.chunks_exact_mut(row.len()) {
                own.iter_mut().zip(row).for_each(|(own, term)| *own += term);
            }
        },
    );
}

/// Adds every row of `matrix`, which is in row order, to `row`, the first one first.
#[inline(never)]
pub fn add_rows_to(row: &mut [f32], matrix: &[f32]) {
    run(
        #[inline(always)]
        || {
            for terms in matrix.chunks_exact(row.len()) {
                row.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            }
        },
    );
}

/// `max(z, 0)`; 0 for what isn't a number.
#[inline(never)]
pub fn relu(values: &mut [f32]) {
    run(
        #[inline(always)]
        || values.iter_mut().for_each(|z| *z = if *z > 0.0 { *z } else { 0.0 }),
    );
}

/// Multiplies each delta by ReLU's slope, 1 where its output `a` is above 0, else 0.
#[inline(never)]
pub fn times_relu_slope(deltas: &mut [f32], a: &[f32]) {
    run(
        #[inline(always)]
        || deltas.iter_mut().zip(a).for_each(|(delta, a)| *delta *= f32::from(u8::from(*a > 0.0))),
    );
}

/// What Adam (Kingma and Ba 2015) makes a step of.
#[derive(Debug, Clone, Copy)]
pub struct Adam {
    /// Step size.
    pub learning_rate: f32,
    /// β₁ and β₂.
    pub decay: (f32, f32),
    /// 1 / (1 - β₁ᵗ) and 1 / (1 - β₂ᵗ).
    pub unbias: (f32, f32),
    /// ε
    pub epsilon: f32,
}

impl Adam {
    /// Moves the weights against their gradient, given both moments.
    #[inline(never)]
    pub fn step(self, weights: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        let Adam { learning_rate, decay: (decay_1, decay_2), unbias: (unbias_1, unbias_2), epsilon } = self;
        run(
            #[inline(always)]
            || {
                for ((w, &g), (m, v)) in weights.iter_mut().zip(gradient).zip(first.iter_mut().zip(second)) {
                    *m = decay_1 * *m + (1.0 - decay_1) * g;
                    *v = decay_2 * *v + (1.0 - decay_2) * (g * g);
                    *w -= learning_rate * (*m * unbias_1) / ((*v * unbias_2).sqrt() + epsilon);
                }
            },
        );
    }
}

/// Gradient descent with momentum: v ← μ v + g; w ← w - η v.
#[inline(never)]
pub fn momentum_step(learning_rate: f32, momentum: f32, weights: &mut [f32], gradient: &[f32], velocity: &mut [f32]) {
    run(
        #[inline(always)]
        || {
            for ((w, &g), v) in weights.iter_mut().zip(gradient).zip(velocity) {
                *v = momentum * *v + g;
                *w -= learning_rate * *v;
            }
        },
    );
}

/// Adagrad (Duchi, Hazan and Singer 2011) without ε: a ← a + g², w ← w - η g / sqrt(a).
#[inline(never)]
pub fn adagrad_step(learning_rate: f32, weights: &mut [f32], gradient: &[f32], squares: &mut [f32]) {
    run(
        #[inline(always)]
        || {
            for ((w, &g), a) in weights.iter_mut().zip(gradient).zip(squares) {
                *a += g * g;
                *w -= learning_rate * g / a.sqrt();
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_exponential_is_near_the_long_one() {
        for i in 0..87_000 {
            let x = -(i as f32) / 1000.0;
            let (own, real) = (f64::from(short_exponential(x)), libm::exp(f64::from(x)));
            assert!((own / real - 1.0).abs() < 1e-5, "e^{x} is {real}, not {own}");
        }
    }
}
