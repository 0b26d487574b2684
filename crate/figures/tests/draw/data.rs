//! Findings of an independent implementation on the Location data (5 repeats), to draw from. Where it says nothing (the
//! controls, numbers of ones, intervals), plausible numbers stand in.

use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport, SideGuesses, SideImputed};
use nearmiss::distance::{DistanceGroup, DistanceReport};
use nearmiss::game::strong_membership::{ConfidenceChange, GameResult, Neighbour, PairResult, Rules};
use nearmiss::interval::{Interval, IntervalMethod};
use nearmiss::membership::MembershipResult;
use nearmiss::report::{Findings, StrongMembershipReport};
use nearmiss::sorted_map::SortedMap;

/// Figure 1: from, to, non-members, AUC.
const GROUPS: [(usize, usize, usize, f64); 13] = [
    (0, 19, 8, 0.4154),
    (20, 24, 16, 0.5779),
    (25, 29, 101, 0.655),
    (30, 34, 505, 0.7656),
    (35, 39, 1080, 0.8229),
    (40, 44, 1079, 0.8346),
    (45, 49, 772, 0.8046),
    (50, 54, 495, 0.7947),
    (55, 59, 319, 0.8237),
    (60, 69, 330, 0.7879),
    (70, 79, 164, 0.7757),
    (80, 99, 117, 0.7716),
    (100, 199, 24, 0.6738),
];

/// Figure 3: distance, AUC, paired success.
const STRONG: [(usize, f64, f64); 18] = [
    (1, 0.5297, 0.5886),
    (2, 0.5541, 0.6237),
    (3, 0.5724, 0.6458),
    (5, 0.602, 0.6757),
    (7, 0.6308, 0.7105),
    (10, 0.6691, 0.7415),
    (15, 0.7144, 0.78),
    (20, 0.748, 0.8061),
    (30, 0.8028, 0.8484),
    (50, 0.8562, 0.8842),
    (75, 0.8886, 0.9015),
    (100, 0.8966, 0.903),
    (150, 0.8822, 0.8836),
    (200, 0.854, 0.8553),
    (250, 0.8106, 0.8107),
    (300, 0.7741, 0.7761),
    (350, 0.7341, 0.7351),
    (400, 0.6951, 0.6966),
];

/// Figure 4, by the same distances: mean, standard deviation, seven quantiles, lower, equal, higher.
const CHANGES: [[f64; 12]; 18] = [
    [-0.00013, 0.0038, -0.00093, -0.000102, -1.43e-06, 0.0, 0.0, 4.53e-06, 1.8e-05, 0.382, 0.413, 0.205],
    [-0.00088, 0.014, -0.00809, -0.000437, -4.65e-06, 0.0, 0.0, 4.41e-06, 1.8e-05, 0.433, 0.381, 0.186],
    [-0.002, 0.0217, -0.0352, -0.00163, -1.1e-05, 0.0, 0.0, 4.29e-06, 1.93e-05, 0.468, 0.357, 0.176],
    [-0.00625, 0.04, -0.229, -0.0108, -4.3e-05, -1.19e-07, 0.0, 3.93e-06, 1.74e-05, 0.512, 0.327, 0.161],
    [-0.01196, 0.0566, -0.365, -0.0498, -0.000124, -3.58e-07, 0.0, 3.22e-06, 1.7e-05, 0.562, 0.296, 0.141],
    [-0.02138, 0.0762, -0.435, -0.158, -0.000648, -2.26e-06, 0.0, 2.86e-06, 1.66e-05, 0.609, 0.265, 0.126],
    [-0.03518, 0.0983, -0.485, -0.277, -0.00392, -1.51e-05, 0.0, 2.03e-06, 1.53e-05, 0.668, 0.224, 0.108],
    [-0.04578, 0.112, -0.496, -0.34, -0.0122, -6.21e-05, 0.0, 1.67e-06, 1.44e-05, 0.711, 0.191, 0.098],
    [-0.06, 0.125, -0.52, -0.385, -0.0401, -0.000486, -3.58e-07, 9.54e-07, 1.39e-05, 0.777, 0.143, 0.08],
    [-0.07769, 0.1401, -0.545, -0.428, -0.0835, -0.00287, -8.58e-06, 5.96e-07, 1.39e-05, 0.838, 0.092, 0.07],
    [-0.08602, 0.1452, -0.561, -0.437, -0.108, -0.00564, -3.98e-05, 8.34e-07, 1.48e-05, 0.874, 0.056, 0.071],
    [-0.09092, 0.1493, -0.57, -0.448, -0.12, -0.00722, -6.27e-05, 1.43e-06, 1.66e-05, 0.88, 0.045, 0.074],
    [-0.08669, 0.1464, -0.559, -0.44, -0.108, -0.00545, -3.17e-05, 2.74e-06, 2.05e-05, 0.861, 0.045, 0.094],
    [-0.07869, 0.1417, -0.558, -0.43, -0.0857, -0.00284, -7.87e-06, 4.65e-06, 2.38e-05, 0.828, 0.055, 0.117],
    [-0.07155, 0.137, -0.549, -0.42, -0.0632, -0.00128, -4.77e-07, 6.56e-06, 2.48e-05, 0.771, 0.079, 0.15],
    [-0.06311, 0.1294, -0.524, -0.4, -0.0436, -0.000464, 0.0, 8.46e-06, 2.75e-05, 0.726, 0.1, 0.174],
    [-0.05615, 0.1229, -0.512, -0.38, -0.0289, -0.000153, 0.0, 1.04e-05, 3e-05, 0.676, 0.118, 0.206],
    [-0.04991, 0.1159, -0.501, -0.358, -0.0185, -3.77e-05, 0.0, 1.15e-05, 3.1e-05, 0.626, 0.142, 0.233],
];

