//! Many records in station 4: is what works on one record a fact about members?

use super::added;
use super::chart::{Viewport, chart, of, told_chart};
use super::control::{fold, number_field, slider, table};
use super::element::{hint, paragraph, passage, primary_if, texts};
use super::guess::unknown;
use super::ui::{GuessView, Tell, Ui, UiChange};
use super::view::Drawable;
use super::words::{interval, percent, three, two, whole};
use crate::session::{Part, Session};
use nearmiss::Metric;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, BaselineReport, GuessBy, SideGuesses};
use nearmiss::experiment::Checked;
use nearmiss::interval::Interval;
use nearmiss::report::Pooled;
use nearmiss::work::Unit;
use nearmiss_figures::{AdvantageByAlpha, GuessDistances, GuessHistogram, single_bit};
use yew::prelude::*;

/// What [`Population`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PopulationProps {
    experiment: Part<Checked>,
    pooled: Part<Pooled>,
    /// Records guessed, and those to be.
    n_records: (usize, usize),
    /// Whether there are a model and something unknown.
    is_ready: bool,
    /// Where one feature is unknown, its name.
    unknown_feature: Option<String>,
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
        let unknown = setup.description.as_ref().map(|description| {
            let features = unknown(&setup.experiment.attribute_inference.portion, description, setup.plan.as_deref());
            features.into_iter().map(|j| &description.schema.features[j]).collect::<Vec<_>>()
        });
        let unknown = unknown.unwrap_or_default();
        PopulationProps {
            experiment: setup.experiment.clone(),
            pooled: session.found.shown.pooled.clone(),
            n_records: (targets.iter().flatten().flatten().count(), n_all),
            is_ready: session.has_model() && !unknown.is_empty(),
            unknown_feature: if let [feature] = unknown[..] { Some(feature.name.clone()) } else { None },
            view: ui.guess.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for PopulationProps {
    fn view(&self) -> Html {
        let props = self;
        let PopulationProps { experiment, pooled, is_ready, tell, .. } = props;
        let asked = &experiment.attribute_inference;
        let (n_asked, n) = (asked.n_targets, props.view.n_targets);
        let (n_done, n_all) = props.n_records;
        let report = pooled.findings.attribute_inference.as_ref();
        html! {
            <div class="population">
                <h3>{ "Many records" }</h3>
                { passage("One record may be luck. Guess the same features of many members and of many non-members: its advantage is how much more often it is right on members than on others, and how much more often than whoever never asks the model is what the model adds. With one feature of two values unknown (None, then that one) this is Definition 2 at r = 1 on that feature.") }
                <div class="controls">
                    { number_field("Records of each side", n.to_string(), tell.on(|n: usize| UiChange::Targets(n.clamp(2, 500)).into())) }
                    { primary_if(*is_ready, "Run on many records", tell.on_ask_with(move |a, _: MouseEvent| a.n_targets = n)) }
                    if n_asked > 0 && report.is_none() {
                        <progress aria-label="Records done" max={n_all.max(1).to_string()} value={n_done.to_string()} />
                        <span>{ format!("{n_done} of {n_all} records") }</span>
                    }
                </div>
                if let Some(report) = report { { population_report(props, report) } }
            </div>
        }
    }
}

fn population_report(props: &PopulationProps, report: &AttributeInferenceReport) -> Html {
    let PopulationProps { experiment, pooled, tell, .. } = props;
    let by = experiment.attribute_inference.guess_by;
    let AttributeAttackReport { members, non_members, advantage, advantage_intervals, adds, gains, surest } =
        report.attack(by);
    let alpha = props.view.alpha.min(advantage.len().saturating_sub(2));
    let rows = advantage.iter().enumerate().map(|(alpha, advantage)| {
        let shares = [percent(members.within[alpha]), percent(non_members.within[alpha])];
        let [of_members, of_others] = shares;
        // Where every feature may be wrong there is nothing to be unsure of.
        let of_advantage = advantage_intervals.get(alpha).map_or("by definition".to_string(), |own| interval(*own));
        let added = gains.get(alpha).map_or(String::new(), |gain| added::adds(gain.on_members));
        let cells = [alpha.to_string(), of_members, of_others, three(*advantage), of_advantage, added];
        texts(cells.into())
    });
    let mean = |by: Imputation| report.baseline(by).map_or(0.0, |b| b.members.mean_hamming);
    let words = format!("alpha = {alpha}: advantage {}", three(advantage[alpha]));
    let side = |name: &str, pair: [(f64, Interval); 2]| {
        let show = |(mean, of_mean): (f64, Interval)| format!("{} ({})", two(mean), interval(of_mean));
        texts(vec![name.to_string(), show(pair[0]), show(pair[1])])
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
    let single_bit = props.unknown_feature.as_ref().and_then(|feature| single_bit(report, by, feature));
    let numbers = html! {
        <>
            <div class="pair">
                { table("Advantage by alpha", &["Alpha", "Members", "Non-members", "Advantage", "95 % interval", "The model adds on members"], rows.collect()) }
                { table("Mean distance", &["Guess by", "Members", "Non-members"], means) }
            </div>
            { hint(format!("Advantage: Definition 4, and for alpha = 0 Definition 3{}. Intervals: {}; of the advantage: {}. {}",
                    if experiment.metric == Metric::Hamming { "" } else { ", which count features (Hamming) whatever metric the experiment has" },
                    members.mean_hamming_interval.method.title(), advantage_intervals.first().map_or("", |own| own.method.title()), added::WHAT_IT_IS)) }
            { added::surest(vec![("This attack".to_string(), &surest[..]), (Imputation::LogisticRegression.title().to_string(), &report.surest_of_regression[..])]) }
            { people(report, members) }
        </>
    };
    html! {
        <>
            if let Some(told) = single_bit { { paragraph("verdict", told) } }
            { paragraph("verdict", format!(
                    "On members the guess is off by {} features on average (95 % interval {}), on non-members by {} ({}); chance gives {}, logistic regression without the model {}. The exact record is found for {} of the members. Being allowed {alpha} wrong features, the attack gets {} of the members and {} of the non-members: an advantage of {}{}. {}",
                    two(members.mean_hamming), interval(members.mean_hamming_interval), two(non_members.mean_hamming), interval(non_members.mean_hamming_interval),
                    two(mean(Imputation::Chance)), two(mean(Imputation::LogisticRegression)), percent(members.exact_rate),
                    percent(members.within[alpha]), percent(non_members.within[alpha]), three(advantage[alpha]), advantage_intervals.get(alpha).map_or(" by definition".to_string(), |own| format!(" ({})", interval(*own))),
                    adds.as_ref().map_or(String::new(), added::concluded),
                )) }
            { slider("Wrong features allowed (alpha)", (0.0, advantage.len().saturating_sub(2) as f64), 1.0, alpha as f64, words, tell.on(|x: f64| UiChange::Alpha(x as usize).into())) }
            if let Some(figure) = GuessHistogram::of(&pooled.findings, experiment, by) {
                { told_chart(of(figure), viewport, 360) }
            }
            <div class="pair">
                if let Some(figure) = guess_distances(pooled, by) {
                    { chart(of(figure), viewport, 300) }
                }
                if let Some(figure) = AdvantageByAlpha::of(&pooled.findings, by) {
                    { chart(of(figure), viewport, 300) }
                }
            </div>
            { fold("All numbers, as tables", numbers) }
        </>
    }
}

/// How far off the baselines are by number of people known, beside the attack.
fn people(report: &AttributeInferenceReport, attack: &SideGuesses) -> Html {
    let baselines = [Imputation::Majority, Imputation::NearestNeighbours, Imputation::LogisticRegression];
    let mut columns = vec!["People known"];
    columns.extend(baselines.map(Imputation::title));
    columns.push("This attack");
    let show = |mean: f64, of_mean: Interval| format!("{} ({})", two(mean), interval(of_mean));
    let rows = report.people.iter().map(|of| {
        let of_baseline = |by: Imputation| {
            of.baselines.get(by.name()).map(|own| show(own.members.mean_hamming, own.members.mean_hamming_interval))
        };
        let cells = baselines.map(|by| of_baseline(by).unwrap_or_default());
        let cells = std::iter::once(whole(of.n_people as u64)).chain(cells);
        let cells = cells.chain([show(attack.mean_hamming, attack.mean_hamming_interval)]);
        texts(cells.collect())
    });
    html! {
        <>
            { table("Imputation by people known", &columns, rows.collect()) }
            { hint("Features of members guessed wrong, by how many people's complete records imputation learns from. An attacker who knows few people may learn more from the model than one who knows many; the attack itself needs nobody's.") }
        </>
    }
}

/// What was guessed of many records, once they are through.
fn guess_distances(pooled: &Pooled, by: GuessBy) -> Option<GuessDistances> {
    GuessDistances::of(&pooled.findings, by)
}
