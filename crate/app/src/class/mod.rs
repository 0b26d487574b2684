//! A class: each student runs the same experiment with a seed of his own and tells the result as a short code, and the
//! results are put together. No browser and no server here.
//!
//! The seed of student n ([`with_number`]) is n million more than the experiment's. A [`ResultCode`] has the student's
//! number, four numbers of the result ([`Measure`]), and digests by which a code of another experiment and a mistyped one
//! are noticed. A [`Class`] is a list of them; [`pool`] says what they give together.

mod check;
mod code;
mod error;
mod file;
mod list;
mod measure;
mod number;
mod origin;
pub mod pool;
#[cfg(test)]
mod tests;
pub mod words;

pub use code::ResultCode;
pub use error::CodeError;
pub use file::{file_name, to_file};
pub use list::{Change, Class, Source};
pub use measure::{Measure, measured};
pub use number::{Number, number_of, with_number};
pub use origin::Origin;
