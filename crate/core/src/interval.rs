//! How sure a number is: 95 % intervals, each with the name of its method.

use crate::beta::beta_quantile;
use crate::cluster;
use crate::normal::normal_quantile;
use serde::{Deserialize, Serialize};

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// Of one AUC: DeLong, DeLong and Clarke-Pearson (1988).
    Delong,
    /// Student's t, from the spread over records.
    Records,
    /// Normal, from the spread over records, all observations of one record (of own data also of equal records and of one
    /// person) counted as one.
    Clusters,
    /// Student's t, from the spread over clusters of records that hang together, each one observation.
    RecordClusters,
    /// Of a rate: Clopper and Pearson's exact one (1934), also where a spread of 0 says nothing.
    Exact,
    /// Of a rate in few observations: Wilson's score interval (1927). The mean of any numbers from 0 to 1 spreads no more
    /// than a rate.
    Wilson,
    /// Of a difference of two rates: Newcombe's (1998, method 10) from Wilson's of each.
    Newcombe,
    /// Student's t, from the spread over repeats.
    Repeats,
    /// Of a rate at a threshold that these records set: members and non-members drawn again, 999 times (Efron 1979).
    Bootstrap,
    /// The same of few non-members: the threshold's place among them is binomial, and members above have Clopper and
    /// Pearson's interval.
    OrderStatistics,
    /// Student's t, from the spread over records, drawn again together for all trainings, and over trainings.
    RecordsAndTrainings,
}

impl IntervalMethod {
    /// Its name in the page and in tables.
    pub fn title(self) -> &'static str {
        match self {
            IntervalMethod::Delong => "DeLong",
            IntervalMethod::Records => "t over records",
            IntervalMethod::Clusters => "normal, clusters by record",
            IntervalMethod::RecordClusters => "t over clusters of records",
            IntervalMethod::Exact => "Clopper-Pearson",
            IntervalMethod::Wilson => "Wilson, few records",
            IntervalMethod::Newcombe => "Newcombe, over records",
            IntervalMethod::Repeats => "t over repeats on these data",
            IntervalMethod::Bootstrap => "bootstrap of both sides",
            IntervalMethod::OrderStatistics => "exact, threshold and rate",
            IntervalMethod::RecordsAndTrainings => "t over records and trainings",
        }
    }
}

/// A two-sided 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How it was made.
    pub method: IntervalMethod,
}

/// The 97.5 % point of the normal distribution.
pub(crate) const Z_95: f64 = 1.959963984540054;

/// The values that a rate can have.
pub(crate) const RATE: (f64, f64) = (0.0, 1.0);
/// The values that a difference of two rates can have.
pub(crate) const DIFFERENCE: (f64, f64) = (-1.0, 1.0);
/// The values that a distance can have.
pub(crate) const DISTANCE: (f64, f64) = (0.0, f64::INFINITY);

impl Interval {
    /// `mean` ± 1.96 `standard_error`, cut to what the number can be.
    pub fn normal(mean: f64, standard_error: f64, range: (f64, f64), method: IntervalMethod) -> Interval {
        Interval::around(mean, Z_95 * standard_error, range, method)
    }

    /// Of an AUC from its standard error, on the logit scale, which keeps it in range: near 1 the same error to either side
    /// covers too rarely. At 0 or 1, where the error says nothing, all of one point.
    pub(crate) fn of_auc(auc: f64, standard_error: f64, method: IntervalMethod) -> Interval {
        let product = auc * (1.0 - auc);
        if product <= 0.0 {
            return Interval { low: auc, high: auc, method };
        }
        let (odds, factor) = (auc / (1.0 - auc), libm::exp(Z_95 * standard_error / product));
        let share = |odds: f64| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
        Interval { low: share(odds / factor), high: share(odds * factor), method }
    }

    /// Of a rate from `n` observations that may hang together in a way that `otherwise` knows: at 0 or 1, where a
    /// standard error is 0 and says nothing, Clopper and Pearson's exact interval; from fewer than 10, where it says
    /// little, Wilson's; else `otherwise`.
    pub fn or_of_few(rate: f64, n: usize, otherwise: Interval) -> Interval {
        match rate {
            1.0 => Interval::exact_of_rate(n.max(1), n.max(1)),
            0.0 => Interval::exact_of_rate(0, n.max(1)),
            _ if n < Interval::FEW => Interval::of_rate(rate, n),
            _ => otherwise,
        }
    }

    /// Observations below which a standard error is not to be trusted.
    const FEW: usize = 10;

