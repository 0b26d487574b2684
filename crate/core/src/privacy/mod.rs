//! What differential privacy promises: the epsilon that training with noise spends, and what it leaves to any attack.
//!
//! Two data sets are neighbours if one has one record more than the other. Training is (epsilon, delta)-private if no set
//! of outcomes is more than e^epsilon times as probable, plus delta, on one neighbour as on the other (Dwork and Roth
//! 2014, definition 2.4). A step of DP-SGD (Abadi et al. 2016) takes each record with one probability, clips its gradient
//! and adds Gaussian noise. What all steps together promise is read off the distribution of their privacy loss: a
//! [`Guarantee`]. The Rényi accountant in [`rdp`] is older and looser, and stays as a check and to choose a grid by.
//!
//! All of it supposes that the noise is secret. Here it follows from the experiment's seed.

mod fourier;
mod guarantee;
mod loss_distribution;
pub mod rdp;
mod step;

pub use guarantee::{Guarantee, delta_for};

#[cfg(test)]
mod tests;
