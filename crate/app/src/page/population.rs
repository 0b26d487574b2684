//! Many records in station 4: is what works on one record a fact about members?

use super::chart::{Chart, Viewport, of};
use super::control::{number_field, slider, table};
use super::guess::unknown;
use super::ui::{GuessView, Tell, Ui, UiChange};
use super::words::{interval, percent, three, two};
use crate::session::{Part, Session};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport, GuessBy};
use nearmiss::experiment::Checked;
use nearmiss::interval::Interval;
use nearmiss::report::Pooled;
use nearmiss::work::Unit;
use nearmiss_figures::{AdvantageByAlpha, GuessDistances, GuessHistogram};
use yew::prelude::*;

/// What [`Population`] is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(crate) struct PopulationProps {
    experiment: Part<Checked>,
    pooled: Part<Pooled>,
    /// Records guessed, and those to be.
    n_records: (usize, usize),
    /// Whether there are a model and something unknown.
    is_ready: bool,
    view: GuessView,
    viewport: Viewport,
    tell: Tell,
}

impl PopulationProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> PopulationProps {
        let setup = &session.setup;
        let targets = &session.found.results.targets;
        let all = targets.iter().map(Vec::len).sum();
        let planned = |units: &[Unit]| units.iter().filter(|unit| matches!(unit, Unit::Target(_))).count();
        let n_all = setup.plan.as_ref().map_or(all, |plan| planned(&plan.population_units));
        let is_unknown = setup.description.as_ref().is_some_and(|description| {
            !unknown(&setup.experiment.attribute_inference.portion, description, setup.plan.as_deref()).is_empty()
        });
        PopulationProps {
            experiment: setup.experiment.clone(),
            pooled: session.found.shown.pooled.clone(),
            n_records: (targets.iter().flatten().flatten().count(), n_all),
            is_ready: session.has_model() && is_unknown,
            view: ui.guess.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

/// Guesses of many members and of many non-members.
#[component]
pub(crate) fn Population(props: &PopulationProps) -> Html {
    let PopulationProps { experiment, pooled, is_ready, tell, .. } = props;
    let asked = &experiment.attribute_inference;
    let (n_asked, n) = (asked.n_targets, props.view.n_targets);
    let (n_done, n_all) = props.n_records;
    let report = pooled.findings.attribute_inference.as_ref();
    html! {
        <div class="population">
            <h3>{ "Many records" }</h3>
            <p>{ "One record may be luck. Guess the same features of many members and of many non-members: what the attack knows about members only is its advantage." }</p>
            <div class="controls">
                { number_field("Records of each side", n.to_string(), tell.on(|n: usize| UiChange::Targets(n.clamp(2, 500)).into())) }
                <button class="primary" disabled={!*is_ready} onclick={tell.on_ask(move |a, _: MouseEvent| a.n_targets = n)}>
                    { "Run on many records" }
                </button>
                if n_asked > 0 && report.is_none() {
                    <progress aria-label="Records done" max={n_all.max(1).to_string()} value={n_done.to_string()} />
                    <span>{ format!("{n_done} of {n_all} records") }</span>
                }
            </div>
            if let Some(report) = report { { population_report(props, report) } }
        </div>
    }
}

fn population_report(props: &PopulationProps, report: &AttributeInferenceReport) -> Html {
    let PopulationProps { experiment, pooled, tell, .. } = props;
    let by = experiment.attribute_inference.guess_by;
    let AttributeAttackReport { members, non_members, advantage, advantage_intervals } = report.attack(by);
    let alpha = props.view.alpha.min(advantage.len() - 1);
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
    let viewport = props.viewport;
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
            { slider("Wrong features allowed (alpha)", (0.0, (advantage.len() - 1) as f64), 1.0, alpha as f64, words, tell.on(|x: f64| UiChange::Alpha(x as usize).into())) }
            if let Some(figure) = GuessHistogram::of(&pooled.findings, experiment, by) {
                <Chart figure={of(figure)} {viewport} height={360} reads=true />
            }
            <div class="pair">
                if let Some(figure) = guess_distances(pooled, by) {
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
fn guess_distances(pooled: &Pooled, by: GuessBy) -> Option<GuessDistances> {
    GuessDistances::of(&pooled.findings, by)
}