    /// Clopper and Pearson's, of a rate with `n_hits` in `n` independent observations: the rates at which neither so many
    /// hits or more nor so many or fewer have a probability below 2.5 %. It covers the true rate in 95 % of cases or more,
    /// whatever the rate and `n`. All that is possible where `n` is 0.
    ///
    /// # Panics
    ///
    /// If there are more hits than observations.
    pub fn exact_of_rate(n_hits: usize, n: usize) -> Interval {
        Interval::exact_with_tails(n_hits, n, 0.025)
    }

    /// The same with another probability beyond either end.
    pub(crate) fn exact_with_tails(n_hits: usize, n: usize, tail: f64) -> Interval {
        assert!(n_hits <= n, "{n_hits} hits of {n}");
        let (hits, misses) = (n_hits as f64, (n - n_hits) as f64);
        // Of all hits or none, the rate whose n-th power is that probability.
        let far = libm::pow(tail, 1.0 / n.max(1) as f64);
        let low = match (n_hits, n - n_hits) {
            (0, _) => 0.0,
            (_, 0) => far,
            _ => beta_quantile(hits, misses + 1.0, tail),
        };
        let high = match (n_hits, n - n_hits) {
            (_, 0) => 1.0,
            (0, _) => 1.0 - far,
            _ => beta_quantile(hits + 1.0, misses, 1.0 - tail),
        };
        Interval { low, high, method: IntervalMethod::Exact }
    }

    /// Wilson's, of a rate, or of the mean of numbers from 0 to 1, in `n` independent observations.
    pub fn of_rate(rate: f64, n: usize) -> Interval {
        let (n, z2) = (n.max(1) as f64, Z_95 * Z_95);
        let middle = (rate + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z_95 / (1.0 + z2 / n) * (rate * (1.0 - rate) / n + z2 / (4.0 * n * n)).max(0.0).sqrt();
        Interval::around(middle, half, RATE, IntervalMethod::Wilson)
    }

    /// Of the mean of one number a record: Student's t; of a single one, all that is possible. `range` is finite.
    pub fn over_records(values: &[f64], range: (f64, f64)) -> Interval {
        let (mean, standard_error) = mean_and_error(values);
        if values.len() < 2 {
            return Interval { low: range.0, high: range.1, method: IntervalMethod::Records };
        }
        let half = student_t_95(values.len() - 1) * standard_error;
        Interval::around(mean, half, range, IntervalMethod::Records)
    }

    /// The same where records come in clusters that count once each; [`Interval::over_records`] without clusters.
    pub(crate) fn over_clusters(values: &[f64], clusters: Option<&[usize]>, range: (f64, f64)) -> Interval {
        let Some(clusters) = clusters else { return Interval::over_records(values, range) };
        let n_clusters = cluster::n_clusters(clusters);
        if n_clusters < 2 {
            return Interval { low: range.0, high: range.1, method: IntervalMethod::RecordClusters };
        }
        let (mean, _) = mean_and_error(values);
        let half = student_t_95(n_clusters - 1) * cluster::error_of_mean(values, clusters);
        Interval::around(mean, half, range, IntervalMethod::RecordClusters)
    }

    /// Of the difference of two independent rates, or means of numbers from 0 to 1: each with its observations.
    pub fn of_difference((a, n_a): (f64, usize), (b, n_b): (f64, usize)) -> Interval {
        let (of_a, of_b) = (Interval::of_rate(a, n_a), Interval::of_rate(b, n_b));
        let root = |x: f64, y: f64| (x * x + y * y).sqrt();
        Interval {
            low: a - b - root(a - of_a.low, of_b.high - b),
            high: a - b + root(of_a.high - a, b - of_b.low),
            method: IntervalMethod::Newcombe,
        }
    }

    /// Of the difference of two independent numbers, each with its own interval: the square-and-add rule (Zou and Donner
    /// 2008). `n_looks` differences that are looked at together are all covered in 95 % of cases (Bonferroni): their
    /// intervals are wider by as much as a normal one would be.
    pub fn difference_of((a, of_a): (f64, Interval), (b, of_b): (f64, Interval), n_looks: usize) -> Interval {
        let factor = normal_quantile(1.0 - 0.025 / n_looks.max(1) as f64) / Z_95;
        let reach = |x: f64, y: f64| factor * (x * x + y * y).sqrt();
        Interval {
            low: (a - b - reach(a - of_a.low, of_b.high - b)).max(-1.0),
            high: (a - b + reach(of_a.high - a, b - of_b.low)).min(1.0),
            method: of_a.method,
        }
    }

    /// The same as a multiple: `factor` times both ends, then `shift` added.
    pub fn scaled(self, factor: f64, shift: f64) -> Interval {
        Interval { low: factor * self.low + shift, high: factor * self.high + shift, ..self }
    }

    fn around(mean: f64, half: f64, (least, most): (f64, f64), method: IntervalMethod) -> Interval {
        Interval { low: (mean - half).max(least), high: (mean + half).min(most), method }
    }
}

/// Mean of one number a repeat, with its interval: Student's t. For a single repeat, and where repeats don't differ at
/// all, the first repeat's own.
///
/// # Panics
/// Without any.
pub(crate) fn over_repeats(each: &[(f64, Interval)], range: (f64, f64)) -> (f64, Interval) {
    if let [(value, interval)] = each {
        return (*value, *interval);
    }
    let values: Vec<f64> = each.iter().map(|(value, _)| *value).collect();
    let (mean, standard_error) = mean_and_error(&values);
    if standard_error == 0.0 {
        return each[0];
    }
    let half = student_t_95(values.len() - 1) * standard_error;
    (mean, Interval::around(mean, half, range, IntervalMethod::Repeats))
}

/// The same where repeats have weights (records that a number is about): weight, number, its own interval.
pub(crate) fn over_repeats_weighted(each: &[(f64, f64, Interval)], range: (f64, f64)) -> (f64, Interval) {
    if let [(_, value, interval)] = each {
        return (*value, *interval);
    }
    let weight: f64 = each.iter().map(|(weight, ..)| weight).sum();
    let mean = each.iter().map(|(weight, value, _)| weight * value).sum::<f64>() / weight;
    let n = each.len() as f64;
    let squares: f64 = each
        .iter()
        .map(|(own, value, _)| {
            let off = own * (value - mean);
            off * off
        })
        .sum();
    let standard_error = (squares * n / (n - 1.0)).sqrt() / weight;
    if standard_error == 0.0 {
        return (mean, each[0].2);
    }
    let half = student_t_95(each.len() - 1) * standard_error;
    (mean, Interval::around(mean, half, range, IntervalMethod::Repeats))
}

/// Mean of one number a repeat.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, n) = values.into_iter().fold((0.0, 0), |(sum, n), value| (sum + value, n + 1));
    sum / f64::from(n)
}

