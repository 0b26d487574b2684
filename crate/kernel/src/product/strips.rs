//! A left side, packed.

use ndarray::{ArrayView1, ArrayView2, Axis};
use std::ops::Range;

/// Rows of a tile of the output.
pub(super) const ROWS: usize = 4;

/// Rows of a left side, packed in strips of four, each strip column by column; missing rows are zero. Columns that are
/// zero in all of a strip's rows are left out.
#[derive(Debug, Clone, Default)]
pub struct Strips {
    values: Vec<[f32; ROWS]>,
    /// Of each value: its column.
    ks: Vec<u32>,
    /// Of each strip: where its values are.
    strips: Vec<Range<usize>>,
}

impl Strips {
    /// Forgets all strips, keeping the memory.
    pub fn clear(&mut self) {
        self.values.clear();
        self.ks.clear();
        self.strips.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.strips.len()
    }

    /// The values of each strip, and their columns.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[[f32; ROWS]], &[u32])> {
        self.strips.iter().map(|strip| (&self.values[strip.clone()], &self.ks[strip.clone()]))
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

    /// Packs the next strip: of some places, in ascending order of their columns `ks`, the values that four rows have there.
    #[inline(never)]
    pub fn gather(&mut self, ks: &[u32], places: &[usize], rows: [&[f32]; ROWS]) {
        let [a, b, c, d] = rows;
        self.push(places.iter().map(|&i| (ks[i], [a[i], b[i], c[i], d[i]])));
    }

    /// Packs `a` in the place of what was packed before.
    #[inline(never)]
    pub(super) fn pack(&mut self, a: ArrayView2<'_, f32>) {
        self.clear();
        for rows in a.axis_chunks_iter(Axis(0), ROWS) {
            match rows.nrows() == ROWS && rows.strides()[1] == 1 {
                true => {
                    let rows: [&[f32]; ROWS] = std::array::from_fn(|i| {
                        rows.index_axis_move(Axis(0), i).to_slice().expect("rows are contiguous")
                    });
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
