//! The matrix products, whose every output element adds its terms in the order of `k`.
//!
//! That one rule makes results the same on every machine: the SIMD width runs over columns, so it can't change the
//! order of a sum, and a product cut into slices of rows or of `k` gives the same bits as the whole. No multiply-add
//! is fused. Columns of a left side that are zero in all rows of a tile are left out, which changes no bit
//! either: a sum that began at
//! zero is never -0, so adding a zero to it gives the same sum.
//!
//! The kernel is the usual one (Goto and van de Geijn 2008): a tile of the output stays in registers while panels of
//! the right side, packed so that they are read in order, pass through the first-level cache.

use crate::dataset::Inputs;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use std::ops::Range;

/// A tile of the output: this many rows by this many columns. Its sums, two registers of the right side, one of the
/// left and one for a product take 12 of the 16 registers that a browser has.
const ROWS: usize = 4;
const COLUMNS: usize = 8;
/// `k` is cut into runs of this length, so that a panel of them stays in the first-level cache.
const DEPTH: usize = 512;
/// Rows are cut into bands of this many, whose left side stays in the second-level cache.
const BAND: usize = 128;

/// A right side, packed: panels of [`COLUMNS`] columns, each row by row; missing columns are zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panels {
    depth: usize,
    n_columns: usize,
    values: Vec<[f32; COLUMNS]>,
}

/// Rows of a left side, packed in strips of [`ROWS`], each strip column by column; missing rows are zero. Columns that are
/// zero in all of a strip's rows are left out.
#[derive(Debug, Clone, Default)]
pub struct Strips {
    values: Vec<[f32; ROWS]>,
    /// Of each value: its column.
    ks: Vec<u32>,
    /// Of each strip: where its values are.
    strips: Vec<Range<usize>>,
}

/// Memory that products reuse.
#[derive(Debug, Clone, Default)]
pub struct Packing {
    /// Of the left side.
    pub strips: Strips,
    /// The right side.
    pub panels: Panels,
}

impl Panels {
    /// Packs `b`.
    pub fn of(b: ArrayView2<'_, f32>) -> Panels {
        let mut panels = Panels::default();
        panels.pack(b);
        panels
    }

    /// Packs `b` in the place of what was packed before.
    pub fn pack(&mut self, b: ArrayView2<'_, f32>) -> &Panels {
        let (depth, n_columns) = b.dim();
        (self.depth, self.n_columns) = (depth, n_columns);
        self.values.clear();
        self.values.reserve(n_columns.div_ceil(COLUMNS) * depth);
        for start in (0..n_columns).step_by(COLUMNS) {
            let columns = b.slice(ndarray::s![.., start..n_columns.min(start + COLUMNS)]);
            pack(columns, &mut self.values);
        }
        self
    }
}

impl Strips {
    /// Forgets all strips, keeping the memory.
    pub fn clear(&mut self) {
        self.values.clear();
        self.ks.clear();
        self.strips.clear();
    }

    /// Packs the next strip: columns and their values in four rows, in ascending order of columns.
    pub fn push(&mut self, columns: impl Iterator<Item = (u32, [f32; ROWS])>) {
        let start = self.values.len();
        let most = start + columns.size_hint().1.expect("the number of columns is bounded");
        self.values.resize(most, [0.0; ROWS]);
        self.ks.resize(most, 0);
        let mut end = start;
        for (k, values) in columns {
            // Where all four are zero, the next column takes their place.
            self.values[end] = values;
            self.ks[end] = k;
            end += usize::from(values.iter().fold(0, |bits, v| bits | v.to_bits() << 1) != 0);
        }
        self.values.truncate(end);
        self.ks.truncate(end);
        self.strips.push(start..end);
    }

