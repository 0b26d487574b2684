//! The whole paper: its experiments at full size, recorded or redone here, all five figures and all four games.

use super::chart::{Viewport, of, told_chart};
use super::control::{choice, fold, number_field, radios, table};
use super::data_sets::{self, Results};
use super::element::{hint, paragraph, passage, primary, quiet, texts, waiting};
use super::look::Look;
use super::matrix;
use super::ui::{MatrixView, PaperView, Shows, Tell, Ui, UiChange};
use super::view::Drawable;
use super::words::{count, interval, percent, repeats, three, two, whole};
use crate::session::{Event, Finished, Part, Record, Session};
use nearmiss::Experiment;
use nearmiss::attribute::GuessBy;
use nearmiss::experiment::Checked;
use nearmiss::experiment::{PRESETS, Preset};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::game::{self, DEFINITIONS};
use nearmiss::matrix::MatrixReport;
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::paper::ODDITIES;
use nearmiss::report::{Findings, Pooled};
use nearmiss_figures::{
    AdvantageByAlpha, ConfidenceChangeChart, DistanceHistogram, GuessHistogram, NearnessAuc, StrongMembershipChart,
    beside_the_paper,
};
use yew::prelude::*;

/// What is shown: of which experiment, and what came out, over how many trials.
struct Shown<'a> {
    experiment: &'a Experiment,
    findings: &'a Findings,
    n_trials: usize,
    /// A recorded one; the one computed in this tab stands in station 5.
    matrix: Option<&'a MatrixReport>,
}

/// What [`Paper`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PaperProps {
    experiment: Part<Checked>,
    /// Repeats asked for.
    n_repeats: usize,
    pooled: Part<Pooled>,
    report: Option<Part<Finished>>,
    /// Of the preset chosen.
    record: Option<Record>,
    /// Of the paper's data sets, where they are looked at.
    results: Results,
    keeps_units: bool,
    forgotten: Option<String>,
    view: PaperView,
    matrix_view: MatrixView,
    viewport: Viewport,
    tell: Tell,
}

