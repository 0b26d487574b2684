//! Station 3: a member beside its near miss.

use super::chart::{Viewport, chart, of, told_chart};
use super::control::{choice, fold, radios, table};
use super::element::{button, hint, paragraph, passage, primary_if, texts, waiting};
use super::hill::{HillProps, hill};
use super::ui::{NearMissView, Tell, Ui, UiChange};
use super::view::Drawable;
use super::words::{confidence, count, interval, number, percent, three};
use crate::message::Description;
use crate::session::{Activity, Event, NearMissGame, Part, Round, Session, Won};
use nearmiss::game::strong_membership::{GameResult, Neighbour, Rules};
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::report::{Pooled, StrongMembershipReport};
use nearmiss::{Experiment, Feature, FeatureKind, Metric, Schema};
use nearmiss_figures::{ConfidenceChangeChart, StrongMembershipChart};
use yew::prelude::*;

/// What [`NearMiss`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NearMissProps {
    basis: Part<Experiment>,
    metric_wanted: Metric,
    description: Option<Part<Description>>,
    has_model: bool,
    /// Whether nothing more will come.
    is_over: bool,
    pooled: Part<Pooled>,
    game: Part<NearMissGame>,
    hill: HillProps,
    view: NearMissView,
    viewport: Viewport,
    tell: Tell,
}