/// Mean of some values and the standard error of this mean; 0 for a single value.
pub(crate) fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, if n > 1.0 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 })
}

/// The 97.5 % point of Student's t distribution.
fn student_t_95(degrees: usize) -> f64 {
    student_t(degrees as f64, 0.025)
}

/// The point of Student's t distribution above which a probability lies that is below a half: its square is that of a beta
/// variable x as n (1 - x) / x, n the degrees of freedom (DLMF 8.17.26).
pub(crate) fn student_t(degrees: f64, tail: f64) -> f64 {
    let x = beta_quantile(0.5 * degrees, 0.5, 2.0 * tail);
    (degrees * (1.0 - x) / x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_the_reach_of_both() {
        let of =
            |rate, half: f64| (rate, Interval { low: rate - half, high: rate + half, method: IntervalMethod::Delong });
        let one = Interval::difference_of(of(0.6, 0.03), of(0.5, 0.04), 1);
        assert!((one.low - 0.05).abs() < 1e-9 && (one.high - 0.15).abs() < 1e-9, "{one:?}");
        let of_five = Interval::difference_of(of(0.6, 0.03), of(0.5, 0.04), 5);
        assert!((of_five.low - (0.1 - 0.05 * 2.575829304 / Z_95)).abs() < 1e-9, "{of_five:?}");
    }

    #[test]
    fn t_points_match_printed_tables() {
        for (degrees, expected) in
            [(1, 12.7062), (2, 4.3027), (10, 2.2281), (30, 2.0423), (40, 2.0211), (49, 2.0096), (120, 1.9799)]
        {
            assert!((student_t_95(degrees) - expected).abs() < 1e-4, "{degrees}: {}", student_t_95(degrees));
        }
        assert!((student_t_95(31) - 2.039513).abs() < 1e-6 && (student_t(2.0, 0.00625) - 8.860).abs() < 1e-3);
        assert!((student_t(1e6, 0.025) - Z_95).abs() < 1e-5, "{}", student_t(1e6, 0.025));
    }

    #[test]
    fn over_repeats_is_students_t() {
        let own = Interval { low: 0.1, high: 0.9, method: IntervalMethod::Delong };
        assert_eq!(over_repeats(&[(0.5, own)], RATE), (0.5, own));
        let (mean, interval) = over_repeats(&[(0.5, own), (0.6, own), (0.7, own)], RATE);
        // Standard deviation .1, so ± 4.3027 · .1 / sqrt(3).
        assert!((mean - 0.6).abs() < 1e-12 && (interval.high - mean - 0.248414).abs() < 1e-5, "{interval:?}");
        assert_eq!(interval.method, IntervalMethod::Repeats);
        let weighted = over_repeats_weighted(&[(7.0, 0.5, own), (7.0, 0.6, own), (7.0, 0.7, own)], RATE);
        assert!((weighted.0 - mean).abs() < 1e-12 && (weighted.1.high - interval.high).abs() < 1e-12);
    }

    #[test]
    fn rates_have_the_printed_intervals() {
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
        for (count, n, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = Interval::of_rate(f64::from(count) / f64::from(n), n as usize);
            assert!((interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4, "{interval:?}");
        }
        // Newcombe (1998), "Interval estimation for the difference between independent proportions", table II, method
        // 10: 56/70 - 48/80, and 0/10 - 0/20.
        for (a, b, low, high) in [
            ((56.0 / 70.0, 70), (48.0 / 80.0, 80), 0.0524, 0.3339),
            ((0.0, 10), (0.0, 20), -0.1611, 0.2775),
            ((1.0, 10), (0.0, 10), 0.6075, 1.0),
        ] {
            let interval = Interval::of_difference(a, b);
            assert!((interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4, "{interval:?}");
        }
    }

    #[test]
    fn exact_intervals_have_the_printed_ends() {
        // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 5; all of them
        // by mpmath's betainc.
        for (n_hits, n, low, high) in [
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1684),
            (1, 29, 0.0009, 0.1776),
            (0, 10, 0.0, 0.3085),
            (5, 10, 0.1871, 0.8129),
            (10, 10, 0.6915, 1.0),
        ] {
            let interval = Interval::exact_of_rate(n_hits, n);
            let near = (interval.low - low).abs() <= 5.1e-5 && (interval.high - high).abs() <= 5.1e-5;
            assert!(near && interval.method.title() == "Clopper-Pearson", "{n_hits} of {n}: {interval:?}");
        }
        let rare = Interval::exact_of_rate(1, 1000);
        assert!((rare.low - 2.53e-5).abs() < 5e-8 && (rare.high - 0.00556).abs() < 5e-6, "{rare:?}");
        assert_eq!(Interval::exact_of_rate(0, 0), Interval { low: 0.0, high: 1.0, method: IntervalMethod::Exact });
    }

    #[test]
    fn exact_intervals_end_where_a_tail_is_2_5_percent() {
        for (n_hits, n) in [(1, 2), (3, 7), (29, 30), (1, 200), (150, 200)] {
            let sum = |k: std::ops::RangeInclusive<usize>, rate: f64| -> f64 {
                let term = |k: usize| {
                    let choose = (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64);
                    choose * libm::pow(rate, k as f64) * libm::pow(1.0 - rate, (n - k) as f64)
                };
                k.map(term).sum()
            };
            let interval = Interval::exact_of_rate(n_hits, n);
            let (or_more, or_fewer) = (sum(n_hits..=n, interval.low), sum(0..=n_hits, interval.high));
            assert!(
                (or_more - 0.025).abs() < 1e-11 && (or_fewer - 0.025).abs() < 1e-11,
                "{n_hits} of {n}: {interval:?}"
            );
        }
    }

    #[test]
    fn few_observations_have_wide_intervals() {
        let sure = Interval { low: 0.29, high: 0.31, method: IntervalMethod::Delong };
        let of_one = Interval::or_of_few(0.3, 1, sure);
        assert!(of_one.low < 0.05 && of_one.high > 0.85 && of_one.method == IntervalMethod::Wilson, "{of_one:?}");
        assert_eq!(Interval::or_of_few(0.3, 10, sure), sure);
        assert_eq!(Interval::over_records(&[3.0], (0.0, 15.0)).high, 15.0);
        let own = Interval { low: 0.0, high: 0.2, method: IntervalMethod::Exact };
        assert_eq!(over_repeats(&[(0.0, own), (0.0, own)], RATE), (0.0, own));
        assert_eq!(over_repeats_weighted(&[(1.0, 0.0, own), (2.0, 0.0, own)], RATE), (0.0, own));
    }

    #[test]
    fn intervals_are_cut_to_what_is_possible() {
        let interval = Interval::normal(0.99, 0.1, RATE, IntervalMethod::Clusters);
        assert_eq!(interval.high, 1.0);
        // Two degrees of freedom: 2 - 4.3027 / sqrt(3) is below 0.
        assert_eq!(Interval::over_records(&[1.0, 2.0, 3.0], (0.0, 9.0)).low, 0.0);
    }
}
