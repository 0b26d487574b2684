//! Strong membership inference (Definition 2): tell a record x from a neighbour x' at distance r that is no member. The
//! paper's distance is Hamming's; records with numbers have others too ([`Metric`]).
//!
//! The paper scores it unpaired (AUC of records against neighbours); the definition is paired (the attacker gets both
//! and names one), and that is won more often. Neither measures membership alone: a random flip of a record with few
//! ones mostly adds a one, so rules that never ask the model win too. Hence the two controls. *Non-members as
//! originals*: what the model says of records that it never saw. *A model-free opponent*: what can be won without a
//! model.

mod game;
mod game_result;
mod neighbour;
mod pair;
mod run;
mod walk;

pub use game::{StrongMembership, StrongMembershipConfig, StrongMembershipResult};
pub use game_result::{ConfidenceChange, GameResult, Rules};
pub use neighbour::{Neighbour, changeable, draw_neighbour};
pub(crate) use pair::pair_result;
pub use pair::{PairResult, win};
pub use run::StrongMembershipRun;
pub(crate) use run::log_frequencies;
