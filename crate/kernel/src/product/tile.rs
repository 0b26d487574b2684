//! Tiles of the output, kept in registers while their terms are added.

use super::panels::Panels;
use super::strips::{ROWS, Strips};
use ndarray::Array2;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// What an output holds before a product comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing of worth: it is written over.
    Nothing,
    /// A sum, to which the product is added.
    Sum,
}

/// Adds the terms of a run of k to some rows.
pub(super) struct AddRun<'a> {
    a: &'a Strips,
    b: &'a Panels,
    run: Range<usize>,
    rows: Range<usize>,
    c: &'a mut [f32],
    before: Before,
}

impl<'a> AddRun<'a> {
    pub(super) fn new(
        a: &'a Strips,
        b: &'a Panels,
        run: Range<usize>,
        rows: Range<usize>,
        c: &'a mut Array2<f32>,
        before: Before,
    ) -> AddRun<'a> {
        assert!(c.nrows() >= rows.end && c.ncols() == b.n_columns(), "the output has room");
        AddRun { a, b, run, rows, c: c.as_slice_mut().expect("the output is in row order"), before }
    }

    /// Adds to the columns that a panel of `R` registers has.
    #[inline(always)]
    fn panel<S: Simd, const R: usize>(&mut self, simd: S, panel: &[f32], column: usize) {
        let n = self.b.n_columns();
        let panel: &[[S::f32s; R]] =
            bytemuck::cast_slice(&panel[self.run.start * R * S::F32_LANES..][..self.run.len() * R * S::F32_LANES]);
        let width = (R * S::F32_LANES).min(n - column);
        for (strip_idx, (values, ks)) in self.a.iter().enumerate() {
            let row = self.rows.start + ROWS * strip_idx;
            let height = ROWS.min(self.rows.end - row);
            let is_whole = (height, width) == (ROWS, R * S::F32_LANES);
            let mut sums = [[simd.splat_f32s(0.0); R]; ROWS];
            if self.before == Before::Nothing {
                // The sums begin at zero.
            } else if is_whole {
                for i in 0..ROWS {
                    let c: &[[S::f32s; R]] =
                        bytemuck::cast_slice(&self.c[(row + i) * n + column..][..R * S::F32_LANES]);
                    sums[i] = c[0];
                }
            } else {
                for i in 0..height {
                    let c = &self.c[(row + i) * n + column..][..width];
                    for (sums, c) in sums[i].iter_mut().zip(c.chunks(S::F32_LANES)) {
                        *sums = simd.partial_load_f32s(c);
                    }
                }
            }
            match values.len() == panel.len() {
                true => add_terms(simd, values, panel, &mut sums),
                false => add_listed_terms(simd, values, ks, panel, &mut sums),
            }
            if is_whole {
                for i in 0..ROWS {
                    let c: &mut [[S::f32s; R]] =
                        bytemuck::cast_slice_mut(&mut self.c[(row + i) * n + column..][..R * S::F32_LANES]);
                    c[0] = sums[i];
                }
            } else {
                for i in 0..height {
                    let c = &mut self.c[(row + i) * n + column..][..width];
                    for (sums, c) in sums[i].iter().zip(c.chunks_mut(S::F32_LANES)) {
                        simd.partial_store_f32s(c, *sums);
                    }
                }
            }
        }
    }
}

impl WithSimd for AddRun<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let mut column = 0;
        while column < self.b.n_columns() {
            let (panel, width) = self.b.panel(column);
            match width == S::F32_LANES {
                true => self.panel::<S, 1>(simd, panel, column),
                false => self.panel::<S, 2>(simd, panel, column),
            }
            column += width;
        }
    }
}

/// Adds the terms of all k to each sum of a tile.
#[inline(always)]
fn add_terms<S: Simd, const R: usize>(
    simd: S,
    strip: &[[f32; ROWS]],
    panel: &[[S::f32s; R]],
    sums: &mut [[S::f32s; R]; ROWS],
) {
    // A copy of its own stays in registers.
    let mut own = *sums;
    for (a, b) in strip.iter().zip(panel) {
        add_term(simd, a, b, &mut own);
    }
    *sums = own;
}

/// Adds the terms of the k listed. A browser's compiler finds registers for it in a function of its own only.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn add_listed_terms<S: Simd, const R: usize>(
    simd: S,
    strip: &[[f32; ROWS]],
    ks: &[u32],
    panel: &[[S::f32s; R]],
    sums: &mut [[S::f32s; R]; ROWS],
) {
    let mut own = *sums;
    for (a, k) in strip.iter().zip(ks) {
        add_term(simd, a, &panel[*k as usize], &mut own);
    }
    *sums = own;
}

#[inline(always)]
fn add_term<S: Simd, const R: usize>(simd: S, a: &[f32; ROWS], b: &[S::f32s; R], sums: &mut [[S::f32s; R]; ROWS]) {
    for i in 0..ROWS {
        let a = simd.splat_f32s(a[i]);
        for j in 0..R {
            sums[i][j] = simd.add_f32s(sums[i][j], simd.mul_f32s(a, b[j]));
        }
    }
}
