//! The likelihood-ratio attack (Carlini et al. 2022): how likely is the target's confidence under models that were
//! trained on the record, and under models that weren't?
//!
//! The confidence is φ = log p_y - log sum_{k != y} p_k. Its distributions are taken as normal, with the median over models
//! as the mean and, since there are few models, one variance for all records. Near misses are left to the offline attack:
//! the online one would have to be told which of the two its own models were trained on.

use super::attack::{Attack, Attacker, Thresholds};
use super::context::{AttackContext, QueriedModel};
use super::needs::{Access, Needs, OtherData};
use crate::mlp::Workspace;
use crate::order;

/// log N(φ; in) - log N(φ; out), with models trained on half of members and non-members.
pub struct LiraOnline;

/// (φ - mean out) / deviation out, with models that the attacker trained on his own records: in the order of
/// 1 - Pr[N(out) > φ].
pub struct LiraOffline;

/// Models of either kind that a record needs.
const FEWEST: usize = 2;

struct LiraAttacker {
    /// By subject, the median φ of models that were trained on it; of the offline attack, none.
    mean_in: Option<Vec<f64>>,
    /// By subject, of models that weren't.
    mean_out: Vec<f64>,
    /// Of all records' φ around their means.
    deviation: [f64; 2],
    thresholds: Option<Thresholds>,
}

impl Attack for LiraOnline {
    fn name(&self) -> &'static str {
        "lira_online"
    }

    fn title(&self) -> &'static str {
        "LiRA, online"
    }

    fn needs(&self) -> Needs {
        let other_data = OtherData::InOutModels;
        Needs { access: Access::Confidences, label: true, other_data, n_queries: 1 }
    }

    fn deviation(&self) -> &'static str {
        "The published attack has two variances for each record from many models; here one of models trained on the record and one of the others are shared by all records, as its authors advise for few models."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        let [of_in, of_out] = split(context, &context.known_in_out());
        if of_in.iter().chain(&of_out).any(|of_record| of_record.len() < FEWEST) {
            return None;
        }
        let (mean_in, mean_out) = (medians(&of_in), medians(&of_out));
        let deviation = [pooled(&of_in, &mean_in, context.n_real), pooled(&of_out, &mean_out, context.n_real)];
        let by_class = vec![0.0; context.schema.classes.len()];
        let thresholds = Some(Thresholds { global: 0.0, by_class });
        Some(Box::new(LiraAttacker { mean_in: Some(mean_in), mean_out, deviation, thresholds }))
    }
}

impl Attack for LiraOffline {
    fn name(&self) -> &'static str {
        "lira_offline"
    }

    fn title(&self) -> &'static str {
        "LiRA, offline"
    }

    fn needs(&self) -> Needs {
        Needs { access: Access::Confidences, label: true, other_data: OtherData::ManyModels, n_queries: 1 }
    }

    fn deviation(&self) -> &'static str {
        "With one variance for all records, as its authors advise for few models, it comes to the confidence less what other models say of the record: a calibration by difficulty."
    }

    fn begin(&self, context: &AttackContext) -> Option<Box<dyn Attacker>> {
        let [_, of_out] = split(context, &context.shadows.iter().collect::<Vec<&QueriedModel>>());
        if of_out.iter().any(|of_record| of_record.len() < FEWEST) {
            return None;
        }
        let mean_out = medians(&of_out);
        let deviation = [1.0, pooled(&of_out, &mean_out, context.n_real)];
        Some(Box::new(LiraAttacker { mean_in: None, mean_out, deviation, thresholds: None }))
    }
}

impl Attacker for LiraAttacker {
    fn knows_the_target(&self) -> bool {
        self.mean_in.is_some()
    }

    fn score(&self, context: &AttackContext, row: usize, _workspace: &mut Workspace) -> f64 {
        let phi = phi(context, &context.target, row);
        let out = (phi - self.mean_out[row]) / self.deviation[1];
        match &self.mean_in {
            None => out,
            Some(mean_in) => {
                let of_in = (phi - mean_in[row]) / self.deviation[0];
                let [log_in, log_out] = self.deviation.map(libm::log);
                (-0.5 * of_in * of_in - log_in) - (-0.5 * out * out - log_out)
            }
        }
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}

fn phi(context: &AttackContext, asked: &QueriedModel, row: usize) -> f64 {
    let answer = context.of_subject(asked, row);
    answer.log_odds_of(answer.label)
}

/// By subject, φ of the models that were trained on it, and of those that weren't.
fn split(context: &AttackContext, models: &[&QueriedModel]) -> [Vec<Vec<f64>>; 2] {
    let mut split = [vec![Vec::new(); context.subjects.len()], vec![Vec::new(); context.subjects.len()]];
    for model in models {
        for (row, record) in context.subjects.records.iter().enumerate() {
            split[usize::from(!model.trained_on[*record])][row].push(phi(context, model, row));
        }
    }
    split
}

fn medians(of_subjects: &[Vec<f64>]) -> Vec<f64> {
    let median = |values: &Vec<f64>| {
        let mut sorted = values.clone();
        order::ascending(&mut sorted);
        f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
    };
    of_subjects.iter().map(median).collect()
}

/// The standard deviation of the values of the first `n` subjects around their means.
fn pooled(of_subjects: &[Vec<f64>], means: &[f64], n: usize) -> f64 {
    let (mut squares, mut n_values) = (0.0, 0);
    for (values, mean) in of_subjects.iter().zip(means).take(n) {
        squares += values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        n_values += values.len();
    }
    (squares / n_values.max(1) as f64).sqrt() + 1e-30
}