impl NearMissProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> NearMissProps {
        NearMissProps {
            basis: session.setup.basis.clone(),
            metric_wanted: session.wanted().metric,
            description: session.setup.description.clone(),
            has_model: session.has_model(),
            is_over: session.run.activity == Activity::Done,
            pooled: session.found.shown.pooled.clone(),
            game: session.play.near_miss.clone(),
            hill: HillProps::of(session, ui, tell),
            view: ui.near_miss,
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for NearMissProps {
    fn view(&self) -> Html {
        let props = self;
        html! {
            <section class="station" aria-labelledby="near-miss-heading">
                <h2 id="near-miss-heading" tabindex="-1"><span class="number">{ "3" }</span>{ "The near miss" }</h2>
                <p>
                    { "Strong membership inference: the attacker gets a " }<span class="members">{ "member" }</span>
                    { format!(" and a neighbour of it, a record that {} and is not in the training set, and has to say which one was trained on. You guess first.", apart(props.basis.metric)) }
                </p>
                { body(props) }
            </section>
        }
    }
}

/// What makes a neighbour.
fn apart(metric: Metric) -> &'static str {
    match metric {
        Metric::Hamming => "differs in r features",
        Metric::Manhattan => {
            "is r steps away (a step moves a number by one place on its grid, or changes one other feature)"
        }
        Metric::Euclidean => {
            "is r away, where squared steps add up to r² or a little less (a step moves a number by one place on its grid, or changes one other feature)"
        }
    }
}

fn body(props: &NearMissProps) -> Html {
    let NearMissProps { basis, metric_wanted, tell, .. } = props;
    let Some(description) = props.description.as_ref().filter(|_| props.has_model) else {
        return waiting("Comes as soon as the network is trained.");
    };
    let kind = neighbour_kind(props.view, Some(description));
    let metric = basis.metric;
    let distances: Vec<usize> = basis
        .strong_membership
        .distances
        .iter()
        .copied()
        .filter(|r| kind.fits(*r, metric, &description.schema))
        .collect();
    let distance = distances.iter().copied().find(|r| *r >= props.view.distance).or(distances.last().copied());
    let selected = distances.iter().position(|r| Some(*r) == distance).unwrap_or(0);
    let choose = distances.clone();
    let (neighbour, dealt) = (kind, distance.unwrap_or(1));
    html! {
        <>
            <div class="controls">
                if description.schema.is_binary() {
                    { radios("Neighbours made by", "neighbour", &["flipping any r features", "swapping r/2 ones for zeros"], usize::from(kind == Neighbour::Swap),
                        tell.on(|n: usize| UiChange::Neighbour(if n == 0 { Neighbour::Flip } else { Neighbour::Swap }).into())) }
                }
                if description.schema.has_numbers() {
                    { radios("Distance by", "metric", &["differing features (Hamming)", "steps (Manhattan)", "squared steps (Euclidean)"], *metric_wanted as usize,
                        tell.on_change(|experiment, n: usize| experiment.metric = Metric::ALL[n])) }
                }
                { choice("Distance r", distances.iter().map(usize::to_string).collect(), selected,
                    tell.on_with(move |n: usize| UiChange::Distance(choose[n]).into())) }
                { primary_if(distance.is_some(), if props.game.round.is_some() { "Deal another pair" } else { "Deal a pair" }, tell.on_with(move |_| Event::Deal(dealt, neighbour).into())) }
            </div>
            if let Some(round) = &props.game.round {
                { show_round(props, description, round) }
            }
            { games(props) }
            <details ontoggle={tell.on(|_| Event::Walks.into())}>
                <summary>{ "Walk away from a record" }</summary>
                { hill(&props.hill) }
            </details>
        </>
    }
}

/// The two records side by side; the answers once the person has guessed.
fn show_round(props: &NearMissProps, description: &Description, round: &Round) -> Html {
    let pair = &round.pair;
    let (own, other) = confidences(round);
    let card = |is_first: bool| {
        let is_member = is_first == round.member_first;
        let title = if is_first { "Record A" } else { "Record B" };
        let listed = pair.differing.iter().take(12).map(|(j, own, other)| {
            let feature = &description.schema.features[*j];
            let value = if is_member { *own } else { *other };
            html! { <li><span>{ &feature.name }</span>{ " " }<b>{ feature.show(value) }</b></li> }
        });
        let more = pair.differing.len().saturating_sub(12);
        let n_ones = pair.n_ones.map(|(own, other)| if is_member { own } else { other });
        html! {
            <div class="card">
                <h3>{ title }</h3>
                if let Some((width, _)) = description.schema.picture {
                    { picture(pair, is_member, width) }
                }
                <ul>{ for listed }</ul>
                if more > 0 { { hint(format!("… and {} more.", count(more, "difference"))) } }
                if let Some(n_ones) = n_ones { { hint(format!("{n_ones} ones in all.")) } }
                if round.guessed_first.is_none() && round.is_open {
                    <p>{ "The model's confidence: " }<b>{ confidence(if is_member { own } else { other }) }</b></p>
                }
                if round.guessed_first.is_none() {
                    { button(format!("{title} is the member"), props.tell.on_with(move |_| Event::Guess(is_first).into())) }
                } else {
                    <p class={if is_member { "members" } else { "non-members" }}>
                        <b>{ if is_member { "The member" } else { "The near miss" } }</b>
                        { format!(": confidence {}", confidence(if is_member { own } else { other })) }
                    </p>
                }
            </div>
        }
    };
    html! {
        <div class="round">
            { passage(format!("Everything else about the two is equal; they differ in {}. Which one was the network trained on?", count(pair.differing.len(), "feature"))) }
            <div class="pair">{ card(true) }{ card(false) }</div>
            if let Some(first) = round.guessed_first { { outcome(props, &description.schema, round, first) } }
        </div>
    }
}

fn outcome(props: &NearMissProps, schema: &Schema, round: &Round, first: bool) -> Html {
    let game = &props.game;
    let (own, other) = confidences(round);
    let attacker = match own.total_cmp(&other) {
        std::cmp::Ordering::Greater => "is right: the model is surer of the member",
        std::cmp::Ordering::Less => "is wrong: the model is surer of the near miss",
        std::cmp::Ordering::Equal => "can't tell: both confidences are equal, half a point",
    };
    let (own, other) = round.pair.log_frequencies;
    let rule = match own.total_cmp(&other) {
        std::cmp::Ordering::Greater => "is right",
        std::cmp::Ordering::Less => "is wrong",
        std::cmp::Ordering::Equal => "can't tell, half a point",
    };
    html! {
        <div class="verdict" role="status">
            <p>
                { if first == round.member_first { "You are right. " } else { "You are wrong. " } }
                { format!("The attacker (max-confidence) {attacker}. ") }
                { format!("The rule that never asks the model (“the more usual record is the member”) {rule}. ") }
                { standing(game) }
            </p>
            if schema.picture.is_none() { { passage(changes(&schema.features, round)) } }
        </div>
    }
}

/// What each has won so far, the person without the confidences and with them.
fn standing(game: &NearMissGame) -> String {
    let share = |of: &dyn Fn(&Won) -> Option<f64>| {
        let (points, n) = game.points(of);
        let points = if points.fract() == 0.0 { format!("{points:.0}") } else { format!("{points:.1}") };
        (n > 0).then(|| format!("{points} of {n}"))
    };
    let of = |is_open: bool| move |won: &Won| (won.is_open == is_open).then_some(won.person);
    let parts = [
        ("you without the confidences", share(&of(false))),
        ("you with them", share(&of(true))),
        ("the attacker", share(&|won| Some(won.attacker))),
        ("the rule", share(&|won| Some(won.rule))),
    ];
    let parts = parts.into_iter().filter_map(|(who, share)| Some(format!("{who} {}", share?)));
    format!("So far: {}.", parts.collect::<Vec<_>>().join(", "))
}

/// Max-confidence of the member and of its near miss.
fn confidences(round: &Round) -> (f64, f64) {
    round.pair.scores_of(PAPERS_ATTACK).map_or((0.0, 0.0), |scores| (scores.original, scores.neighbour))
}

/// What became of the member in the near miss: "age from 36 to 39, 2 steps; party from …".
fn changes(features: &[Feature], round: &Round) -> String {
    let listed = round.pair.differing.iter().take(12).map(|(j, own, other)| {
        let feature = &features[*j];
        let n_steps = feature.value_idx(*own).abs_diff(feature.value_idx(*other));
        let steps = match feature.kind {
            FeatureKind::Numeric { .. } => format!(" ({})", count(n_steps, "step")),
            FeatureKind::Binary | FeatureKind::Categorical { .. } => String::new(),
        };
        format!("{} from {} to {}{steps}", feature.name, feature.show(*own), feature.show(*other))
    });
    let more = round.pair.differing.len().saturating_sub(12);
    let more = if more > 0 { format!("; and {}", count(more, "more change")) } else { String::new() };
    format!("From the member to the near miss: {}{more}.", listed.collect::<Vec<_>>().join("; "))
}

fn picture(pair: &nearmiss::work::Pair, is_member: bool, width: usize) -> Html {
    let mut values = pair.original.clone();
    if !is_member {
        pair.differing.iter().for_each(|(j, _, other)| values[*j] = *other);
    }
    let differs = |j: usize| pair.differing.iter().any(|(d, _, _)| *d == j);
    html! {
        <div class="picture" aria-hidden="true" style={format!("--width:{width}")}>
            { for values.iter().enumerate().map(|(j, value)| {
                html! { <span class={classes!("pixel", (*value == 1.0).then_some("on"), differs(j).then_some("differs"))} /> }
            }) }
        </div>
    }
}

/// As set, where the data allows it: only binary features can be swapped.
pub(crate) fn neighbour_kind(view: NearMissView, description: Option<&Part<Description>>) -> Neighbour {
    match description {
        Some(description) if description.schema.is_binary() => view.neighbour,
        _ => Neighbour::Flip,
    }
}

/// The finished games of the kind of neighbour that is set, all finished repeats together.
fn figure(props: &NearMissProps) -> Option<StrongMembershipChart> {
    let neighbour = neighbour_kind(props.view, props.description.as_ref());
    StrongMembershipChart::of(&props.pooled.findings, neighbour, PAPERS_ATTACK)
}

fn games(props: &NearMissProps) -> Html {
    let Some(figure) = figure(props) else {
        let text = if props.is_over {
            "No game fits: the list of distances has none that these data allow."
        } else {
            "The games are being played…"
        };
        return waiting(text);
    };
    let reports = figure.reports.clone();
    let pooled = &props.pooled;
    let changes = ConfidenceChangeChart::of(&pooled.findings, reports[0].neighbour);
    let rows = reports.iter().map(|report| {
        let StrongMembershipReport { distance, members, non_members, .. } = report;
        let pairs = &members.max_confidence;
        let success = |played: &Option<GameResult>| played.as_ref().map(|p| three(p.max_confidence.paired_success));
        let cells = [
            distance.to_string(),
            three(pairs.auc),
            three(pairs.paired_success),
            percent(pairs.tied),
            interval(pairs.auc_interval),
            interval(pairs.paired_interval),
            members.attack("log_odds").map(|p| three(p.paired_success)).unwrap_or_default(),
            success(non_members).unwrap_or_default(),
            members.rules.fewer_ones.map(three).unwrap_or("–".to_string()),
            three(members.rules.frequencies),
        ];
        texts(cells.into())
    });
    let method = reports[0].members.max_confidence.paired_interval.method;
    let by_distance = html! {
        <>
            { table(
                "Strong membership by distance",
                &["Distance", "AUC", "Paired success", "Ties", "AUC, 95 % interval", "Paired, 95 % interval", "Paired, log-odds", "Paired, non-members as originals", "Fewer ones (no model)", "Frequencies (no model)"],
                rows.collect(),
            ) }
            <p class="hint">
                { "AUC: records against neighbours, unpaired, as the paper measures it. Paired success: how often the record itself scores above its neighbour, as the definition asks, ties one half. Chance is .5 for both; higher is worse for privacy. Ties: pairs with equal confidences. Non-members as originals: the same game with records that the network never saw, so success there does not come from membership. The last two never ask the model. " }
                { format!("Intervals: {}.", method.title()) }
            </p>
        </>
    };
    html! {
        <>
            { chart(of(figure), props.viewport, 360) }
            { verdict(&reports) }
            { fold("All distances, as a table", by_distance) }
            if let Some(figure) = changes {
                { fold("What a flip does to the confidence (figure 4)", told_chart(of(figure), props.viewport, 360)) }
            }
        </>
    }
}

/// What the model adds at the smallest distance and at ten.
fn verdict(reports: &[StrongMembershipReport]) -> Html {
    let sentence = |distance: usize| {
        let report = reports.iter().find(|r| r.distance == distance)?;
        let (own, unseen) = (&report.members.max_confidence, &report.non_members.as_ref()?.max_confidence);
        let Rules { fewer_ones, frequencies } = report.members.rules;
        let rule = match fewer_ones {
            Some(share) if share >= frequencies => "“fewer ones is the member”",
            _ => "“the more usual record is the member”",
        };
        let (added, interval) = own.gain_over(unseen, 1);
        let points = |share: f64| number(100.0 * share, 0);
        let range = format!("95 % interval {} to {}", points(interval.low), points(interval.high));
        let adds = if interval.low > 0.0 || interval.high < 0.0 {
            format!("So membership itself adds {} percentage points ({range})", points(added))
        } else {
            format!(
                "These pairs can't show that membership itself adds anything ({} percentage points, {range})",
                points(added)
            )
        };
        Some(format!(
            "At distance {distance}, the model's confidence picks the member in {} of the pairs; on records that it never saw, the same test picks the original in {}. {adds}. The rule {rule} never asks the model and is right in {}. ",
            percent(own.paired_success),
            percent(unseen.paired_success),
            percent(report.members.model_free),
        ))
    };
    let smallest = reports.iter().map(|r| r.distance).min().unwrap_or(1);
    let mut text = sentence(smallest).unwrap_or_default();
    if let Some(far) = sentence(10).filter(|_| smallest != 10) {
        text.push_str(&far);
    }
    if text.is_empty() { Html::default() } else { paragraph("verdict", text) }
}
