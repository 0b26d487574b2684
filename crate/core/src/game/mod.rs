//! The games of the main paper: what an attacker is shown, and what counts as winning.

pub mod strong_membership;
