//! The matrix products, whose every output element adds its terms in the order of `k`.
//!
//! That one rule makes results the same on every machine: the SIMD width runs over columns, so it can't change the
//! order of a sum, and a product cut into slices of rows or of `k` gives the same bits as the whole. No multiply-add
//! is fused. Zeros of a sparse left side are left out, which changes no bit either.

use crate::dataset::Inputs;
use ndarray::{Array2, ArrayView2};
use std::ops::Range;

/// A tile of the output: this many rows by this many columns are kept in registers.
const ROWS: usize = 4;
const COLUMNS: usize = 8;
/// `k` is cut into runs of this length, so that a packed panel stays in the first-level cache.
const DEPTH: usize = 512;

/// Memory that products reuse.
#[derive(Debug, Clone, Default)]
pub struct Packing {
    a: Vec<f32>,
    b: Vec<f32>,
}

/// `c += a b`, where `a` is m x k, `b` is k x n and `c` m x n in row order; `a` and `b` may be transposed views.
pub fn add_product(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>, c: &mut Array2<f32>, packing: &mut Packing) {
    let ((m, depth), n) = (a.dim(), b.ncols());
    assert_eq!(b.nrows(), depth, "inner dimensions agree");
    assert!(c.nrows() >= m && c.ncols() == n, "the output has room");
    let c = c.as_slice_mut().expect("the output is in row order");
    for start in (0..depth).step_by(DEPTH) {
        let end = depth.min(start + DEPTH);
        let k = end - start;
        pack_rows(a.slice(ndarray::s![.., start..end]), &mut packing.a);
        pack_columns(b.slice(ndarray::s![start..end, ..]), &mut packing.b);
        for (panel_idx, panel) in packing.b.chunks_exact(k * COLUMNS).enumerate() {
            let column = panel_idx * COLUMNS;
            let width = COLUMNS.min(n - column);
            for (strip_idx, strip) in packing.a.chunks_exact(k * ROWS).enumerate() {
                let row = strip_idx * ROWS;
                let height = ROWS.min(m - row);
                let mut sums = [[0.0; COLUMNS]; ROWS];
                for (i, sums) in sums.iter_mut().enumerate().take(height) {
                    let at = (row + i) * n + column;
                    sums[..width].copy_from_slice(&c[at..at + width]);
                }
                let sums = tile(strip, panel, sums);
                for (i, sums) in sums.iter().enumerate().take(height) {
                    let at = (row + i) * n + column;
                    c[at..at + width].copy_from_slice(&sums[..width]);
                }
            }
        }
    }
}

/// Adds k terms to each sum of a tile; `strip` holds k runs of `ROWS`, `panel` k runs of `COLUMNS`.
#[inline(always)]
fn tile(strip: &[f32], panel: &[f32], mut sums: [[f32; COLUMNS]; ROWS]) -> [[f32; COLUMNS]; ROWS] {
    for (a, b) in strip.as_chunks::<ROWS>().0.iter().zip(panel.as_chunks::<COLUMNS>().0) {
        for i in 0..ROWS {
            for j in 0..COLUMNS {
                sums[i][j] += a[i] * b[j];
            }
        }
    }
    sums
}

/// Lays `a` out in strips of `ROWS` rows, each strip column by column; missing rows are zero.
fn pack_rows(a: ArrayView2<'_, f32>, packed: &mut Vec<f32>) {
    let (m, k) = a.dim();
    packed.clear();
    packed.resize(m.div_ceil(ROWS) * ROWS * k, 0.0);
    for (row, values) in a.outer_iter().enumerate() {
        let strip = &mut packed[row / ROWS * ROWS * k..];
        for (kk, value) in values.iter().enumerate() {
            strip[kk * ROWS + row % ROWS] = *value;
        }
    }
}

/// Lays `b` out in panels of `COLUMNS` columns, each panel row by row; missing columns are zero.
fn pack_columns(b: ArrayView2<'_, f32>, packed: &mut Vec<f32>) {
    let (k, n) = b.dim();
    packed.clear();
    packed.resize(n.div_ceil(COLUMNS) * COLUMNS * k, 0.0);
    if b.is_standard_layout() || b.strides()[1] == 1 {
        for (kk, row) in b.outer_iter().enumerate() {
            let row = row.to_slice().expect("rows are contiguous");
            for (panel, values) in row.chunks(COLUMNS).enumerate() {
                let at = panel * COLUMNS * k + kk * COLUMNS;
                packed[at..at + values.len()].copy_from_slice(values);
            }
        }
    } else {
        for (column, values) in b.columns().into_iter().enumerate() {
            let panel = &mut packed[column / COLUMNS * COLUMNS * k..];
            for (kk, value) in values.iter().enumerate() {
                panel[kk * COLUMNS + column % COLUMNS] = *value;
            }
        }
    }
}

