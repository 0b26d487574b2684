//! The lesson: its steps, what a person staked before each reveal, and what came out. No browser here.
//!
//! A stake is locked before its figure appears and stays; what came out is written down once it is there, so that other
//! data, or another seed, take nothing from the last page.

mod outcome;
mod place;
mod stake;
mod state;
mod step;
pub mod text;
mod wish;

pub(crate) use outcome::{ALPHA, BASE_RATE, accuse, nearest_game, of_100, title, within};
pub use outcome::{Results, Verdict, Verdicts, outcome, said};
pub use place::{Place, Station};
pub use stake::{Guesser, Sort, Stakes, TRIED};
pub use state::{Act, Lesson, Outcome};
pub use step::Step;
pub use wish::{ROUNDS, Wish, is_over, wish};
