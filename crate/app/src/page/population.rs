//! Many records in station 4: is what works on one record a fact about members?

use super::chart::{Chart, of};
use super::control::{number_field, slider, table};
use super::ui::{Context, UiChange};
use super::words::{interval, percent, three, two};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport};
use nearmiss::interval::Interval;
use nearmiss::work::Unit;
use nearmiss_figures::{AdvantageByAlpha, GuessDistances, GuessHistogram};
use yew::prelude::*;

/// Guesses of many members and of many non-members.
pub(crate) fn view(context: &Context<'_>, unknown: &[usize]) -> Html {
    let Context { session, ui, .. } = context;
    let n_asked = session.experiment.attribute_inference.n_targets;
    let n = ui.n_targets;
    let all: usize = session.results.targets.iter().map(Vec::len).sum();
    let n_done = session.results.targets.iter().flatten().flatten().count();
    let n_all = session
        .plan
        .as_ref()
        .map_or(all, |plan| plan.population_units.iter().filter(|u| matches!(u, Unit::Target(_))).count());
    let pooled = session.pooled();
    let report = pooled.findings.attribute_inference.as_ref();
    html! {
        <div class="population">
            <h3>{ "Many records" }</h3>
            <p>{ "One record may be luck. Guess the same features of many members and of many non-members: what the attack knows about members only is its advantage." }</p>
            <div class="controls">
                { number_field("Records of each side", n.to_string(), context.on(|n: usize| UiChange::Targets(n.clamp(2, 500)).into())) }
                <button class="primary" disabled={!session.has_model() || unknown.is_empty()} onclick={context.on_ask(move |a, _: MouseEvent| a.n_targets = n)}>
                    { "Run on many records" }
                </button>
                if n_asked > 0 && report.is_none() {
                    <progress aria-label="Records done" max={n_all.max(1).to_string()} value={n_done.to_string()} />
                    <span>{ format!("{n_done} of {n_all} records") }</span>
                }
            </div>
            if let Some(report) = report { { population_report(context, report) } }
        </div>
    }
}

fn population_report(context: &Context<'_>, report: &AttributeInferenceReport) -> Html {
    let session = context.session;
    let (pooled, by) = (session.pooled(), session.experiment.attribute_inference.guess_by);
    let AttributeAttackReport { members, non_members, advantage, advantage_intervals } = report.attack(by);
    let alpha = context.ui.alpha.min(advantage.len() - 1);
    let rows = advantage.iter().zip(advantage_intervals).enumerate().map(|(alpha, (gain, of_gain))| {
        let shares = [percent(members.within[alpha]), percent(non_members.within[alpha])];
        let [of_members, of_others] = shares;
        let cells = [alpha.to_string(), of_members, of_others, three(*gain), interval(*of_gain)];
        cells.map(|c| html! { { c } }).to_vec()
    });
    let mean = |by: Imputation| report.baseline(by).map_or(0.0, |b| b.members.mean_hamming);
    let words = format!("alpha = {alpha}: advantage {}", three(advantage[alpha]));
    let side = |name: &str, pair: [(f64, Interval); 2]| {
        let show = |(mean, of_mean): (f64, Interval)| format!("{} ({})", two(mean), interval(of_mean));
        [name.to_string(), show(pair[0]), show(pair[1])].map(|c| html! { { c } }).to_vec()
    };
    let mut means = vec![side(
        "This attack",
        [members, non_members].map(|guesses| (guesses.mean_hamming, guesses.mean_hamming_interval)),
    )];
    means.extend(Imputation::ALL.iter().filter_map(|b| {
        let BaselineReport { members, non_members } = report.baseline(*b)?;
        let pair = [members, non_members].map(|imputed| (imputed.mean_hamming, imputed.mean_hamming_interval));
        Some(side(b.title(), pair))
    }));
    let viewport = context.ui.viewport;
    html! {
        <>
            <p class="verdict">
                { format!(
                    "On members the guess is off by {} features on average (95 % interval {}), on non-members by {} ({}); chance gives {}, logistic regression without the model {}. The exact record is found for {} of the members. Being allowed {alpha} wrong features, the attack gets {} of the members and {} of the non-members: an advantage of {} ({}).",
                    two(members.mean_hamming), interval(members.mean_hamming_interval), two(non_members.mean_hamming), interval(non_members.mean_hamming_interval),
                    two(mean(Imputation::Chance)), two(mean(Imputation::LogisticRegression)), percent(members.exact_rate),
                    percent(members.within[alpha]), percent(non_members.within[alpha]), three(advantage[alpha]), interval(advantage_intervals[alpha]),
                ) }
            </p>
            { slider("Wrong features allowed (alpha)", (0.0, (advantage.len() - 1) as f64), 1.0, alpha as f64, words, context.on(|x: f64| UiChange::Alpha(x as usize).into())) }
            if let Some(figure) = GuessHistogram::of(&pooled.findings, &session.experiment, by) {
                <Chart figure={of(figure)} {viewport} height={360} reads=true />
            }
            <div class="pair">
                if let Some(figure) = guess_distances(context) {
                    <Chart figure={of(figure)} {viewport} />
                }
                if let Some(figure) = AdvantageByAlpha::of(&pooled.findings, by) {
                    <Chart figure={of(figure)} {viewport} />
                }
            </div>
            <div class="pair">
                { table("Advantage by alpha", &["Alpha", "Members", "Non-members", "Advantage", "95 % interval"], rows.collect()) }
                { table("Mean distance", &["Guess by", "Members", "Non-members"], means) }
            </div>
            <p class="hint">
                { format!("Advantage: Definition 4, and for alpha = 0 Definition 3. Intervals: {}; of the advantage: {}.",
                    members.mean_hamming_interval.method.title(), advantage_intervals[alpha].method.title()) }
            </p>
        </>
    }
}

/// What was guessed of many records, once they are through.
fn guess_distances(context: &Context<'_>) -> Option<GuessDistances> {
    GuessDistances::of(&context.session.pooled().findings, context.session.experiment.attribute_inference.guess_by)
}
