//! A result as a code that can be read out.
//!
//! A code is 20 letters of Crockford's base 32, which has no I, L, O and U; in reading, case, hyphens and blanks don't
//! matter, O is 0, and I and L are 1. From the left: 5 bits of version, 28 of the experiment's digest, 7 of the student's
//! number, 10 for each number in thousandths (1,023 where it isn't known), and 20 of check.

use super::check::{N_CHECK, check};
use super::error::{CodeError, N_LETTERS, VERSION};
use super::number::Number;
use super::origin::Origin;

const N_PAYLOAD: usize = N_LETTERS - N_CHECK;
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What stands for a number that isn't known.
const UNKNOWN: u16 = 1023;
/// Letters of what was typed that a sentence repeats.
pub(super) const SAID: usize = 32;

/// A student's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultCode {
    /// Of the experiment: [`Origin`].
    pub(super) digest: u32,
    /// Whose it is.
    pub number: Number,
    /// In thousandths, from 0 to 1,000, in the order of [`super::Measure::ALL`].
    thousandths: [Option<u16>; 4],
}

impl ResultCode {
    /// Of numbers from 0 to 1 in the order of [`super::Measure::ALL`].
    pub fn new(origin: Origin, number: Number, numbers: [Option<f64>; 4]) -> ResultCode {
        let digest = origin.digest(numbers[3].is_some());
        ResultCode { digest, number, thousandths: numbers.map(|number| number.map(in_thousandths)) }
    }

    /// The four numbers.
    pub fn numbers(&self) -> [Option<f64>; 4] {
        self.thousandths.map(|number| number.map(|n| f64::from(n) / 1000.0))
    }

    /// Whether it is of this experiment.
    pub fn is_of(&self, origin: Origin) -> bool {
        self.digest == origin.digest(self.thousandths[3].is_some())
    }

    /// In five groups of four letters with hyphens between.
    pub fn text(&self) -> String {
        let head = u128::from(VERSION) << 35 | u128::from(self.digest) << 7 | u128::from(self.number.get());
        let bits = self.thousandths.iter().fold(head, |bits, n| bits << 10 | u128::from(n.unwrap_or(UNKNOWN)));
        let mut letters: Vec<u8> = (0..N_PAYLOAD).rev().map(|place| (bits >> (5 * place) & 31) as u8).collect();
        letters.extend(check(&letters));
        let mut text = String::with_capacity(N_LETTERS + 4);
        for (place, letter) in letters.into_iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(LETTERS[usize::from(letter)]));
        }
        text
    }

    /// What a code says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<ResultCode, CodeError> {
        let said = || text.chars().take(SAID).collect::<String>();
        let typed = text.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| match letter.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            letter => letter,
        });
        let typed: Vec<u8> = typed.collect();
        if typed.len() != N_LETTERS {
            return Err(CodeError::Length(said(), typed.len()));
        }
        let place = |letter: &u8| LETTERS.iter().position(|own| own == letter).map(|place| place as u8);
        let Some(letters) = typed.iter().map(place).collect::<Option<Vec<u8>>>() else {
            return Err(CodeError::Letter(said()));
        };
        let (payload, typed_check) = letters.split_at(N_PAYLOAD);
        if check(payload) != typed_check {
            return Err(CodeError::Mistyped(said()));
        }
        if payload[0] != VERSION {
            return Err(CodeError::Version(said(), payload[0]));
        }
        let bits = payload.iter().fold(0, |bits, letter| bits << 5 | u128::from(*letter));
        let thousandths = [30, 20, 10, 0].map(|shift| (bits >> shift) as u16 & 1023);
        let number = Number::new((bits >> 40) as u64 & 127);
        let is_one = thousandths.iter().all(|n| *n <= 1000 || *n == UNKNOWN);
        match number.filter(|_| is_one) {
            Some(number) => Ok(ResultCode {
                digest: (bits >> 47) as u32 & 0xfff_ffff,
                number,
                thousandths: thousandths.map(|n| (n != UNKNOWN).then_some(n)),
            }),
            // No page has written it.
            None => Err(CodeError::Mistyped(said())),
        }
    }
}

fn in_thousandths(number: f64) -> u16 {
    (1000.0 * number).round().clamp(0.0, 1000.0) as u16
}
