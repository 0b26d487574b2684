//! Station 4: guess what is unknown of a record.

use super::chart::{Viewport, chart, of};
use super::control::{choice, fold, radios, slider, text_of};
use super::element::{button, hint, paragraph, passage, waiting};
use super::features::Features;
use super::guess_table::{baselines, guesses, values, vectors};
use super::search;
use super::ui::{GuessView, Tell, Ui, UiChange};
use super::view::{Drawable, drawn};
use super::words::{count, number, percent, two, whole};
use crate::message::{Description, Plan, RecordView};
use crate::session::{Activity, Event, Part, Search, Session};
use nearmiss::attribute::imputation::{Imputation, Imputed};
use nearmiss::attribute::{GuessBy, Ranking, Tally};
use nearmiss::experiment::{AttributeConfig, PortionChoice};
use nearmiss::order;
use nearmiss::portion::PortionError;
use nearmiss::trial::Side;
use nearmiss::{Feature, Portion};
use nearmiss_figures::TiedDistances;
use yew::prelude::*;

/// When the present guess was begun, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Since {
    /// Milliseconds since 1970.
    pub time: f64,
    /// Completions tried by then.
    pub n_tried: u64,
}

/// What [`Guess`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GuessProps {
    asked: AttributeConfig,
    description: Option<Part<Description>>,
    plan: Option<Part<Plan>>,
    tally: Option<Part<Tally>>,
    imputed: Option<Part<Vec<Imputed>>>,
    search: Option<Part<Search>>,
    has_model: bool,
    /// Whether there is something to be stopped, or that was.
    is_attacking: bool,
    /// Once there is something to measure.
    since: Option<Since>,
    view: GuessView,
    viewport: Viewport,
    tell: Tell,
}

impl GuessProps {
    pub fn of(session: &Session, ui: &Ui, since: Since, tell: &Tell) -> GuessProps {
        let (setup, shown) = (&session.setup, &session.found.shown);
        GuessProps {
            asked: setup.experiment.attribute_inference.clone(),
            description: setup.description.clone(),
            plan: setup.plan.clone(),
            tally: shown.tally.clone(),
            imputed: shown.imputed.clone(),
            search: session.found.search.clone(),
            has_model: session.has_model(),
            is_attacking: matches!(session.run.activity, Activity::Attacking | Activity::Stopped),
            since: shown.tally.as_ref().filter(|tally| tally.n_tried > 0).map(|_| since),
            view: ui.guess.clone(),
            viewport: ui.viewport,
            tell: tell.clone(),
        }
    }
}

/// What station 4 is about.
pub(crate) fn lead() -> Html {
    html! {
        <>
            <h2 id="guess-heading" tabindex="-1"><span class="number">{ "4" }</span>{ "Guess the unknown" }</h2>
            <p>
                { "Now the attacker knows only part of a record. It completes the rest in every possible way, asks the model about each, and takes the completion that the model is surest of as its " }
                <span class="guess">{ "guess" }</span>{ ". Mark features as unknown and watch." }
            </p>
        </>
    }
}

impl Drawable for GuessProps {
    fn view(&self) -> Html {
        let props = self;
        let GuessProps { asked, tell, .. } = props;
        let Some(description) = &props.description else {
            return waiting("Comes as soon as the data is there.");
        };
        let target = asked.target;
        let side = target.taken_from.place();
        let records = &description.sides[side];
        let Some(record) = records.get(target.number).or(records.first()) else { return Html::default() };
        let unknown = unknown(&asked.portion, description, props.plan.as_deref());
        let tally = props.tally.as_deref();
        let classes = &description.schema.classes;
        let names = records.iter().enumerate().map(|(n, r)| format!("{}: {}, {}", n + 1, r.name, classes[r.label]));
        let by = asked.guess_by;
        let tried = tally.and_then(|t| best_guess(description, &unknown, t, by));
        let guess = tried.or_else(|| search::guess(props.search.as_deref(), description, &unknown));
        html! {
            <>
                <div class="controls">
                    { radios("Taken from", "taken-from", &["Members", "Non-members"], side, tell.on_ask(|a, n: usize| {
                        a.target.taken_from = if n == 0 { Side::Members } else { Side::NonMembers };
                    })) }
                    { choice("Record", names.collect(), target.number, tell.on_ask(|a, n: usize| a.target.number = n)) }
                    { choice("Guess by", vec!["Max-confidence (the paper's)".to_string(), "Log-odds (never saturates)".to_string()], by as usize,
                        tell.on_ask(|a, n: usize| a.guess_by = GuessBy::ALL[n.min(1)])) }
                </div>
                <div class="workbench">
                    <div>
                        { feature_choice(props, description, record, &unknown, &guess) }
                    </div>
                    <div>
                        { missing(description, record, &unknown) }
                        { live(props, description, record, &unknown, tally, by) }
                    </div>
                </div>
            </>
        }
    }
}

