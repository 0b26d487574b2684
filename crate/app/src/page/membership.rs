//! Station 2: who was in the training data?

use super::chart::Chart;
use super::control::{choice, slider, table};
use super::ui::{Context, UiChange};
use super::words::{auc_in_words, interval, percent, three};
use nearmiss::membership::{ATTACKS, MembershipResult};
use nearmiss::roc::RocCurve;
use nearmiss_figures::{Roc, ScoreHistogram, ScoreScale};
use yew::prelude::*;

/// The membership section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    html! {
        <section class="station" aria-labelledby="membership-heading">
            <h2 id="membership-heading" tabindex="-1"><span class="number">{ "2" }</span>{ "Member or not?" }</h2>
            <p>
                { "The attacker has a whole record and asks the model about it. Models are surer about what they have seen. So: call a record a " }
                <span class="members">{ "member" }</span>{ " if the model's confidence is above a threshold. Move the threshold." }
            </p>
            { body(context) }
        </section>
    }
}

/// Both figures at the threshold set, once both sides are scored.
pub(crate) fn figures(context: &Context<'_>) -> Option<(ScoreHistogram, Roc)> {
    let Context { session, ui, .. } = context;
    let [Some(members), Some(non_members)] = &session.results.scores else { return None };
    let attack = ATTACKS[ui.attack];
    let curve = session.curves.as_ref()?[ui.attack].clone();
    let mut histogram = ScoreHistogram {
        attack_title: attack.title().to_string(),
        members: members.scores[ui.attack].clone(),
        non_members: non_members.scores[ui.attack].clone(),
        scale: match attack.name() {
            "max_confidence" => ScoreScale::Probability,
            "log_odds" => ScoreScale::Logit,
            _ => ScoreScale::Plain,
        },
        threshold: 0.0,
    };
    histogram.threshold = histogram.from_axis(on_axis(ui.thresholds.get(&ui.attack).copied(), &histogram, &curve));
    let roc = Roc {
        attack_title: attack.title().to_string(),
        curve,
        threshold: histogram.threshold,
        n_members: members.n_records,
        n_non_members: non_members.n_records,
    };
    Some((histogram, roc))
}

/// Where the threshold stands on the histogram's axis: as set, or at the greatest advantage.
fn on_axis(set: Option<f64>, histogram: &ScoreHistogram, curve: &RocCurve) -> f64 {
    let (low, high) = histogram.range();
    set.unwrap_or_else(|| {
        let best = curve.points.iter().skip(1).max_by(|a, b| (a.tpr - a.fpr).total_cmp(&(b.tpr - b.fpr)));
        best.map_or(low, |p| histogram.to_axis(p.threshold).clamp(low, high))
    })
}

fn body(context: &Context<'_>) -> Html {
    let Context { session, ui, .. } = context;
    let (Some((histogram, roc)), Some(curves)) = (figures(context), &session.curves) else {
        return html! { <p class="waiting">{ "Comes as soon as the network is trained." }</p> };
    };
    let attack = ATTACKS[ui.attack];
    let curve = &roc.curve;
    let range = histogram.range();
    let on_axis = on_axis(ui.thresholds.get(&ui.attack).copied(), &histogram, curve);
    let threshold = histogram.threshold;
    let point = curve.at(threshold);
    let step = (range.1 - range.0) / 400.0;
    let words = match attack.name() {
        "max_confidence" => format!("member if the confidence is at least {threshold:.6}"),
        _ => format!("member if the score is at least {threshold:.3}"),
    };
    let rate = ui.base_rate;
    let called = point.tpr * rate + point.fpr * (1.0 - rate);
    let precision = if called > 0.0 {
        format!("{} of those called members would be members", percent(point.tpr * rate / called))
    } else {
        "nobody would be called a member".to_string()
    };
    let titles = ATTACKS.iter().map(|a| a.title().to_string()).collect();
    html! {
        <>
            <div class="controls">
                { choice("Attack", titles, ui.attack, context.on(|n: usize| UiChange::Attack(n).into())) }
                { slider("Threshold", range, step, on_axis, words, context.on(|x: f64| UiChange::Threshold(x).into())) }
                { slider("Members among the records asked about", (0.01, 0.5), 0.01, rate, percent(rate), context.on(|x: f64| UiChange::BaseRate(x).into())) }
            </div>
            <div class="pair">
                <Chart<ScoreHistogram> figure={histogram.clone()} viewport={ui.viewport} />
                <Chart<Roc> figure={roc.clone()} viewport={ui.viewport} />
            </div>
            <p class="verdict">
                { format!(
                    "{} tells members from non-members {}: AUC {} (95 % interval {}; chance .5, higher is worse for privacy). At this threshold it finds {} of the members and wrongly accuses {} of the others. If {} of the records asked about were members, {}.",
                    attack.title(), auc_in_words(curve.auc), three(curve.auc), interval(curve.auc_interval),
                    percent(point.tpr), percent(point.fpr), percent(rate), precision,
                ) }
            </p>
            { results(curves, roc.n_non_members) }
            { needs() }
        </>
    }
}

fn results(curves: &[RocCurve], n_non_members: usize) -> Html {
    let rows = ATTACKS.iter().zip(curves).map(|(attack, curve)| {
        let MembershipResult { auc, auc_interval, advantage, tpr_at_fpr } = MembershipResult::of(curve);
        let rate = |name: &str| tpr_at_fpr.get(name).copied().map(percent).unwrap_or_default();
        [attack.title().to_string(), three(auc), interval(auc_interval), three(advantage), rate("0.01"), rate("0.001")]
            .map(|cell| html! { { cell } })
            .to_vec()
    });
    html! {
        <>
            { table(
                "Membership attack results",
                &["Attack", "AUC", "95 % interval", "Advantage", "TPR at 1 % FPR", "TPR at 0.1 % FPR"],
                rows.collect(),
            ) }
            <p class="hint">
                { "AUC: how often a random member scores above a random non-member, ties one half; chance is .5. Interval: DeLong, for this one model. Advantage: the greatest difference between the share of members found and of others accused, by an attacker who knows the best threshold; chance is 0. TPR at 1 % FPR: the share of members found when only 1 in 100 others may be accused; chance is 1 %." }
                if n_non_members < 1000 {
                    { format!(" With {n_non_members} non-members, the smallest rate above 0 is {}: TPR at 0.1 % FPR is the share found without accusing anyone.", percent(1.0 / n_non_members as f64)) }
                }
            </p>
        </>
    }
}

fn needs() -> Html {
    html! {
        <details>
            <summary>{ "What each attack needs" }</summary>
            <ul>
                { for ATTACKS.iter().map(|attack| {
                    let needs = attack.needs();
                    let label = if needs.label { "the record's true class" } else { "no class" };
                    html! {
                        <li>
                            <b>{ attack.title() }</b>
                            { format!(": access to {}; {label}; other data: {}; {} a record.", needs.access, needs.other_data,
                                if needs.n_queries == 1 { "1 query".to_string() } else { format!("{} queries", needs.n_queries) }) }
                        </li>
                    }
                }) }
            </ul>
        </details>
    }
}