/// Pr[distance <= alpha] for members, and the advantage over non-members.
const WITHIN: [f64; 16] =
    [0.004, 0.007, 0.027, 0.088, 0.208, 0.363, 0.545, 0.720, 0.856, 0.938, 0.979, 0.994, 0.999, 1.0, 1.0, 1.0];
const ADVANTAGE: [f64; 16] =
    [0.004, 0.005, 0.019, 0.048, 0.106, 0.130, 0.124, 0.107, 0.079, 0.054, 0.021, 0.008, 0.002, 0.0, 0.0, 0.0];

/// Around a number.
pub fn interval(value: f64, half: f64) -> Interval {
    Interval { low: value - half, high: value + half, method: IntervalMethod::Repeats }
}

/// A change whose numbers don't matter much.
fn change(row: &[f64; 12], factor: f64) -> ConfidenceChange {
    ConfidenceChange {
        mean: factor * row[0],
        sd: row[1],
        quantiles: std::array::from_fn(|level| factor * row[2 + level]),
        lower: row[9],
        equal: row[10],
        higher: row[11],
    }
}

/// One side's game.
pub fn played(success: f64, model_free: f64) -> GameResult {
    let result = PairResult {
        auc: success - 0.1,
        auc_interval: interval(success - 0.1, 0.01),
        paired_success: success,
        paired_interval: interval(success, 0.02),
        tied: 0.3,
    };
    GameResult {
        n_pairs: 25_000,
        max_confidence: result.clone(),
        model_free,
        rules: Rules { fewer_ones: Some(model_free), frequencies: 0.95 * model_free },
        confidence_change: change(&CHANGES[0], 1.0),
        other_attacks: SortedMap::from([("log_odds".to_string(), result)]),
    }
}

/// Both sides' games at one distance.
pub fn strong_report(distance: usize, success: f64) -> StrongMembershipReport {
    let (members, non_members) = (played(success, 0.88), Some(played(0.5, 0.88)));
    StrongMembershipReport { distance, neighbour: Neighbour::Flip, members, non_members }
}

fn strong_membership() -> Vec<StrongMembershipReport> {
    let report = |((distance, auc, success), row): (&(usize, f64, f64), &[f64; 12])| {
        let rule = 1.0 - 0.12 / *distance as f64;
        let control = 0.5 + 0.25 * (*success - 0.5886).max(0.0);
        let mut report = StrongMembershipReport {
            distance: *distance,
            neighbour: Neighbour::Flip,
            members: played(*success, rule),
            non_members: Some(played(control, rule)),
        };
        report.members.max_confidence.auc = *auc;
        report.members.max_confidence.auc_interval = interval(*auc, 0.004 + 0.0003 * *distance as f64);
        report.members.confidence_change = change(row, 1.0);
        report.non_members.as_mut().expect("just made").confidence_change = change(row, 0.3);
        report
    };
    STRONG.iter().zip(&CHANGES).map(report).collect()
}

