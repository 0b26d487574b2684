//! A right side, packed.

use crate::Registers;
use ndarray::{ArrayView2, Axis};

/// Registers of a row of a tile. With [`super::strips::ROWS`] rows its sums, two registers of the right side, one of the
/// left and one for a product take 12 of the 16 that most machines have.
const PER_ROW: usize = 2;
/// Numbers of a line of the cache: loads that cross from one to the next take twice as long.
const LINE: usize = 16;

/// A right side, packed for the registers in use: panels of [`PER_ROW`] registers' columns, each row by row; missing columns
/// are zero. A last panel of few columns is one register wide.
#[derive(Debug, Clone)]
pub struct Panels {
    registers: Registers,
    depth: usize,
    n_columns: usize,
    /// Where the first panel begins, at the start of a line.
    start: usize,
    values: Vec<f32>,
}

impl Default for Panels {
    fn default() -> Panels {
        Panels::empty(Registers::in_use())
    }
}

impl PartialEq for Panels {
    fn eq(&self, other: &Panels) -> bool {
        let own = |panels: &Panels| panels.n_values();
        (self.depth, self.n_columns) == (other.depth, other.n_columns)
            && self.values[self.start..][..own(self)] == other.values[other.start..][..own(other)]
    }
}

impl Panels {
    /// Of no columns, for certain registers.
    pub(super) fn empty(registers: Registers) -> Panels {
        Panels { registers, depth: 0, n_columns: 0, start: 0, values: Vec::new() }
    }

    /// Packs `b`.
    pub fn of(b: ArrayView2<'_, f32>) -> Panels {
        let mut panels = Panels::default();
        panels.pack(b);
        panels
    }

    /// Packs `b` in the place of what was packed before.
    #[inline(never)]
    pub fn pack(&mut self, b: ArrayView2<'_, f32>) -> &Panels {
        (self.depth, self.n_columns) = b.dim();
        // What was packed before is written over.
        self.values.resize(self.n_values() + LINE, 0.0);
        self.start = self.values.as_ptr().align_offset(4 * LINE).min(LINE);
        let (depth, n_columns, width, lanes) = (self.depth, self.n_columns, self.width(), self.registers.lanes());
        let mut rest = &mut self.values[self.start..];
        for start in (0..n_columns).step_by(width) {
            let columns = start..n_columns.min(start + width);
            let width = if columns.len() <= lanes { lanes } else { width };
            let (panel, others) = rest.split_at_mut(depth * width);
            let columns = b.slice(ndarray::s![.., columns]);
            crate::elementwise::run(
                #[inline(always)]
                || pack(columns, width, panel),
            );
            rest = others;
        }
        self
    }

    /// Columns of a panel.
    pub(super) fn width(&self) -> usize {
        PER_ROW * self.registers.lanes()
    }

    pub(super) fn registers(&self) -> Registers {
        self.registers
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    fn n_values(&self) -> usize {
        self.depth * self.n_columns.next_multiple_of(self.registers.lanes())
    }

    /// The panel whose first column is `column`, row by row, and its width.
    pub(super) fn panel(&self, column: usize) -> (&[f32], usize) {
        let width = self.width().min((self.n_columns - column).next_multiple_of(self.registers.lanes()));
        (&self.values[self.start + column * self.depth..][..width * self.depth], width)
    }
}

/// Writes the rows of a matrix of at most `width` columns, each filled up with zeros. `width` is a multiple of 4.
#[inline(always)]
fn pack(matrix: ArrayView2<'_, f32>, width: usize, packed: &mut [f32]) {
    let (n_rows, n_columns) = matrix.dim();
    if n_rows == 0 {
        return;
    }
    if n_columns < width {
        packed.chunks_exact_mut(width).for_each(|row| row[n_columns..].fill(0.0));
    }
    match (n_columns == width, width) {
        (true, 4) => pack_whole::<4>(matrix, packed),
        (true, 8) => pack_whole::<8>(matrix, packed),
        (true, 16) => pack_whole::<16>(matrix, packed),
        (true, 32) => pack_whole::<32>(matrix, packed),
        _ => pack_slowly(matrix, width, packed),
    }
}

/// The same of `N` columns, `N` numbers a row: sooner where the number is known.
#[inline(always)]
fn pack_whole<const N: usize>(matrix: ArrayView2<'_, f32>, packed: &mut [f32]) {
    let (packed, _) = packed.as_chunks_mut::<N>();
    if matrix.strides()[1] == 1 {
        for (row, packed) in matrix.outer_iter().zip(packed) {
            *packed = *row.to_slice().and_then(<[f32]>::as_array).expect("a row has so many numbers");
        }
    } else if matrix.strides()[0] == 1 {
        let columns: [&[f32]; N] =
            std::array::from_fn(|j| matrix.index_axis_move(Axis(1), j).to_slice().expect("columns are contiguous"));
        // Blocks of rows stay in the first-level cache until every column has written to them.
        for (block, rows) in packed.chunks_mut(BLOCK).enumerate() {
            for (square, columns) in columns.as_chunks::<4>().0.iter().enumerate() {
                let columns = columns.map(|column| &column[block * BLOCK..][..rows.len()]);
                transpose(columns, rows, 4 * square);
            }
        }
    } else {
        pack_slowly(matrix, N, packed.as_flattened_mut());
    }
}

/// Rows that are written column by column.
const BLOCK: usize = 64;

/// Writes four columns into rows, from their place `at` on: squares are transposed in registers.
#[inline(always)]
fn transpose<const N: usize>(columns: [&[f32]; 4], rows: &mut [[f32; N]], at: usize) {
    let (squares, rest) = rows.as_chunks_mut::<4>();
    let [a, b, c, d] = columns.map(|column| column.as_chunks::<4>());
    for (square, ((a, b), (c, d))) in squares.iter_mut().zip(a.0.iter().zip(b.0).zip(c.0.iter().zip(d.0))) {
        for i in 0..4 {
            square[i][at..][..4].copy_from_slice(&[a[i], b[i], c[i], d[i]]);
        }
    }
    for (i, row) in rest.iter_mut().enumerate() {
        row[at..][..4].copy_from_slice(&[a.1[i], b.1[i], c.1[i], d.1[i]]);
    }
}

fn pack_slowly(matrix: ArrayView2<'_, f32>, width: usize, packed: &mut [f32]) {
    for (row, packed) in matrix.outer_iter().zip(packed.chunks_exact_mut(width)) {
        for (value, packed) in row.iter().zip(packed) {
            *packed = *value;
        }
    }
}
