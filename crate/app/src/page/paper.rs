//! The whole paper: its experiments at full size, recorded or redone here, all five figures and all four games.

use super::chart::{Chart, of};
use super::control::{choice, number_field, radios, table};
use super::ui::{Context, UiChange};
use super::words::{count, interval, percent, repeats, three, two, whole};
use crate::session::{Event, Record};
use nearmiss::Experiment;
use nearmiss::attribute::GuessBy;
use nearmiss::experiment::PRESETS;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::game::{self, DEFINITIONS};
use nearmiss::matrix::MatrixReport;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::report::Findings;
use nearmiss_figures::{
    AdvantageByAlpha, ConfidenceChangeChart, DistanceHistogram, GuessHistogram, NearnessAuc, StrongMembershipChart,
    beside_the_paper,
};
use yew::prelude::*;

/// The place of the preset that the section opens with, the paper's first.
pub(crate) fn first_preset() -> usize {
    PRESETS.iter().position(|(name, _)| *name == "location").unwrap_or(0)
}

/// What is shown: of which experiment, and what came out, over how many trials.
struct Shown<'a> {
    experiment: &'a Experiment,
    findings: &'a Findings,
    n_trials: usize,
    /// A recorded one; the one computed in this tab stands in station 5.
    matrix: Option<&'a MatrixReport>,
}

/// The section.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let Context { session, ui, .. } = context;
    let (name, make) = PRESETS[ui.preset];
    let preset = make();
    let names = PRESETS.iter().map(|(name, _)| name.to_string()).collect();
    let run = context.on(move |_: MouseEvent| Event::Change(make()).into());
    let pooled = session.pooled();
    let recorded = session.recorded.get(name);
    let shown = match (ui.shows_recorded, recorded) {
        (true, Some(Record::Here(recorded))) => Some(Shown {
            experiment: &recorded.experiment,
            findings: &recorded.pooled.findings,
            n_trials: recorded.pooled.n_trials,
            matrix: recorded.matrix.as_ref(),
        }),
        (true, _) => None,
        (false, _) => Some(Shown {
            experiment: &session.experiment,
            findings: &pooled.findings,
            n_trials: pooled.n_trials,
            matrix: None,
        }),
    };
    html! {
        <section class="station" aria-labelledby="paper-heading">
            <h2 id="paper-heading" tabindex="-1">{ "The paper, redone" }</h2>
            <p>
                { "Everything above is one model, small enough to be trained in a moment. Here are the paper's own experiments: its network, many repeats, each with another split of the data and another network, and its five figures with intervals over repeats. Recorded results are shown at once; run them here to compute them anew, which takes from minutes to hours." }
            </p>
            <div class="controls">
                { choice("Experiment", names, ui.preset, context.on(|n: usize| UiChange::Preset(n).into())) }
                <button class="primary" onclick={run}>{ "Run it here" }</button>
                { number_field("Repeats in this tab", session.wanted().repeats.to_string(), context.on(|n: usize| Event::Repeat(n).into())) }
            </div>
            { radios("Results shown", "results-shown", &["recorded", "computed in this tab"], usize::from(!ui.shows_recorded),
                context.on(|n: usize| UiChange::ShowsRecorded(n == 0).into())) }
            { provenance(context, name, recorded, &preset) }
            if session.keeps_units() {
                <p class="hint">
                    { "This browser keeps the finished units of this long experiment, so that a reload can go on with them; nobody else gets them. " }
                    <button class="quiet" onclick={context.on(|_| Event::Forget.into())}>{ "Remove what is kept" }</button>
                    if let Some(told) = &ui.forgotten { <span role="status">{ told }</span> }
                </p>
            }
            if let Some(shown) = &shown { { results(context, shown) } }
            { definitions() }
        </section>
    }
}

/// Where the numbers below come from.
fn provenance(context: &Context<'_>, name: &str, recorded: Option<&Record>, preset: &Experiment) -> Html {
    let session = context.session;
    if !context.ui.shows_recorded {
        let n_trials = session.pooled().n_trials;
        let mode = match PRESETS.iter().find(|(_, make)| make() == session.experiment) {
            Some((name, _)) => format!("the experiment “{name}”"),
            None => "the experiment above".to_string(),
        };
        return html! {
            <p class="provenance" role="status">
                { format!("Computed in this tab: {mode}, {} of {}.", whole(n_trials as u64), count(session.experiment.repeats, "repeat")) }
                if let Some((_, fingerprint)) = &session.report { { " Result fingerprint: " }<code>{ fingerprint }</code> }
            </p>
        };
    }
    match recorded {
        Some(Record::Here(recorded)) => {
            let n = recorded.pooled.n_trials;
            let with_repeats = |repeats: usize| Experiment { repeats, ..recorded.experiment.clone() };
            let remark = if *preset == recorded.experiment {
                String::new()
            } else if *preset == with_repeats(preset.repeats) {
                format!(" The experiment has {}; these are the first {n}.", count(preset.repeats, "repeat"))
            } else {
                " The experiment of this name has changed since.".to_string()
            };
            html! {
                <p class="provenance recorded">
                    <b>{ "Recorded" }</b>
                    { format!(", not computed in this tab: {} by the command ", count(n, "repeat")) }
                    <code>{ format!("nearmiss run {name}") }</code>
                    { ". Result fingerprint: " }<code>{ &recorded.fingerprint }</code>
                    { remark }
                </p>
            }
        }
        Some(Record::Fetching | Record::Unpacking(_)) | None => {
            html! { <p class="provenance">{ "Fetching the recorded result…" }</p> }
        }
        Some(Record::Absent) => html! {
            <p class="provenance">{ format!("There is no recorded result of “{name}”. Run it here, or by the command nearmiss run {name}.") }</p>
        },
    }
}