/// Distances of one side's guesses around a mean, as from `n` records.
fn side(n_unknown: usize, n: usize, mean: f64, within: Vec<f64>) -> SideGuesses {
    // Deterministic and bell-shaped: the sum of three equidistributed sequences.
    let draw = |k: usize| {
        let part = |step: f64| (k as f64 * step).fract() - 0.5;
        (mean + 1.6 * (part(0.618_034) + part(0.414_214) + part(0.732_051))).clamp(0.0, n_unknown as f64)
    };
    SideGuesses {
        mean_hamming: mean,
        mean_hamming_interval: interval(mean, 0.25),
        exact_rate: within[0],
        rank_of_truth: 0.2,
        within,
        distances: (1..=n).map(draw).collect(),
    }
}

/// Guesses of `n` records of each side, and the baselines' means.
pub fn attribute_report(n_unknown: usize, n: usize, means: [f64; 4]) -> AttributeInferenceReport {
    let alphas = || 0..=n_unknown;
    let share = 6.27 / 15.0 * n_unknown as f64;
    let members = side(n_unknown, n, share, alphas().map(|a| WITHIN[a * 15 / n_unknown]).collect());
    let within = alphas().map(|a| WITHIN[a * 15 / n_unknown] - ADVANTAGE[a * 15 / n_unknown]).collect();
    let non_members = side(n_unknown, n, 6.98 / 6.27 * share, within);
    let advantage: Vec<f64> = alphas().map(|a| ADVANTAGE[a * 15 / n_unknown]).collect();
    let advantage_intervals = advantage[..n_unknown].iter().map(|a| interval(*a, 0.02 + 0.4 * a)).collect();
    let attack = AttributeAttackReport {
        members,
        non_members,
        advantage,
        advantage_intervals,
        adds: None,
        gains: vec![],
        surest: vec![],
    };
    let baseline = |(by, mean): (Imputation, f64)| {
        let side = |mean| SideImputed { mean_hamming: mean, mean_hamming_interval: interval(mean, 0.2) };
        (by.name().to_string(), BaselineReport { members: side(mean), non_members: side(0.97 * mean) })
    };
    AttributeInferenceReport {
        unknown: (0..n_unknown).collect(),
        n_completions: 1 << n_unknown,
        max_confidence: attack.clone(),
        log_odds: attack,
        baselines: Imputation::ALL.into_iter().zip(means).map(baseline).collect(),
        people: vec![],
        surest_of_regression: vec![],
    }
}

fn distances() -> DistanceReport {
    let group = |(from, to, n, auc): &(usize, usize, usize, f64)| DistanceGroup {
        from: *from,
        to: (*to).min(140),
        n: *n,
        auc: *auc,
        auc_interval: interval(*auc, (0.7 / (*n as f64).sqrt()).min(0.35)),
        mean_ones: Some(10.0 + 0.85 * (from + to) as f64 / 2.0 + if *n < 10 { 3.125 } else { 0.0 }),
    };
    let spread = |(from, to, n, _): &(usize, usize, usize, f64)| {
        let (from, to) = ((*from).max(15), (*to).min(140));
        let (width, n) = (to + 1 - from, *n);
        (from..=to).map(move |d| (d, n / width + usize::from(d - from < n % width))).filter(|(_, n)| *n > 0)
    };
    DistanceReport {
        histogram: GROUPS.iter().flat_map(spread).collect(),
        mean: 46.07,
        sd: 12.88,
        ones_correlation: Some(0.93),
        confidence_correlation: Some(-0.014),
        groups: GROUPS.iter().map(group).collect(),
    }
}

/// All together.
pub fn findings() -> Findings {
    let membership = MembershipResult {
        auc: 0.8035,
        auc_interval: interval(0.8035, 0.018),
        advantage: 0.62,
        game_advantage: 0.61,
        game_advantage_interval: interval(0.61, 0.02),
        tpr_at_fpr: SortedMap::new(),
        tpr_intervals: SortedMap::new(),
    };
    Findings {
        train_accuracy: Some(1.0),
        test_accuracy: Some(0.67),
        membership: SortedMap::from([("max_confidence".to_string(), membership)]),
        non_member_distance: Some(distances()),
        strong_membership: strong_membership(),
        attribute_inference: Some(attribute_report(15, 250, [7.5, 3.68, 3.31, 2.45])),
    }
}
