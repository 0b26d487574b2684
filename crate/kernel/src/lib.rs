//! The loops that take the time, for the widest registers there are.
//!
//! Everything is written once, for any width ([`pulp::Simd`]), and compiled for several; which one runs is found out when
//! the program starts ([`Registers`]). The width never changes a bit: it runs over elements that have nothing to do with
//! each other, every sum adds its terms in one order, and no multiply-add is fused.
//!
//! No loop is put into the function that calls it (`inline(never)`): in the page that one is made small, and what is in it
//! with it.

pub mod corners;
pub mod count;
pub mod elementwise;
pub mod expected_ones;
pub mod product;
mod random;
mod registers;
pub mod sparse;

pub use random::Rng;
#[cfg(not(target_arch = "wasm32"))]
pub use registers::LimitError;
pub use registers::Registers;