/// The unknown features: as the workers have them, who add those that say the same; until then as chosen.
pub(crate) fn unknown(portion: &PortionChoice, description: &Description, plan: Option<&Plan>) -> Vec<usize> {
    if let Some(plan) = plan {
        return plan.question.unknown.clone();
    }
    match portion {
        PortionChoice::Features(features) => features.clone(),
        PortionChoice::Mrmr(n) => description.mrmr.iter().take(*n).copied().collect(),
        PortionChoice::Random(_) => Vec::new(),
    }
}

/// The values of the first of the best completions.
pub(crate) fn best_guess(description: &Description, unknown: &[usize], tally: &Tally, by: GuessBy) -> Option<Vec<f32>> {
    let portion = Portion::new(&description.schema, unknown.to_vec()).ok()?;
    let best = tally.ranking(by).listed.first()?;
    Some(values(description, &portion, best.idx))
}

/// Makes a feature unknown that was known, and the other way round. Many records are no longer asked about.
pub(crate) fn toggled(tell: &Tell, unknown: &[usize]) -> Callback<usize> {
    let now = unknown.to_vec();
    tell.on_ask_with(move |attribute, j: usize| {
        let mut features = now.clone();
        match features.iter().position(|f| *f == j) {
            Some(at) => drop(features.remove(at)),
            None => features.push(j),
        }
        order::sort_by_key(&mut features, |feature| *feature);
        attribute.portion = PortionChoice::Features(features);
        attribute.n_targets = 0;
    })
}

fn feature_choice(
    props: &GuessProps,
    description: &Part<Description>,
    record: &RecordView,
    unknown: &[usize],
    guess: &Option<Vec<f32>>,
) -> Html {
    let GuessProps { tell, view, .. } = props;
    let toggled = toggled(tell, unknown);
    let quick = |portion: PortionChoice| {
        tell.on_ask_with(move |attribute, _: MouseEvent| {
            attribute.portion = portion.clone();
            attribute.n_targets = 0;
        })
    };
    let features = &description.schema.features;
    let n_mrmr = n_that_fit(description.mrmr.iter().map(|j| &features[*j]));
    let mut widest: Vec<&Feature> = features.iter().collect();
    order::sort_by_key(&mut widest, |f| std::cmp::Reverse(f.n_values()));
    let n_random = n_that_fit(widest.into_iter());
    let filter_changed = tell.on(|event: InputEvent| UiChange::Filter(text_of(&event)).into());
    html! {
        <>
            <h3>{ format!("Unknown: {} of {}", unknown.len(), features.len()) }</h3>
            <div class="controls">
                <button onclick={quick(PortionChoice::Mrmr(n_mrmr))} title={format!("{n_mrmr} features, chosen on the members: each says much about the class and little about the others")}>{ format!("{n_mrmr} most informative (mRMR)") }</button>
                <button onclick={quick(PortionChoice::Random(n_random))} title={format!("{n_random} features, drawn from the seed")}>{ format!("{n_random} at random") }</button>
                { button("None", quick(PortionChoice::Features(Vec::new()))) }
            </div>
            if description.schema.has_numbers() {
                { hint("Of a number up to 16 values are tried: all that it has if they are few, else its quantiles. A guess of it is right if it is the one that the true number is nearest to.") }
            }
            if description.schema.picture.is_none() && features.len() > 30 {
                <label class="field">
                    <span>{ "Find a feature" }</span>
                    <input type="search" value={view.filter.clone()} oninput={filter_changed} />
                </label>
            }
            { drawn(Features {
                description: description.clone(),
                values: record.values.clone(),
                unknown: unknown.to_vec(),
                guess: guess.clone(),
                filter: view.filter.clone(),
                flips: false,
                toggled,
            }) }
            if description.schema.picture.is_some() {
                { hint("Click pixels to hide them from the attacker. Hidden pixels show the guess; a cross marks a wrong one.") }
            }
        </>
    }
}

