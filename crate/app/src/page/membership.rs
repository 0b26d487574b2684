//! Station 2: who was in the training data?

use super::chart::{Viewport, chart, of, told_chart};
use super::control::{choice, fold, radios, slider, table};
use super::element::{button, passage, texts, waiting};
use super::ui::{MembershipView, Tell, Ui, UiChange};
use super::view::Drawable;
use super::words::{
    auc_in_words, confidence, count, interval, percent, percents, promise, repeats, three, tpr_in_words,
};
use crate::message::Description;
use crate::session::{Event, MemberRound, MembershipGame, Part, Scored, Session};
use nearmiss::matrix::{MatrixConfig, MatrixReport};
use nearmiss::membership::{self, ATTACKS, MembershipResult, best_threshold};
use nearmiss::privacy::Guarantee;
use nearmiss::report::Pooled;
use nearmiss::{Experiment, Metric};
use nearmiss_figures::{DistanceHistogram, NearnessAuc, Roc, RocAxes, ScoreHistogram, Scores};
use yew::prelude::*;

/// What [`Membership`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MembershipProps {
    basis: Part<Experiment>,
    /// Noisy copies of a record that are asked about behind defences.
    n_copies: usize,
    description: Option<Part<Description>>,
    guarantee: Option<Part<Guarantee>>,
    scored: Option<Part<Scored>>,
    pooled: Part<Pooled>,
    matrix: Option<Part<MatrixReport>>,
    game: Part<MembershipGame>,
    view: MembershipView,
    viewport: Viewport,
    tell: Tell,
}

