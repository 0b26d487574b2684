//! Data sets that nobody has to be asked for: drawn from a seed, to resemble the files that membership inference is
//! usually tried on (Shokri et al. 2017).

mod check_ins;
mod people;
mod purchases;
#[cfg(test)]
mod statistics;

pub use check_ins::check_ins;
pub use purchases::purchases;
