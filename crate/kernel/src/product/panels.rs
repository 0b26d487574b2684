//! A right side, packed.

use crate::Registers;
use ndarray::ArrayView2;

/// Registers of a row of a tile. With [`super::strips::ROWS`] rows its sums, two registers of the right side, one of the
/// left and one for a product take 12 of the 16 that most machines have.
const RUN: usize = 2;
/// Numbers of a line of the cache: loads that cross from one to the next take twice as long.
const LINE: usize = 16;

/// A right side, packed for the registers in use: panels of [`RUN`] registers' columns, each row by row; missing columns
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
            pack(b.slice(ndarray::s![.., columns]), width, panel);
            rest = others;
        }
        self
    }

    /// Columns of a panel.
    pub(super) fn width(&self) -> usize {
        RUN * self.registers.lanes()
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
fn pack(matrix: ArrayView2<'_, f32>, width: usize, packed: &mut [f32]) {
    let (n_rows, n_columns) = matrix.dim();
    if n_rows == 0 {
        return;
    }
    if n_columns < width {
        packed.chunks_exact_mut(width).for_each(|row| row[n_columns..].fill(0.0));
    }
    if matrix.strides()[0] == 1 && n_columns.is_multiple_of(4) {
        // Columns are contiguous: squares are transposed in registers.
        for (square, columns) in matrix.axis_chunks_iter(ndarray::Axis(1), 4).enumerate() {
            let columns: [&[f32]; 4] = std::array::from_fn(|j| {
                columns.index_axis_move(ndarray::Axis(1), j).to_slice().expect("columns are contiguous")
            });
            let [a, b, c, d] = columns.map(|column| column.as_chunks::<4>());
            let (squares, rest) = packed.split_at_mut(width * (n_rows - n_rows % 4));
            let values = a.0.iter().zip(b.0).zip(c.0.iter().zip(d.0));
            for (square_rows, ((a, b), (c, d))) in squares.chunks_exact_mut(4 * width).zip(values) {
                for (i, row) in square_rows.chunks_exact_mut(width).enumerate() {
                    row[4 * square..][..4].copy_from_slice(&[a[i], b[i], c[i], d[i]]);
                }
            }
            for (i, row) in rest.chunks_exact_mut(width).enumerate() {
                row[4 * square..][..4].copy_from_slice(&[a.1[i], b.1[i], c.1[i], d.1[i]]);
            }
        }
    } else if matrix.strides()[1] == 1 {
        for (row, packed) in matrix.outer_iter().zip(packed.chunks_exact_mut(width)) {
            // By fours, which is sooner than to ask how many there are.
            let (fours, rest) = row.to_slice().expect("rows are contiguous").as_chunks::<4>();
            let (into, into_rest) = packed.split_at_mut(4 * fours.len());
            into.as_chunks_mut::<4>().0.iter_mut().zip(fours).for_each(|(into, four)| *into = *four);
            into_rest[..rest.len()].copy_from_slice(rest);
        }
    } else {
        for (row, packed) in matrix.outer_iter().zip(packed.chunks_exact_mut(width)) {
            for (value, packed) in row.iter().zip(packed) {
                *packed = *value;
            }
        }
    }
}