impl MembershipProps {
    pub fn of(session: &Session, ui: &Ui, tell: &Tell) -> MembershipProps {
        let shown = &session.found.shown;
        MembershipProps {
            basis: session.setup.basis.clone(),
            n_copies: session
                .setup
                .experiment
                .matrix
                .as_ref()
                .map_or(MatrixConfig::default().n_copies, |own| own.n_copies),
            description: session.setup.description.clone(),
            guarantee: shown.guarantee.clone(),
            scored: shown.scored.clone(),
            pooled: shown.pooled.clone(),
            matrix: shown.matrix.clone(),
            game: session.play.membership.clone(),
            view: ui.membership.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

impl Drawable for MembershipProps {
    fn view(&self) -> Html {
        let props = self;
        html! {
            <section class="station" aria-labelledby="membership-heading">
                <h2 id="membership-heading" tabindex="-1"><span class="number">{ "2" }</span>{ "Member or not" }</h2>
                <p>
                    { "The attacker has a whole record and asks the model about it. Models are surer about what they have seen. So: call a record a " }
                    <span class="members">{ "member" }</span>{ " if the model's confidence is above a threshold. Move the threshold." }
                </p>
                { body(props) }
            </section>
        }
    }
}

/// Both figures at the threshold set, or at the one of greatest advantage.
fn figures(scored: &Scored, view: &MembershipView, guarantee: Option<&Guarantee>) -> Option<(ScoreHistogram, Roc)> {
    let attack = membership::attack(view.attack)?;
    let curve = scored.curves.get(view.attack)?.clone();
    let threshold = threshold(scored, view).unwrap_or_else(|| best_threshold(&curve));
    let histogram = ScoreHistogram::of(scores(scored), view.attack, threshold)?;
    let roc = Roc {
        attack_title: attack.title().to_string(),
        curve,
        threshold,
        n_non_members: scored.non_members.n_records,
        axes: view.roc_axes,
        guarantee: guarantee.cloned(),
    };
    Some((histogram, roc))
}

/// As figures take them.
pub(crate) fn scores(Scored { members, non_members, .. }: &Scored) -> Scores<'_> {
    Scores { members, non_members }
}

/// The threshold that is set for the attack looked at; none before it is moved.
pub(crate) fn threshold(scored: &Scored, view: &MembershipView) -> Option<f64> {
    let place = view.thresholds.get(view.attack)?;
    Some(ScoreHistogram::of(scores(scored), view.attack, 0.0)?.from_axis(*place))
}

fn body(props: &MembershipProps) -> Html {
    let MembershipProps { view, viewport, tell, .. } = props;
    let figures =
        props.scored.as_ref().and_then(|scored| Some((scored, figures(scored, view, props.guarantee.as_deref())?)));
    let Some((scored, (histogram, roc))) = figures else {
        return waiting("Comes as soon as the network is trained.");
    };
    let curve = &roc.curve;
    let range = histogram.range();
    let threshold = histogram.threshold;
    let on_axis = view.thresholds.get(view.attack).copied().unwrap_or_else(|| histogram.to_axis(threshold));
    let point = curve.at(threshold);
    let step = (range.1 - range.0) / 400.0;
    let words = match view.attack {
        "max_confidence" => format!("member if the confidence is at least {threshold:.6}"),
        _ => format!("member if the score is at least {}", three(threshold)),
    };
    let rate = view.base_rate;
    let called = point.tpr * rate + point.fpr * (1.0 - rate);
    let precision = if called > 0.0 {
        format!("{} of those called members would be members", percent(point.tpr * rate / called))
    } else {
        "nobody would be called a member".to_string()
    };
    let scored: Vec<_> = ATTACKS.iter().filter(|attack| scored.curves.contains_key(attack.name())).collect();
    let titles = scored.iter().map(|attack| attack.title().to_string()).collect();
    let chosen = scored.iter().position(|attack| attack.name() == view.attack).unwrap_or(0);
    let names: Vec<&'static str> = scored.iter().map(|attack| attack.name()).collect();
    html! {
        <>
            <div class="controls">
                { choice("Attack", titles, chosen, tell.on_with(move |n: usize| UiChange::Attack(names[n]).into())) }
                { slider("Threshold", range, step, on_axis, words, tell.on(|x: f64| UiChange::Threshold(x).into())) }
                { slider("Members among the records asked about", (0.01, 0.5), 0.01, rate, percent(rate), tell.on(|x: f64| UiChange::BaseRate(x).into())) }
            </div>
            <div class="pair">
                { chart(of(histogram.clone()), *viewport, 300) }
                <div>
                    { chart(of(roc.clone()), *viewport, 300) }
                    { radios("Axes of the ROC curve", "roc-axes", &["linear", "logarithmic"], usize::from(view.roc_axes == RocAxes::Log), tell.on(|n: usize| UiChange::RocAxes(if n == 0 { RocAxes::Linear } else { RocAxes::Log }).into())) }
                </div>
            </div>
            <p class="verdict">
                { format!(
                    "{} tells members from non-members {}: AUC {} (95 % interval {}; chance .5, higher is worse for privacy). At this threshold it finds {} of the members and wrongly accuses {} of the others. If {} of the records asked about were members, {}.",
                    roc.attack_title, auc_in_words(curve.auc, curve.auc_interval), three(curve.auc), interval(curve.auc_interval),
                    percent(point.tpr), percent(point.fpr), percent(rate), precision,
                ) }
                if let Some((tpr, interval)) = props.pooled.findings.membership.get(view.attack).and_then(|of| of.tpr("0.01")) {
                    { tpr_in_words(tpr, interval) }
                }
            </p>
            if let Some(guarantee) = &props.guarantee { { passage(promise(guarantee)) } }
            { play(props) }
            { fold("All attacks, as a table", results(props, roc.n_non_members)) }
            { fold("Near and far: non-members by their distance from the training set (figures 1 and 2)", nearness(props)) }
            { needs(props.n_copies) }
        </>
    }
}

fn results(props: &MembershipProps, n_non_members: usize) -> Html {
    let pooled = &props.pooled;
    let known = ATTACKS.iter().filter_map(|attack| Some((attack, pooled.findings.membership.get(attack.name())?)));
    // Attacks with means of their own, once station 5 has tried them behind the defence of the network shown.
    let defence = props.basis.defence;
    let tried = props.matrix.as_ref().and_then(|matrix| matrix.rows.iter().find(|row| row.defence == defence));
    let equipped = tried.iter().flat_map(|row| &row.attacks).filter_map(|cell| {
        let attack = membership::attack(&cell.attack).filter(|attack| attack.per_answer().is_none())?;
        Some((attack.title(), &cell.membership))
    });
    let n_tried = equipped.clone().count();
    let all: Vec<(&str, &MembershipResult)> =
        known.clone().map(|(attack, result)| (attack.title(), result)).chain(equipped).collect();
    let rows = all.into_iter().map(|(title, result)| {
        let rate = |fpr: &str| match result.tpr(fpr) {
            Some((rate, Some(interval))) => format!("{} ({})", percent(rate), percents(interval)),
            Some((rate, None)) => percent(rate),
            None => String::new(),
        };
        let cells = [
            title.to_string(),
            three(result.auc),
            interval(result.auc_interval),
            three(result.advantage),
            rate("0.01"),
            rate("0.001"),
            three(result.game_advantage),
            interval(result.game_advantage_interval),
        ];
        texts(cells.into())
    });
    let methods =
        known.clone().next().map(|(_, result)| (result.auc_interval.method, result.game_advantage_interval.method));
    html! {
        <>
            { table(
                "Membership attack results",
                &["Attack", "AUC", "95 % interval", "Advantage", "TPR at 1 % FPR", "TPR at 0.1 % FPR", "Advantage in Definition 1", "its 95 % interval"],
                rows.collect(),
            ) }
            <p class="hint">
                { "AUC: how often a random member scores above a random non-member, ties one half; chance is .5. Advantage: the greatest difference between the share of members found and of others accused, by an attacker who knows the best threshold of these very records, so that even a model that leaks nothing gives a little above 0. TPR at 1 % FPR: the share of members found when only 1 in 100 others may be accused; chance is 1 %, and of equal scores as many are called members, at random, as fill the rate; in brackets its 95 % interval, over other members and other non-members. Advantage in Definition 1: the same difference by an attacker who has learnt the threshold from other records: one half learns for the other." }
                if let Some((of_auc, of_game)) = methods {
                    { format!(" Intervals: for AUC, {}; for the game, {}; {}.", of_auc.title(), of_game.title(), repeats(pooled.n_trials)) }
                }
                if n_tried > 0 {
                    { format!(" The last {n_tried} attacks come from station 5, measured on the members and non-members that it attacks.") }
                } else {
                    { " Attacks with models of their own, with a look inside the network, or by labels alone join this table once station 5 has tried them." }
                }
                if n_non_members < 1000 {
                    { format!(" With {n_non_members} non-members no threshold is known to accuse 1 in 1,000 of them: TPR at 0.1 % FPR is about the share that scores above all of them, and has no interval.") }
                }
            </p>
        </>
    }
}

/// Definition 1 on one record: the person against the attacker.
fn play(props: &MembershipProps) -> Html {
    let deal = props.tell.on(|_: MouseEvent| Event::DealRecord.into());
    let round = props.game.round.as_ref().zip(props.description.as_ref());
    html! {
        <div class="game">
            <h3>{ "Play it: tell a member from another record (Definition 1)" }</h3>
            { passage("A fair coin decides whether the record is a member. You see the record and what the model says of it.") }
            <div class="controls">
                { button(if round.is_some() { "Deal another record" } else { "Deal a record" }, deal) }
            </div>
            if let Some((round, description)) = round { { show_round(props, description, round) } }
        </div>
    }
}

fn show_round(props: &MembershipProps, description: &Description, round: &MemberRound) -> Html {
    let features = &description.schema.features;
    let is_binary = description.schema.is_binary();
    let shown = round.record.values.iter().enumerate().filter(|(_, value)| !is_binary || **value == 1.0);
    let words: Vec<String> = shown
        .map(|(j, value)| {
            if is_binary {
                features[j].name.clone()
            } else {
                format!("{}: {}", features[j].name, features[j].show(*value))
            }
        })
        .collect();
    let more = words.len().saturating_sub(14);
    let score = props.game.score;
    let guess = |is_member: bool| props.tell.on_with(move |_: MouseEvent| Event::GuessMember(is_member).into());
    html! {
        <div class="round">
            <div class="card">
                <p>
                    { words.iter().take(14).cloned().collect::<Vec<_>>().join(", ") }
                    if more > 0 { { format!(" … and {more} more") } }
                    { "." }
                </p>
                <p>{ "The model's greatest confidence: " }<b>{ confidence(round.score) }</b></p>
                if round.guess.is_none() {
                    <div class="controls">
                        { button("It is a member", guess(true)) }
                        { button("It is not", guess(false)) }
                    </div>
                }
            </div>
            if let Some(guess) = round.guess {
                <div class="verdict" role="status">
                    <p>
                        { format!("It is {}. ", if round.is_member { "a member" } else { "no member" }) }
                        { if guess == round.is_member { "You are right: outcome 1. " } else { "You are wrong: outcome 0. " } }
                        { format!("The attacker, who has learnt from other records to call one a member from a confidence of {} on, is {}. ",
                            confidence(round.threshold), if (round.score >= round.threshold) == round.is_member { "right" } else { "wrong" }) }
                        { format!("After {}: you {}, the attacker {}.", count(score.n_rounds, "round"), score.person, score.attacker) }
                    </p>
                </div>
            }
        </div>
    }
}

/// Figures 1 and 2.
fn nearness(props: &MembershipProps) -> Html {
    let MembershipProps { pooled, basis: experiment, viewport, .. } = props;
    let viewport = *viewport;
    let Some(figure) = NearnessAuc::of(&pooled.findings, experiment) else { return Html::default() };
    html! {
        <>
            { told_chart(of(figure), viewport, 360) }
            <p class="hint">
                { match experiment.metric {
                    Metric::Hamming => "Non-members, grouped by how many features they differ in from the nearest member.",
                    Metric::Manhattan => "Non-members, grouped by their Manhattan distance from the nearest member.",
                    Metric::Euclidean => "Non-members, grouped by their Euclidean distance from the nearest member, to the nearest whole number.",
                } }
                if pooled.n_trials > 1 { { " AUCs are means over repeats, where the paper pools the scores of all of its repeats." } }
                if let Some(told) = experiment.data.differs() { { " " }{ told } }
            </p>
            if let Some(figure) = DistanceHistogram::of(&pooled.findings, experiment) {
                { told_chart(of(figure), viewport, 260) }
            }
        </>
    }
}

fn needs(n_copies: usize) -> Html {
    html! {
        <details>
            <summary>{ "What each attack needs, and how it differs from what was published" }</summary>
            <ul>
                { for ATTACKS.iter().map(|attack| {
                    let (needs, n_queries) = (attack.needs(), attack.n_queries(n_copies));
                    let label = if needs.label { "the record's true class" } else { "no class" };
                    html! {
                        <li>
                            <b>{ attack.title() }</b>
                            { format!(": access to {}; {label}; other data: {}; {} a record.", needs.access.title(), needs.other_data.title(),
                                if n_queries == 1 { "1 query".to_string() } else { format!("{n_queries} queries") }) }
                            if !attack.deviation().is_empty() { <small>{ " " }{ attack.deviation() }</small> }
                        </li>
                    }
                }) }
            </ul>
        </details>
    }
}