    /// Packs `a` in the place of what was packed before.
    fn pack(&mut self, a: ArrayView2<'_, f32>) {
        self.clear();
        for rows in a.axis_chunks_iter(Axis(0), ROWS) {
            match rows.nrows() == ROWS && rows.strides()[1] == 1 {
                true => {
                    let rows: [&[f32]; ROWS] =
                        std::array::from_fn(|i| rows.index_axis(Axis(0), i).to_slice().expect("rows are contiguous"));
                    let [first, second, third, fourth] = rows;
                    let columns = first.iter().zip(second).zip(third.iter().zip(fourth));
                    self.push((0..).zip(columns.map(|((a, b), (c, d))| [*a, *b, *c, *d])));
                }
                false => {
                    let column = |values: ArrayView1<'_, f32>| match values.as_slice().map(<[f32; ROWS]>::try_from) {
                        Some(Ok(values)) => values,
                        _ => std::array::from_fn(|i| values.get(i).copied().unwrap_or(0.0)),
                    };
                    self.push((0..).zip(rows.columns().into_iter().map(column)));
                }
            }
        }
    }
}

/// Appends the rows of a matrix of at most `N` columns, filled up with zeros.
fn pack<const N: usize>(matrix: ArrayView2<'_, f32>, packed: &mut Vec<[f32; N]>) {
    let (n_rows, width) = matrix.dim();
    let start = packed.len();
    packed.resize(start + n_rows, [0.0; N]);
    let packed = &mut packed[start..];
    if matrix.strides()[0] == 1 && width == N {
        // Columns are contiguous: squares are transposed in registers.
        let columns: [&[f32]; N] =
            std::array::from_fn(|j| matrix.index_axis(Axis(1), j).to_slice().expect("columns are contiguous"));
        let (squares, rest) = packed.as_chunks_mut::<4>();
        for (square, rows) in squares.iter_mut().enumerate() {
            for (j, column) in columns.iter().enumerate() {
                let values: &[f32; 4] = column[square * 4..][..4].try_into().expect("four values");
                for (row, value) in rows.iter_mut().zip(values) {
                    row[j] = *value;
                }
            }
        }
        let done = n_rows - rest.len();
        for (i, row) in rest.iter_mut().enumerate() {
            *row = std::array::from_fn(|j| columns[j][done + i]);
        }
    } else if matrix.strides()[1] == 1 {
        for (row, packed) in matrix.outer_iter().zip(packed) {
            let row = row.to_slice().expect("rows are contiguous");
            match <&[f32; N]>::try_from(row) {
                Ok(row) => *packed = *row,
                Err(_) => packed[..width].copy_from_slice(row),
            }
        }
    } else {
        for (row, packed) in matrix.outer_iter().zip(packed) {
            for (value, packed) in row.iter().zip(packed) {
                *packed = *value;
            }
        }
    }
}

/// `c += a b`, where `a` is m x k, `b` is k x n and `c` m x n in row order; `a` and `b` may be transposed views.
pub fn add_product(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>, c: &mut Array2<f32>, packing: &mut Packing) {
    add_packed_product(a, packing.panels.pack(b), c, &mut packing.strips);
}

/// [`add_product`] with a right side that is packed already.
pub fn add_packed_product(a: ArrayView2<'_, f32>, b: &Panels, c: &mut Array2<f32>, strips: &mut Strips) {
    assert_eq!(b.depth, a.ncols(), "inner dimensions agree");
    for start in (0..b.depth).step_by(DEPTH) {
        let run = start..b.depth.min(start + DEPTH);
        for band in (0..a.nrows()).step_by(BAND) {
            let rows = band..a.nrows().min(band + BAND);
            strips.pack(a.slice(ndarray::s![rows.clone(), run.clone()]));
            add_run(strips, b, run.clone(), rows, c);
        }
    }
}

/// [`add_packed_product`] with a left side that is packed already, of few rows: `c` has four rows a strip, or fewer in the
/// last one.
pub fn add_strips_product(a: &Strips, b: &Panels, c: &mut Array2<f32>) {
    let n_rows = c.nrows();
    assert_eq!(a.strips.len(), n_rows.div_ceil(ROWS), "a strip is four rows");
    add_run(a, b, 0..b.depth, 0..n_rows, c);
}

