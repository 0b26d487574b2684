//! Four letters from which a mistyped code is known: a Reed-Solomon code over the field of 32 elements (Reed and Solomon
//! 1960), of which a letter is one.
//!
//! Two codes with right check letters differ in five letters or more. So up to four wrong letters, of which two that
//! changed places are a case, are noticed for certain, and anything else but for one time in 2^20.

/// Letters that the check ends with.
pub(super) const N_CHECK: usize = 4;

/// Of degree 3 to 0, the leading one left out, in the polynomial whose roots are a, a^2, a^3, a^4, where a = 2 generates
/// the field.
pub(super) const GENERATOR: [u8; N_CHECK] = [30, 6, 9, 17];

/// Two elements' product: polynomials over two elements, modulo x^5 + x^2 + 1.
pub(super) fn product(a: u8, b: u8) -> u8 {
    (0..5).rev().fold(0, |product, bit| {
        let doubled = product << 1;
        let reduced = if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 };
        if b >> bit & 1 == 1 { reduced ^ a } else { reduced }
    })
}

/// The check of some letters, each below 32: the remainder of their polynomial divided by the generator.
pub(super) fn check(letters: &[u8]) -> [u8; N_CHECK] {
    letters.iter().fold([0; N_CHECK], |rest, letter| {
        let factor = letter ^ rest[0];
        let next = |place: usize| rest.get(place + 1).unwrap_or(&0) ^ product(factor, GENERATOR[place]);
        [next(0), next(1), next(2), next(3)]
    })
}
