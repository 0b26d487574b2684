//! Every product against its definition, on all registers that the machine has.

use super::*;
use crate::Registers;
use proptest::prelude::*;

/// Numbers between -1/2 and 1/2, a third of them zero.
fn matrix(rows: usize, columns: usize, seed: u64) -> Array2<f32> {
    let mut state = seed;
    Array2::from_shape_simple_fn((rows, columns), || {
        // Steele, Lea and Flood 2014.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        if mixed.is_multiple_of(3) { 0.0 } else { (mixed >> 40) as f32 / (1 << 24) as f32 - 0.5 }
    })
}

/// The definition: one sum an element, terms in order of k.
fn by_definition(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> Array2<f32> {
    Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
        (0..a.ncols()).fold(0.0, |sum, k| sum + a[[i, k]] * b[[k, j]])
    })
}

/// By registers: the product.
fn on_all(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> Vec<(Registers, Array2<f32>)> {
    let on = |registers: Registers| {
        let mut packing = Packing { panels: Panels::empty(registers), strips: Strips::default() };
        // What was there before must not matter.
        let mut c = Array2::from_elem((a.nrows(), b.ncols()), f32::NAN);
        product(a, b, &mut c, Before::Nothing, &mut packing);
        (registers, c)
    };
    Registers::all().into_iter().map(on).collect()
}

fn bits(matrix: &Array2<f32>) -> Vec<u32> {
    matrix.iter().map(|value| value.to_bits()).collect()
}

proptest! {
    #[test]
    fn product_has_the_bits_of_its_definition_on_all_registers(m in 1..23usize, k in 1..1100usize, n in 1..75usize, seed in 0..1000u64) {
        let (a, b) = (matrix(m, k, seed), matrix(k, n, seed + 1));
        let wanted = by_definition(a.view(), b.view());
        for (registers, c) in on_all(a.view(), b.view()) {
            prop_assert_eq!(bits(&c), bits(&wanted), "{:?}", registers);
        }
    }

    #[test]
    fn transposed_views_give_the_same_bits(m in 1..20usize, k in 1..140usize, n in 1..75usize) {
        let (a, b) = (matrix(k, m, 1), matrix(n, k, 2));
        let wanted = by_definition(a.t(), b.t());
        for (registers, c) in on_all(a.t(), b.t()) {
            prop_assert_eq!(bits(&c), bits(&wanted), "{:?}", registers);
        }
    }

    #[test]
    fn a_product_in_slices_of_k_has_the_same_bits(cut in 0..40usize) {
        let (a, b) = (matrix(9, 40, 1), matrix(40, 11, 2));
        let mut c = Array2::zeros((9, 11));
        for range in [0..cut, cut..40] {
            product(a.slice(ndarray::s![.., range.clone()]), b.slice(ndarray::s![range, ..]), &mut c, Before::Sum, &mut Packing::default());
        }
        prop_assert_eq!(&c, &by_definition(a.view(), b.view()));
    }
}

#[test]
fn this_machine_has_the_registers_that_it_should() {
    let bits: Vec<usize> = Registers::all().iter().map(|registers| registers.bits()).collect();
    assert!(bits.is_sorted_by(|a, b| a > b), "the widest first: {bits:?}");
    assert_eq!(bits.last(), Some(&0));
}
