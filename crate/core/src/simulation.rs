//! Simulations of sentences that conclude: how often each is said of a model that leaks nothing, and of one that does.
//!
//! Two hundred draws in a test; two thousand where `NEARMISS_LONG` is set, as `cargo xtask test --long` does. Each prints what
//! it counted.

/// Draws of a simulation.
pub(crate) fn n_draws() -> u64 {
    if std::env::var_os("NEARMISS_LONG").is_some() { 2000 } else { 200 }
}

/// Draws of those for which something holds.
pub(crate) fn count(holds: impl FnMut(&u64) -> bool) -> u64 {
    (0..n_draws()).filter(holds).count() as u64
}

/// A sentence that is false in all draws was said in so many of them. A rule that errs in 5 % of cases says it in more than 25
/// of 200, or 160 of 2,000, once in 10^5 times.
pub(crate) fn is_rare(sentence: &str, said: u64) {
    let n = n_draws();
    eprintln!("simulation: {sentence}: said in {said} of {n} where it is false");
    assert!(said <= if n == 200 { 25 } else { n * 8 / 100 }, "{sentence}: {said} of {n}");
}

/// A sentence that is true in all draws was said in so many.
pub(crate) fn is_usual(sentence: &str, said: u64) {
    let n = n_draws();
    eprintln!("simulation: {sentence}: said in {said} of {n} where it is true");
    assert!(said >= n * 8 / 10, "{sentence}: {said} of {n}");
}

/// Intervals that held the truth in so many draws, of a mean width. Those that cover 95 % are below 93 % less four standard
/// errors once in 10^6 times.
pub(crate) fn covers(interval: &str, n_held: u64, mean_width: f64) {
    let n = n_draws();
    let held = n_held as f64 / n as f64;
    eprintln!("simulation: {interval}: {held:.3} held the truth, mean width {mean_width:.3}");
    let least = if n == 200 { 0.93 - 4.0 * (0.93 * 0.07 / n as f64).sqrt() } else { 0.93 };
    assert!(held >= least, "{interval}: {held}");
}
