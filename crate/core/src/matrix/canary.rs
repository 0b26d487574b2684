//! The most vulnerable records: mislabelled ones, which a model can only know by heart (Aerni, Zhang and Tramèr 2024). What
//! protects most people may leave those few bare.

use super::resampling::{LOW_FPR, N_DRAWS, Resampling};
use crate::answer::finite;
use crate::bootstrap;
use crate::defence::Defence;
use crate::interval::{Interval, IntervalMethod};
use crate::membership::{Attack, AttackContext, LiraOnline};
use crate::mlp::Workspace;
use crate::roc::Ranked;
use serde::{Deserialize, Serialize};

/// What the likelihood-ratio attack, with models that were trained behind the same defence and are asked behind it, tells of
/// canaries, over all pairs of a canary and a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Canaries {
    /// How many there are.
    pub n_canaries: usize,
    /// Models, each with half of them, that are attacked in turn.
    pub n_models: usize,
    /// Of pairs in which the model was trained on the canary against the others.
    pub auc: f64,
    /// 95 %, over canaries.
    pub auc_interval: Interval,
    /// True-positive rate at a false-positive rate of 1 %, one threshold for all pairs.
    pub tpr: f64,
    /// 95 %, over canaries.
    pub tpr_interval: Interval,
}

/// What is told behind a defence; none where the attack can't be carried out.
pub(super) fn told(context: &mut AttackContext, defence: &Defence) -> Option<Canaries> {
    let AttackContext { target, in_out, .. } = context;
    std::iter::once(target).chain(in_out).for_each(|model| model.release(defence));
    let (n_models, n) = (context.in_out.len(), context.n_real);
    let (mut scores, mut is_member) = (Vec::new(), Vec::new());
    let mut workspace = Workspace::default();
    for model in 0..n_models {
        context.attack_model(model + 1);
        let attacker = LiraOnline.begin(context);
        for row in 0..attacker.as_ref().map_or(0, |_| n) {
            scores.extend(attacker.as_ref().map(|a| finite(a.score(context, row, &mut workspace))));
            is_member.push(context.is_member(row));
        }
    }
    context.attack_model(0);
    if scores.is_empty() {
        return None;
    }
    let ranked = Ranked::new(&scores, |place| is_member[place]);
    let resampling = Resampling::draw(N_DRAWS, n, None, context.seed);
    let interval = |rate: f64, mut values: Vec<f64>| {
        let (low, high) = bootstrap::percentiles(&mut values);
        Interval::or_of_few(rate, n, Interval { low, high, method: IntervalMethod::Bootstrap })
    };
    let (aucs, tprs) = resampling.rates(&ranked).map(|rates| (rates.auc, rates.tpr)).unzip();
    let rates = ranked.rates_of_all(LOW_FPR);
    Some(Canaries {
        n_canaries: n,
        n_models,
        auc: rates.auc,
        auc_interval: interval(rates.auc, aucs),
        tpr: rates.tpr,
        tpr_interval: interval(rates.tpr, tprs),
    })
}
