//! Columns that are nothing but another one.

use super::table::{Column, Table};
use crate::sorted_map::SortedMap;

/// Features that say the same in other words: by feature's column, the first column that it is nothing but. `columns` are those
/// that are compared.
pub(super) fn copies(table: &Table, columns: &[usize]) -> Vec<(usize, usize)> {
    let mut originals: SortedMap<u64, usize> = SortedMap::new();
    let mut pairs = Vec::new();
    for &column in columns {
        let own = &table.columns[column];
        let mut place: Vec<u64> = vec![0; own.texts.len()];
        let mut n = 0;
        // The same of all columns that differ in their texts alone.
        let pattern = own.cells.iter().fold(0, |pattern, id| {
            let place = &mut place[*id as usize];
            if *place == 0 {
                n += 1;
                *place = n;
            }
            mixed(pattern, *place)
        });
        match originals.get(&pattern) {
            Some(original) if is_copy(own, &table.columns[*original]) => pairs.push((column, *original)),
            Some(_) => {}
            None => {
                originals.insert(pattern, column);
            }
        }
    }
    pairs
}

/// Whether each text of the one column goes with one of the other, both ways.
fn is_copy(a: &Column, b: &Column) -> bool {
    let goes_with = |a: &Column, b: &Column| {
        let mut other: Vec<Option<u32>> = vec![None; a.texts.len()];
        a.cells.iter().zip(&b.cells).all(|(a, b)| *other[*a as usize].get_or_insert(*b) == *b)
    };
    goes_with(a, b) && goes_with(b, a)
}

/// A number that tells sequences apart, with another one put behind (Steele, Lea and Flood 2014).
pub(super) fn mixed(sequence: u64, next: u64) -> u64 {
    let mixed = (sequence ^ next).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}
