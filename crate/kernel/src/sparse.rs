//! Products with a sparse matrix: the first layer, whose inputs are mostly zeros.
//!
//! Leaving zeros out of a sum changes no bit of it, as in [`crate::product`].

use crate::Registers;
use crate::elementwise::run;
use crate::product::Before;
use pulp::{Simd, WithSimd};

/// Rows of a sparse matrix, compressed: only what isn't zero is kept.
#[derive(Debug, Clone, Copy)]
pub struct SparseRows<'a> {
    /// Where each row starts in `columns` and `values`, and where the last one ends.
    pub starts: &'a [usize],
    /// Ascending columns.
    pub columns: &'a [u32],
    /// Their values.
    pub values: &'a [f32],
}

impl<'a> SparseRows<'a> {
    #[inline(always)]
    fn iter(self) -> impl Iterator<Item = (&'a [u32], &'a [f32])> {
        self.starts.windows(2).map(move |ends| (&self.columns[ends[0]..ends[1]], &self.values[ends[0]..ends[1]]))
    }
}

/// `c = x w`: `w` has rows of `n` numbers, `c` one for each row of `x`.
#[inline(never)]
pub fn product(x: SparseRows<'_>, w: &[f32], n: usize, c: &mut [f32]) {
    Registers::in_use().run(Product { x, w, n, c });
}

/// `w = xᵀ d` or `w += xᵀ d`: `d` has a row of `n` numbers for each row of `x`, `w` one for each column. The gradient of a first
/// layer.
#[inline(never)]
pub fn transposed_product(x: SparseRows<'_>, d: &[f32], n: usize, w: &mut [f32], before: Before) {
    if before == Before::Nothing {
        w.fill(0.0);
    }
    run(
        #[inline(always)]
        || add_transposed(x, d, n, w),
    );
}

/// Registers of sums that wait for their terms together.
const AT_ONCE: usize = 8;

struct Product<'a> {
    x: SparseRows<'a>,
    w: &'a [f32],
    n: usize,
    c: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { x, w, n, c } = self;
        for (row, sums) in x.iter().zip(c.chunks_exact_mut(n)) {
            let mut start = 0;
            while start < n {
                start += match (n - start) / S::F32_LANES {
                    AT_ONCE.. => sum_rows::<S, AT_ONCE>(simd, row, &w[start..], n, &mut sums[start..]),
                    2.. => sum_rows::<S, 2>(simd, row, &w[start..], n, &mut sums[start..]),
                    1 => sum_rows::<S, 1>(simd, row, &w[start..], n, &mut sums[start..]),
                    _ => {
                        let sums = &mut sums[start..];
                        sums.fill(0.0);
                        for (&column, &value) in row.0.iter().zip(row.1) {
                            add_scaled(value, &w[column as usize * n + start..][..sums.len()], sums);
                        }
                        sums.len()
                    }
                };
            }
        }
    }
}

/// Sums some columns of a row's terms, `R` registers of them: how many columns that are.
#[inline(always)]
fn sum_rows<S: Simd, const R: usize>(simd: S, row: (&[u32], &[f32]), w: &[f32], n: usize, sums: &mut [f32]) -> usize {
    let width = R * S::F32_LANES;
    let into: &mut [[S::f32s; R]] = bytemuck::cast_slice_mut(&mut sums[..width]);
    let mut own = [simd.splat_f32s(0.0); R];
    for (&column, &value) in row.0.iter().zip(row.1) {
        let terms: &[[S::f32s; R]] = bytemuck::cast_slice(&w[column as usize * n..][..width]);
        let value = simd.splat_f32s(value);
        for j in 0..R {
            own[j] = simd.add_f32s(own[j], simd.mul_f32s(value, terms[0][j]));
        }
    }
    into[0] = own;
    width
}

#[inline(always)]
fn add_transposed(x: SparseRows<'_>, d: &[f32], n: usize, w: &mut [f32]) {
    for ((columns, values), delta) in x.iter().zip(d.chunks_exact(n)) {
        for (&column, &value) in columns.iter().zip(values) {
            add_scaled(value, delta, &mut w[column as usize * n..][..n]);
        }
    }
}

#[inline(always)]
fn add_scaled(factor: f32, terms: &[f32], sums: &mut [f32]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += factor * term;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementwise::Loop;

    /// Row by row: where rows start, columns and values of what isn't zero.
    fn compress(dense: &[f32], n_columns: usize) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
        let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in dense.chunks_exact(n_columns) {
            for (column, value) in (0..).zip(row).filter(|(_, value)| **value != 0.0) {
                columns.push(column);
                values.push(*value);
            }
            starts.push(columns.len());
        }
        (starts, columns, values)
    }

    /// Both products have the bits of the dense ones, terms in ascending order, for every width of a row.
    #[test]
    fn leaving_zeros_out_changes_no_bit_on_any_registers() {
        let number = |i: usize| ((i * 7919 + 104_729) % 1000) as f32 / 1000.0 - 0.5;
        let (n_rows, n_columns) = (20, 50);
        let dense: Vec<f32> = (0..n_rows * n_columns).map(|i| if i * i % 7 < 3 { number(i) } else { 0.0 }).collect();
        let (starts, columns, values) = compress(&dense, n_columns);
        let x = SparseRows { starts: &starts, columns: &columns, values: &values };
        for n in [1, 3, 4, 19, 32, 70, 128, 300] {
            let (w, d): (Vec<f32>, Vec<f32>) =
                ((0..n_columns * n).map(number).collect(), (0..n_rows * n).map(|i| number(i + 5)).collect());
            let product =
                |i: usize, j: usize| (0..n_columns).fold(0.0, |sum, k| sum + dense[i * n_columns + k] * w[k * n + j]);
            let transposed =
                |i: usize, j: usize| (0..n_rows).fold(0.0, |sum, k| sum + dense[k * n_columns + i] * d[k * n + j]);
            let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            let wanted: Vec<f32> = (0..n_rows * n).map(|place| product(place / n, place % n)).collect();
            let wanted_gradient: Vec<f32> = (0..n_columns * n).map(|place| transposed(place / n, place % n)).collect();
            for registers in Registers::all() {
                let mut c = vec![f32::NAN; n_rows * n];
                registers.run(Product { x, w: &w, n, c: &mut c });
                assert_eq!(bits(&c), bits(&wanted), "{n} columns, {registers:?}");
                let mut gradient = vec![0.0; n_columns * n];
                registers.run(Loop(|| add_transposed(x, &d, n, &mut gradient)));
                assert_eq!(bits(&gradient), bits(&wanted_gradient), "{n} columns, {registers:?}");
            }
        }
    }
}