/// `c += x w` for the rows `rows` of the sparse `x`: row i of the range goes to row i of `c`. `w` is inputs x n.
pub fn add_sparse_product(x: &Inputs, rows: Range<usize>, w: &Array2<f32>, c: &mut Array2<f32>) {
    let n = w.ncols();
    let w = w.as_slice().expect("weights are in row order");
    let c = c.as_slice_mut().expect("the output is in row order");
    for (row, sums) in rows.zip(c.chunks_exact_mut(n)) {
        let row = x.row(row);
        for (&column, &value) in row.columns.iter().zip(row.values) {
            add_scaled(value, &w[column as usize * n..][..n], sums);
        }
    }
}

/// `w += xᵀ d` for the rows `rows` of the sparse `x` and the first rows of `d`: the gradient of a first layer.
pub fn add_sparse_transposed_product(x: &Inputs, rows: Range<usize>, d: &Array2<f32>, w: &mut Array2<f32>) {
    let n = w.ncols();
    let d = d.as_slice().expect("deltas are in row order");
    let w = w.as_slice_mut().expect("weights are in row order");
    for (row, delta) in rows.zip(d.chunks_exact(n)) {
        let row = x.row(row);
        for (&column, &value) in row.columns.iter().zip(row.values) {
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
    use crate::seed::{Seed, Stream};
    use proptest::prelude::*;
    use rand::RngExt;

    fn matrix(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
        let mut rng = Seed(seed).rng(Stream::Init, 0);
        Array2::from_shape_fn((rows, columns), |_| rng.random::<f32>() - 0.5)
    }

    /// The definition: one sum an element, terms in order of k.
    fn by_definition(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> Array2<f32> {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).fold(0.0, |sum, k| sum + a[[i, k]] * b[[k, j]])
        })
    }

    proptest! {
        #[test]
        fn product_has_the_bits_of_its_definition(m in 1..23usize, k in 1..1100usize, n in 1..35usize, seed in 0..1000u64) {
            let (a, b) = (matrix(m, k, seed), matrix(k, n, seed + 1));
            let mut c = Array2::zeros((m, n));
            add_product(a.view(), b.view(), &mut c, &mut Packing::default());
            prop_assert_eq!(&c, &by_definition(a.view(), b.view()));
        }

        #[test]
        fn transposed_views_give_the_same_bits(m in 1..20usize, k in 1..40usize, n in 1..35usize) {
            let (a, b) = (matrix(k, m, 1), matrix(n, k, 2));
            let mut c = Array2::zeros((m, n));
            add_product(a.t(), b.t(), &mut c, &mut Packing::default());
            prop_assert_eq!(&c, &by_definition(a.t(), b.t()));
        }

        #[test]
        fn a_product_in_slices_of_k_has_the_same_bits(cut in 0..40usize) {
            let (a, b) = (matrix(9, 40, 1), matrix(40, 11, 2));
            let mut c = Array2::zeros((9, 11));
            for range in [0..cut, cut..40] {
                add_product(a.slice(ndarray::s![.., range.clone()]), b.slice(ndarray::s![range, ..]), &mut c, &mut Packing::default());
            }
            prop_assert_eq!(&c, &by_definition(a.view(), b.view()));
        }
    }

    #[test]
    fn leaving_zeros_out_changes_no_bit() {
        let mut rng = Seed(3).rng(Stream::Init, 0);
        let dense =
            Array2::from_shape_fn((20, 50), |_| if rng.random::<f32>() < 0.2 { rng.random::<f32>() } else { 0.0 });
        let mut x = Inputs::empty(50);
        for row in dense.outer_iter() {
            x.push_values(row);
        }
        let w = matrix(50, 19, 4);
        let mut c = Array2::zeros((20, 19));
        add_sparse_product(&x, 0..20, &w, &mut c);
        assert_eq!(c, by_definition(dense.view(), w.view()));

        let d = matrix(20, 19, 5);
        let mut gradient = Array2::zeros((50, 19));
        add_sparse_transposed_product(&x, 0..20, &d, &mut gradient);
        assert_eq!(gradient, by_definition(dense.t(), d.view()));
    }
}
