//! The matrix products, whose every output element adds its terms in the order of `k`.
//!
//! That one rule makes results the same on every machine: registers run over columns, so their width can't change the
//! order of a sum, and a product cut into slices of rows or of `k` gives the same bits as the whole. No multiply-add
//! is fused. Columns of a left side that are zero in all rows of a tile are left out, which changes no bit
//! either: a sum that began at zero is never -0, so adding a zero to it gives the same sum.
//!
//! The kernel is the usual one (Goto and van de Geijn 2008): a tile of the output stays in registers while panels of
//! the right side, packed so that they are read in order, pass through the first-level cache.

mod panels;
mod strips;
mod tile;

pub use panels::Panels;
pub use strips::Strips;
pub use tile::Before;

use ndarray::{Array2, ArrayView2};
use strips::ROWS;

/// Numbers of a panel that pass through the first-level cache at a time, 16 kB of them: `k` is cut into runs of such a
/// length.
const PASS: usize = 4096;
/// Rows are cut into bands of this many, whose left side stays in the second-level cache.
const BAND: usize = 128;

/// Memory that products reuse.
#[derive(Debug, Clone, Default)]
pub struct Packing {
    /// Of the left side.
    pub strips: Strips,
    /// The right side.
    pub panels: Panels,
}

/// `c = a b` or `c += a b`, where `a` is m x k, `b` is k x n and `c` m x n in row order; `a` and `b` may be transposed views.
pub fn product(
    a: ArrayView2<'_, f32>,
    b: ArrayView2<'_, f32>,
    c: &mut Array2<f32>,
    before: Before,
    packing: &mut Packing,
) {
    packed_product(a, packing.panels.pack(b), c, before, &mut packing.strips);
}

/// [`product`] with a right side that is packed already.
#[inline(never)]
pub fn packed_product(a: ArrayView2<'_, f32>, b: &Panels, c: &mut Array2<f32>, before: Before, strips: &mut Strips) {
    assert_eq!(b.depth(), a.ncols(), "inner dimensions agree");
    if b.depth() == 0 && before == Before::Nothing {
        c.fill(0.0);
    }
    let depth = PASS / b.width();
    for start in (0..b.depth()).step_by(depth) {
        let run = start..b.depth().min(start + depth);
        let before = if start == 0 { before } else { Before::Sum };
        for band in (0..a.nrows()).step_by(BAND) {
            let rows = band..a.nrows().min(band + BAND);
            strips.pack(a.slice(ndarray::s![rows.clone(), run.clone()]));
            b.registers().run(tile::AddRun::new(strips, b, run.clone(), rows, c, before));
        }
    }
}

/// [`packed_product`] with a left side that is packed already, of few rows: `c` has four rows a strip, or fewer
/// in the last one.
#[inline(never)]
pub fn strips_product(a: &Strips, b: &Panels, c: &mut Array2<f32>, before: Before) {
    let n_rows = c.nrows();
    assert_eq!(a.len(), n_rows.div_ceil(ROWS), "a strip is four rows");
    b.registers().run(tile::AddRun::new(a, b, 0..b.depth(), 0..n_rows, c, before));
}

#[cfg(test)]
mod tests;