/// How many of at most 15 features have at most 2^15 completions together.
fn n_that_fit<'a>(features: impl Iterator<Item = &'a Feature>) -> usize {
    let mut product = 1_usize;
    features
        .take(15)
        .take_while(|f| {
            product = product.saturating_mul(f.n_values());
            product <= 1 << 15
        })
        .count()
}

/// What can't be judged of this record: a filled cell has no truth.
fn missing(description: &Description, record: &RecordView, unknown: &[usize]) -> Html {
    let names =
        unknown.iter().filter(|j| record.filled.contains(j)).map(|j| description.schema.features[*j].name.clone());
    let names = names.collect::<Vec<_>>().join(", ");
    if names.is_empty() {
        return html! {};
    }
    let sentence = format!(
        "The file has no value for this record's {names}: one was filled in, and below it stands for the truth. So nothing here says whether that was guessed rightly. Choose another record for that."
    );
    paragraph("notice", sentence)
}

/// Everything about the record looked at, as it comes in.
fn live(
    props: &GuessProps,
    description: &Description,
    record: &RecordView,
    unknown: &[usize],
    tally: Option<&Tally>,
    by: GuessBy,
) -> Html {
    let GuessProps { tell, search, imputed, has_model, .. } = props;
    let search = search.as_deref();
    let portion = match Portion::new(&description.schema, unknown.to_vec()) {
        Ok(portion) => portion,
        Err(PortionError::TooMany { .. }) if !unknown.is_empty() => {
            return html! {
                <>
                    { passage(format!("{} unknown features have more completions than can all be tried here, but they can be searched.", whole(unknown.len() as u64))) }
                    { search::view((tell, search, *has_model), description, record, unknown, None) }
                </>
            };
        }
        Err(error) => return paragraph("notice", error.to_string()),
    };
    let n_completions = portion.n_completions();
    let n_tried = tally.map_or(0, |t| t.n_tried);
    let left = time_left(props.since, n_tried, n_completions as u64);
    let words = format!("{} of {} completions tried{left}", whole(n_tried), whole(n_completions as u64));
    let Some(tally) = tally.filter(|t| t.n_tried > 0) else {
        return html! {
            <>
                <progress aria-label="Candidates tried" max={n_completions.to_string()} value="0" />
                { waiting(if *has_model { "Trying the first completions…" } else { "Comes as soon as the network is trained." }) }
            </>
        };
    };
    let ranking = tally.ranking(by);
    let is_whole = n_tried == n_completions as u64;
    let best = ranking.listed.first().map(|c| values(description, &portion, c.idx)).unwrap_or_default();
    html! {
        <>
            <div class="tried">
                <progress aria-label="Candidates tried" max={n_completions.to_string()} value={n_tried.to_string()} />
                <span>{ words }</span>
                if !is_whole && props.is_attacking {
                    { button("Stop", tell.on(|_| Event::Stop.into())) }
                }
            </div>
            { verdict(imputed.as_deref(), ranking.mean_distance(), ranking.n_tied(), unknown.len(), is_whole) }
            <p>
                { "Mean distance of tied best guesses: " }<b class="guess">{ two(ranking.mean_distance()) }</b>
                { format!(" of {}, over {}. ", unknown.len(), count(ranking.n_tied() as usize, "tied guess")) }
                if is_whole {
                    { format!("The truth ranks {} of {}.", rank(ranking.rank_of_truth()), whole(n_tried)) }
                }
            </p>
            if is_whole { { game_on_one(props, ranking, unknown.len()) } }
            { baselines(imputed.as_deref(), tally, by) }
            { vectors(description, record, &portion, &best, imputed.as_deref()) }
            { fold("The best guesses, as a table", guesses(description, record, &portion, tally, by)) }
            if is_whole { { search::view((tell, search, *has_model), description, record, unknown, tally.ranking(GuessBy::LogOdds).listed.first().map(|c| c.scores[1])) } }
            if let Some(figure) = tied_distances(tally, imputed.as_deref(), by) {
                { fold("How far the tied guesses are from the truth", chart(of(figure), props.viewport, 260)) }
            }
            { hint(format!("What the attack needs: access to {}, the known features; no class, no other data, {} queries for this record. The baselines need complete records of other people (here four fifths of all others that take part, members as well, without this record) and never the model.",
                    if by == GuessBy::MaxConfidence { "confidences" } else { "logits, or confidences at full precision" }, whole(n_completions as u64))) }
        </>
    }
}