fn results(context: &Context<'_>, shown: &Shown<'_>) -> Html {
    let Shown { experiment, findings, n_trials, matrix } = shown;
    let viewport = context.ui.viewport;
    if *n_trials == 0 {
        return html! { <p class="waiting">{ "Comes as soon as a network is trained." }</p> };
    }
    html! {
        <>
            { beside(experiment, findings, *n_trials) }
            <div class="pair">
                if let Some(figure) = NearnessAuc::of(findings, experiment) { <Chart figure={of(figure)} {viewport} height={360} reads=true /> }
                if let Some(figure) = DistanceHistogram::of(findings, experiment) { <Chart figure={of(figure)} {viewport} height={360} reads=true /> }
            </div>
            <div class="pair">
                { for [Neighbour::Flip, Neighbour::Swap].into_iter().filter_map(|kind| StrongMembershipChart::of(findings, kind, PAPERS_ATTACK)).map(|figure| html! {
                    <Chart figure={of(figure)} {viewport} height={360} reads=true />
                }) }
            </div>
            <div class="pair">
                if let Some(figure) = ConfidenceChangeChart::of(findings, Neighbour::Flip) { <Chart figure={of(figure)} {viewport} height={360} reads=true /> }
                if let Some(figure) = GuessHistogram::of(findings, experiment, GuessBy::MaxConfidence) { <Chart figure={of(figure)} {viewport} height={360} reads=true /> }
            </div>
            { games(findings, *n_trials) }
            if let Some(figure) = AdvantageByAlpha::of(findings, GuessBy::MaxConfidence) { <Chart figure={of(figure)} {viewport} reads=true /> }
            if let Some(matrix) = matrix {
                <h3>{ "Every attack against every defence" }</h3>
                { super::matrix::view(context, matrix, None) }
            }
        </>
    }
}

/// The numbers that the paper states, ours beside them.
fn beside(experiment: &Experiment, findings: &Findings, n_trials: usize) -> Html {
    let rows = beside_the_paper(experiment, findings).into_iter().map(|of| {
        let here = format!("{} ({}; {})", three(of.here), interval(of.interval), of.interval.method.title());
        let paper = of.paper.map_or("–".to_string(), three);
        [of.what.to_string(), here, paper, two(of.chance)].map(|cell| html! { { cell } }).to_vec()
    });
    let accuracy = findings.train_accuracy.zip(findings.test_accuracy);
    html! {
        <>
            { table("Beside the paper", &["What", "Here (95 % interval)", "The paper", "Chance"], rows.collect()) }
            <p class="hint">
                if let Some((train, test)) = accuracy {
                    { format!("Accuracy on members {}, on non-members {}, {}. ", percent(train), percent(test), repeats(n_trials)) }
                }
                if experiment.paper.is_some() {
                    { "The paper's data aren't at hand, and it tells neither epochs nor optimizer: its numbers are a landmark, not a target. Ours are of synthetic records, unless you have put a file of your own in their place." }
                }
            </p>
        </>
    }
}

/// What the paper's attack achieves in each game.
fn games(findings: &Findings, n_trials: usize) -> Html {
    let advantages = game::advantages(findings);
    let rows = advantages.iter().enumerate().map(|(n, advantage)| {
        let definition = &DEFINITIONS[advantage.definition - 1];
        let is_first = n == 0 || advantages[n - 1].definition != advantage.definition;
        let name = if is_first { definition.name } else { "" };
        let parameter = advantage.parameter.map_or(String::new(), |n| match advantage.definition {
            2 => format!("r = {n}"),
            _ => format!("α = {n}"),
        });
        let share = |value: Option<f64>| value.map(three).unwrap_or("–".to_string());
        let cells = [
            format!("{} {name}", definition.number),
            parameter,
            share(advantage.members),
            share(advantage.non_members),
            three(advantage.advantage),
            interval(advantage.interval),
            advantage.interval.method.title().to_string(),
        ];
        cells.map(|cell| html! { { cell } }).to_vec()
    });
    html! {
        <>
            { table(
                "Advantage in the four games",
                &["Definition", "Parameter", "Won on members", "Won on non-members", "Advantage", "95 % interval", "Method"],
                rows.collect(),
            ) }
            <p class="hint">{ format!("Of max-confidence, the paper's attack, {}. 0 is no advantage, 1 the greatest.", repeats(n_trials)) }</p>
        </>
    }
}

fn definitions() -> Html {
    html! {
        <details>
            <summary>{ "The four games, as they are defined" }</summary>
            <dl>
                { for DEFINITIONS.iter().map(|definition| html! {
                    <>
                        <dt>{ format!("Definition {}: {}", definition.number, definition.name) }</dt>
                        <dd>{ format!("Challenge: {} Outcome: {} Advantage: {}", definition.challenge, definition.outcome, definition.advantage) }</dd>
                    </>
                }) }
            </dl>
        </details>
    }
}