impl PaperProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> PaperProps {
        PaperProps {
            experiment: session.setup.experiment.clone(),
            n_repeats: session.wanted().repeats,
            pooled: session.found.shown.pooled.clone(),
            report: session.found.shown.report.clone(),
            record: session.archive.records.get(PRESETS[ui.paper.preset].name).cloned(),
            results: if ui.paper.shows == Shows::DataSets { data_sets::of(&session.archive) } else { Results::new() },
            keeps_units: session.keeps_units(),
            forgotten: ui.forgotten.clone(),
            view: ui.paper,
            matrix_view: ui.matrix,
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for PaperProps {
    fn view(&self) -> Html {
        let props = self;
        let PaperProps { pooled, view, tell, .. } = props;
        let Preset { name, make, .. } = PRESETS[view.preset];
        let preset = make();
        let mode = PRESETS.iter().find(|preset| (preset.make)() == **props.experiment).map(|preset| preset.title);
        let names = PRESETS.iter().map(|preset| preset.title.to_string()).collect();
        let run = tell.on_with(move |_: MouseEvent| Event::Change(make()).into());
        let shown = match (view.shows, &props.record) {
            (Shows::Recorded, Some(Record::Here(recorded))) => Some(Shown {
                experiment: &recorded.experiment,
                findings: &recorded.pooled.findings,
                n_trials: recorded.pooled.n_trials,
                matrix: recorded.matrix.as_ref(),
            }),
            (Shows::Recorded | Shows::DataSets, _) => None,
            (Shows::Computed, _) => Some(Shown {
                experiment: &props.experiment,
                findings: &pooled.findings,
                n_trials: pooled.n_trials,
                matrix: None,
            }),
        };
        html! {
            <section class="station" aria-labelledby="paper-heading">
                <h2 id="paper-heading" tabindex="-1">{ "The paper, redone" }</h2>
                { passage("Everything above is one model, small enough to be trained in a moment. Here are the paper's own experiments: its network, many repeats, each with another split of the data and another network, and its five figures with intervals over repeats. Recorded results are shown at once; run them here to compute them anew, which takes from minutes to hours.") }
                <div class="controls">
                    { choice("Experiment", names, view.preset, tell.on(|n: usize| UiChange::Preset(n).into())) }
                    { primary("Run it here", run) }
                    { number_field("Repeats in this tab", props.n_repeats.to_string(), tell.on(|n: usize| Event::Repeat(n).into())) }
                </div>
                { radios("Results shown", "results-shown", &["recorded", "computed in this tab", "recorded, all six data sets"], view.shows as usize,
                    tell.on(|n: usize| UiChange::Shows(Shows::ALL[n]).into())) }
                if view.shows == Shows::DataSets { { data_sets::view(&props.results, props.viewport) } } else { { provenance(props, name, &preset, mode) } }
                if props.keeps_units {
                    <p class="hint">
                        { "This browser keeps the finished units of this long experiment, so that a reload can go on with them; nobody else gets them. " }
                        { quiet("Remove what is kept", tell.on(|_| Event::Forget.into())) }
                        if let Some(told) = &props.forgotten { <span role="status">{ told }</span> }
                    </p>
                }
                if let Some(shown) = &shown { { fold("Its figures and numbers, beside the paper's", results(props, shown)) } }
                { definitions() }
                <details>
                    <summary>{ "Where the paper's numbers don't fit the data" }</summary>
                    <ul>{ for ODDITIES.into_iter().map(|odd| html! { <li>{ odd }</li> }) }</ul>
                </details>
            </section>
        }
    }
}

/// Where the numbers below come from.
fn provenance(props: &PaperProps, name: &str, preset: &Experiment, mode: Option<&str>) -> Html {
    if props.view.shows == Shows::Computed {
        let n_trials = props.pooled.n_trials;
        let mode = match mode {
            Some(name) => format!("the experiment “{name}”"),
            None => "the experiment above".to_string(),
        };
        return html! {
            <p class="provenance" role="status">
                { format!("Computed in this tab: {mode}, {} of {}.", whole(n_trials as u64), count(props.experiment.repeats, "repeat")) }
                if let Some(finished) = &props.report { { " Result fingerprint: " }<code>{ &finished.fingerprint }</code> }
            </p>
        };
    }
    match &props.record {
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
            paragraph("provenance", "Fetching the recorded result…")
        }
        Some(Record::Absent) => paragraph(
            "provenance",
            format!("There is no recorded result of “{name}”. Run it here, or by the command nearmiss run {name}."),
        ),
    }
}

fn results(props: &PaperProps, shown: &Shown<'_>) -> Html {
    let Shown { experiment, findings, n_trials, matrix } = shown;
    let viewport = props.viewport;
    let look = Look { view: props.matrix_view, viewport, tell: &props.tell };
    if *n_trials == 0 {
        return waiting("Comes as soon as a network is trained.");
    }
    html! {
        <>
            { beside(experiment, findings, *n_trials) }
            <div class="pair">
                if let Some(figure) = NearnessAuc::of(findings, experiment) { { told_chart(of(figure), viewport, 360) } }
                if let Some(figure) = DistanceHistogram::of(findings, experiment) { { told_chart(of(figure), viewport, 360) } }
            </div>
            <div class="pair">
                { for [Neighbour::Flip, Neighbour::Swap].into_iter().filter_map(|kind| StrongMembershipChart::of(findings, kind, PAPERS_ATTACK)).map(|figure| html! {
                    { told_chart(of(figure), viewport, 360) }
                }) }
            </div>
            <div class="pair">
                if let Some(figure) = ConfidenceChangeChart::of(findings, Neighbour::Flip) { { told_chart(of(figure), viewport, 360) } }
                if let Some(figure) = GuessHistogram::of(findings, experiment, GuessBy::MaxConfidence) { { told_chart(of(figure), viewport, 360) } }
            </div>
            { games(findings, *n_trials) }
            if let Some(figure) = AdvantageByAlpha::of(findings, GuessBy::MaxConfidence) { { told_chart(of(figure), viewport, 300) } }
            if let Some(matrix) = matrix {
                <h3>{ "Every attack against every defence" }</h3>
                { matrix::view(look, matrix, None) }
            }
        </>
    }
}

/// The numbers that the paper states, ours beside them.
fn beside(experiment: &Experiment, findings: &Findings, n_trials: usize) -> Html {
    let rows = beside_the_paper(experiment, findings).into_iter().map(|of| {
        let here = format!("{} ({}; {})", three(of.here), interval(of.interval), of.interval.method.title());
        let paper = of.paper.map_or("–".to_string(), three);
        texts(vec![of.what.to_string(), here, paper, two(of.chance)])
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
                    { "The paper's samples of records aren't known, and it tells neither epochs nor optimizer: its numbers are a landmark, not a target. Ours are of synthetic records, unless you have put a file of your own in their place. " }
                }
                if let Some(told) = experiment.data.differs() { { told } }
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
            advantage.interval.map_or(String::new(), interval),
            advantage.interval.map_or("by definition", |own| own.method.title()).to_string(),
        ];
        texts(cells.into())
    });
    html! {
        <>
            { table(
                "Advantage in the four games",
                &["Definition", "Parameter", "Won on members", "Won on non-members", "Advantage", "95 % interval", "Method"],
                rows.collect(),
            ) }
            { hint(format!("Of max-confidence, the paper's attack, {}. 0 is no advantage, 1 the greatest. Definition 2's is 2 p − 1 of the share p won on members, as the paper has it: what is won on records that the network never saw, where nothing is membership, isn't taken off it, so set the two columns against each other. Definition 4 counts features that differ, whatever the experiment's metric. An advantage isn't what the model adds to a guess: of attributes, that is told in station 4.", repeats(n_trials))) }
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