/// Definitions 3 and 4, played on the record looked at.
fn game_on_one(props: &GuessProps, ranking: &Ranking, n_unknown: usize) -> Html {
    let alpha = props.view.alpha.min(n_unknown.saturating_sub(1));
    let outcome = |alpha: usize| match ranking.within(alpha) {
        1.0 => "1, the attacker wins".to_string(),
        0.0 => "0, the attacker loses".to_string(),
        share => format!("1 with probability {}, since the attacker names one of the tied guesses", percent(share)),
    };
    html! {
        <div class="game">
            <h4>{ "The game on this record" }</h4>
            <p>
                { format!("Definition 3, the guess has to be the record: {}. ", outcome(0)) }
                { format!("Definition 4, up to {} may be wrong: {}.", count(alpha, "feature"), outcome(alpha)) }
            </p>
            { slider("Wrong features allowed in the game", (0.0, n_unknown.saturating_sub(1) as f64), 1.0, alpha as f64, format!("alpha = {alpha}"),
                props.tell.on(|x: f64| UiChange::Alpha(x as usize).into())) }
        </div>
    }
}

/// How far the best guesses are from the truth, with the baselines.
fn tied_distances(tally: &Tally, imputed: Option<&Vec<Imputed>>, by: GuessBy) -> Option<TiedDistances> {
    Some(TiedDistances { tally: tally.clone(), by, baselines: imputed?.clone() })
}

fn rank(rank: f64) -> String {
    if rank.fract() == 0.0 { whole(rank as u64) } else { number(rank, 1) }
}

/// In words, where it is more than a moment.
fn time_left(since: Option<Since>, n_tried: u64, n_completions: u64) -> String {
    let Some(since) = since else { return String::new() };
    let (spent, tried) = (js_sys::Date::now() - since.time, n_tried.saturating_sub(since.n_tried));
    let seconds = spent / 1000.0 * (n_completions - n_tried.min(n_completions)) as f64 / tried as f64;
    if tried > 0 && seconds >= 1.0 {
        format!(", about {} left", super::words::count(seconds.ceil() as usize, "second"))
    } else {
        String::new()
    }
}

/// What the guess is worth, beside what is known without the model.
fn verdict(imputed: Option<&Vec<Imputed>>, distance: f64, n_tied: u64, n_unknown: usize, is_whole: bool) -> Html {
    let Some(imputed) = imputed.filter(|_| is_whole) else { return Html::default() };
    let of = |by: Imputation| imputed.iter().find(|i| i.by == by).map_or(0.0, |i| i.distance);
    let (chance, regression) = (of(Imputation::Chance), of(Imputation::LogisticRegression));
    let off = match distance {
        0.0 => "exactly right".to_string(),
        distance => format!("off by {} of {}", two(distance), count(n_unknown, "feature")),
    };
    let tied = match n_tied {
        1 => String::new(),
        n => format!(", on average over {} guesses that the model can't tell apart", whole(n)),
    };
    let than = |other: f64| match distance.total_cmp(&other) {
        std::cmp::Ordering::Less => "nearer than",
        std::cmp::Ordering::Equal => "as near as",
        std::cmp::Ordering::Greater => "further off than",
    };
    paragraph(
        "verdict",
        format!(
            "Of this one record the model's guess is {off}{tied}: {} chance ({}), {} a logistic regression on other people's records, which never asks the model ({}). One record shows nothing of the model: a guess by luck can be as near.",
            than(chance),
            two(chance),
            than(regression),
            two(regression),
        ),
    )
}