/// Adds the terms of a run of k to some rows.
fn add_run(a: &Strips, b: &Panels, run: Range<usize>, rows: Range<usize>, c: &mut Array2<f32>) {
    let n = b.n_columns;
    assert!(c.nrows() >= rows.end && c.ncols() == n, "the output has room");
    let c = c.as_slice_mut().expect("the output is in row order");
    for (panel_idx, panel) in b.values.chunks_exact(b.depth.max(1)).enumerate() {
        let (panel, column) = (&panel[run.clone()], panel_idx * COLUMNS);
        for (strip_idx, strip) in a.strips.iter().enumerate() {
            let row = rows.start + strip_idx * ROWS;
            let at = row * n + column;
            let (height, width) = (ROWS.min(rows.end - row), COLUMNS.min(n - column));
            let mut sums = [[0.0; COLUMNS]; ROWS];
            let is_whole = (height, width) == (ROWS, COLUMNS);
            if is_whole {
                for (i, sums) in sums.iter_mut().enumerate() {
                    *sums = c[at + i * n..][..COLUMNS].try_into().expect("a whole row of the tile");
                }
            } else {
                for (i, sums) in sums.iter_mut().enumerate().take(height) {
                    sums[..width].copy_from_slice(&c[at + i * n..][..width]);
                }
            }
            let values = &a.values[strip.clone()];
            match strip.len() == panel.len() {
                true => add_terms(values, panel, &mut sums),
                false => add_listed_terms(values, &a.ks[strip.clone()], panel, &mut sums),
            }
            if is_whole {
                for (i, sums) in sums.iter().enumerate() {
                    c[at + i * n..][..COLUMNS].copy_from_slice(sums);
                }
            } else {
                for (i, sums) in sums.iter().enumerate().take(height) {
                    c[at + i * n..][..width].copy_from_slice(&sums[..width]);
                }
            }
        }
    }
}

type Tile = [[f32; COLUMNS]; ROWS];

/// Adds the terms of all k to each sum of a tile.
#[inline(never)]
fn add_terms(strip: &[[f32; ROWS]], panel: &[[f32; COLUMNS]], sums: &mut Tile) {
    // A copy of its own stays in registers.
    let mut own = *sums;
    for (a, b) in strip.iter().zip(panel) {
        add_term(a, b, &mut own);
    }
    *sums = own;
}

/// Adds the terms of the k listed to each sum of a tile.
#[inline(never)]
fn add_listed_terms(strip: &[[f32; ROWS]], ks: &[u32], panel: &[[f32; COLUMNS]], sums: &mut Tile) {
    let mut own = *sums;
    for (a, k) in strip.iter().zip(ks) {
        add_term(a, &panel[*k as usize], &mut own);
    }
    *sums = own;
}

#[inline(always)]
fn add_term(a: &[f32; ROWS], b: &[f32; COLUMNS], sums: &mut Tile) {
    for i in 0..ROWS {
        for j in 0..COLUMNS {
            sums[i][j] += a[i] * b[j];
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
        for (start, sums) in (0..n).step_by(RUN).zip(sums.chunks_mut(RUN)) {
            match <&mut [f32; RUN]>::try_from(&mut *sums) {
                // A whole run of sums stays in registers.
                Ok(sums) => {
                    let mut run = *sums;
                    for (&column, &value) in row.columns.iter().zip(row.values) {
                        add_scaled(value, &w[column as usize * n + start..][..RUN], &mut run);
                    }
                    *sums = run;
                }
                Err(_) => {
                    for (&column, &value) in row.columns.iter().zip(row.values) {
                        add_scaled(value, &w[column as usize * n + start..][..sums.len()], sums);
                    }
                }
            }
        }
    }
}

/// Columns of a sparse product that are summed together.
const RUN: usize = 32;

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
