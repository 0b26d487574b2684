//! What a step's stake was and what came out, in sentences. Each is computed, and says no more than its interval allows.

use super::stake::{Sort, Stakes, TRIED};
use super::step::Step;
use super::text::{Noun, Text, fill};
use crate::session::Shown;
use nearmiss::Experiment;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::attribute::{AttributeAttackReport, AttributeInferenceReport, GuessBy, SideGuesses};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::hill::{Walk, Walks};
use nearmiss::interval::Interval;
use nearmiss::matrix::{AccessKind, DefenceEffect, MatrixReport, MatrixRow};
use nearmiss::membership::PAPERS_ATTACK;
use nearmiss::order;
use nearmiss::report::StrongMembershipReport;
use nearmiss::trial::Side;
use nearmiss_figures::{Figure, Hill, NearnessAuc, number, percent, whole};

/// Share of members among the people asked about in step 3.
pub const BASE_RATE: f64 = 0.06;
/// Records accused, below which it is said that they are few.
const FEW: f64 = 20.0;
/// Errors that a guess may have where the lesson names one number.
pub const ALPHA: usize = 3;

/// What sentences are made of.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// What records are called.
    pub noun: Noun,
    /// What is asked.
    pub experiment: &'a Experiment,
    /// What came of it.
    pub shown: &'a Shown,
    /// Walks away from records.
    pub walks: Option<&'a Walks>,
}

/// A share as a number of 100.
pub(crate) fn of_100(share: f64) -> String {
    number(100.0 * share, if share > 0.0 && share < 0.01 { 1 } else { 0 })
}

fn two(value: f64) -> String {
    number(value, 2)
}

/// What a person staked in a step, in words.
pub fn said(step: Step, stakes: &Stakes, text: &Text) -> String {
    let rounded = |value: f64| number(value, 0);
    match step {
        Step::TakeHome => String::new(),
        Step::WhoWasInIt => {
            let [blind, seeing, _, all] = stakes.rounds.map(|n| n.to_string());
            fill(text.who.said, &[("blind", &blind), ("seeing", &seeing), ("all", &all)])
        }
        Step::ByHeart => fill(text.by_heart.said, &[("start", &two(stakes.auc[0])), ("end", &two(stakes.auc[4]))]),
        Step::Accuse => fill(text.accuse.said, &[("said", &rounded(stakes.accused))]),
        Step::NearAndFar => {
            stakes.is_nearer_harder.map_or("", |harder| text.near_and_far.said[usize::from(!harder)]).to_string()
        }
        Step::NearMiss => fill(text.near_miss.said, &[("said", &rounded(stakes.near_miss))]),
        Step::WalkAway => fill(text.walk_away.said, &[("said", &rounded(stakes.flips))]),
        Step::Attributes => fill(text.attributes.said, &[("said", &rounded(stakes.exact))]),
        Step::Added => stakes.nearer.map_or("", |nearer| text.added.said[nearer as usize]).to_string(),
        Step::Defend => stakes
            .sorted
            .iter()
            .zip(TRIED)
            .filter_map(|(sort, name)| Some(format!("{}: {}", title(name), text.defend.sorts[(*sort)? as usize])))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// A defence's title.
pub(crate) fn title(name: &str) -> &'static str {
    nearmiss::defence::DEFENCES.iter().find(|kind| kind.name() == name).map_or("", |kind| kind.title())
}

/// What came out of a step, as far as the session has it.
pub fn outcome(step: Step, at: Results<'_>, stakes: &Stakes, text: &Text) -> Option<String> {
    let findings = &at.shown.pooled.findings;
    match step {
        Step::WhoWasInIt => who(at, text),
        Step::ByHeart => by_heart(at, text),
        Step::Accuse => accuse(at, stakes.threshold, BASE_RATE, text),
        Step::NearAndFar => {
            let figure = NearnessAuc::of(findings, at.experiment);
            let reading = figure.and_then(|figure| figure.reading())?;
            Some(format!("{}: {} {}", reading.word.title(), reading.because, text.near_and_far.brackets))
        }
        Step::NearMiss => near_miss(at, text),
        Step::WalkAway => walk_away(at, text),
        Step::TakeHome => None,
        Step::Attributes => findings.attribute_inference.as_ref().map(|report| attributes(report, text)),
        Step::Added => added(findings.attribute_inference.as_ref()?, text),
        Step::Defend => {
            let verdicts = Verdicts::of(at.shown.matrix.as_deref()?);
            (verdicts.0.len() == TRIED.len()).then(|| verdicts.sentence(stakes, text))
        }
    }
}

fn who(at: Results<'_>, text: &Text) -> Option<String> {
    let result = at.shown.pooled.findings.membership.get(PAPERS_ATTACK)?;
    let Interval { low, high, .. } = result.auc_interval;
    let auc = fill(
        &at.noun.of(text.who.auc, 0),
        &[("times", &of_100(result.auc)), ("low", &of_100(low)), ("high", &of_100(high))],
    );
    Some(format!("{auc} {}", text.who.against_chance[against(result.auc_interval, 0.5)]))
}

/// 0 if an interval lies above a value, 1 if it holds it, 2 if it lies below.
fn against(interval: Interval, value: f64) -> usize {
    match () {
        () if interval.low > value => 0,
        () if interval.high < value => 2,
        () => 1,
    }
}

fn by_heart(at: Results<'_>, text: &Text) -> Option<String> {
    let shown = &at.shown;
    let result = shown.pooled.findings.membership.get(PAPERS_ATTACK)?;
    let last = shown.curve.last()?;
    let Interval { low, high, .. } = result.auc_interval;
    Some(fill(
        text.by_heart.found,
        &[
            ("start", &two(shown.curve.first()?.auc)),
            ("auc", &two(result.auc)),
            ("low", &two(low)),
            ("high", &two(high)),
            ("members", &percent(last.train_accuracy)),
            ("others", &percent(last.test_accuracy)),
            ("gap", &number(100.0 * (last.train_accuracy - last.test_accuracy), 0)),
            ("epochs", &last.epoch.to_string()),
        ],
    ))
}

/// What a threshold does, at a share of members among those asked about.
pub(crate) fn accuse(at: Results<'_>, threshold: Option<f64>, rate: f64, text: &Text) -> Option<String> {
    let scored = at.shown.scored.as_ref()?;
    let point = scored.curves.get(PAPERS_ATTACK)?.at(threshold?);
    let called = point.tpr * rate + point.fpr * (1.0 - rate);
    if called <= 0.0 {
        return Some(text.accuse.found_nobody.to_string());
    }
    let [members, others] = [&scored.members, &scored.non_members].map(|side| side.n_records as f64);
    let n_accused = (point.tpr * members + point.fpr * others).round();
    let found = fill(
        text.accuse.found,
        &[
            ("found", &percent(point.tpr)),
            ("accused", &percent(point.fpr)),
            ("precision", &of_100(point.tpr * rate / called)),
            ("rate", &percent(rate)),
        ],
    );
    if n_accused >= FEW {
        return Some(found);
    }
    let all = number(members + others, 0);
    let few = fill(&at.noun.of(text.accuse.few, 0), &[("n", &number(n_accused, 0)), ("all", &all)]);
    Some(format!("{found} {few}"))
}

/// The near-miss games at the least distance, by flipping.
pub(crate) fn nearest_game<'a>(at: Results<'a>) -> Option<&'a StrongMembershipReport> {
    let games = &at.shown.pooled.findings.strong_membership;
    games.iter().find(|game| game.neighbour == Neighbour::Flip && game.non_members.is_some())
}

fn near_miss(at: Results<'_>, text: &Text) -> Option<String> {
    let report = nearest_game(at)?;
    let (own, unseen) = (&report.members.max_confidence, &report.non_members.as_ref()?.max_confidence);
    let (added, interval) = own.gain_over(unseen, 1);
    let points = |share: f64| number(100.0 * share, 0);
    let found = fill(
        &at.noun.of(text.near_miss.found, 0),
        &[
            ("model", &of_100(own.paired_success)),
            ("control", &of_100(unseen.paired_success)),
            ("added", &points(added)),
            ("low", &points(interval.low)),
            ("high", &points(interval.high)),
        ],
    );
    let rule = fill(text.near_miss.rule, &[("rule", &of_100(report.members.rules.frequencies))]);
    Some(format!("{found} {} {rule}", text.near_miss.adds[against(interval, 0.0)]))
}

/// By how many changes at random half of the walks have led to another class, and what the figure says of confidences.
fn walk_away(at: Results<'_>, text: &Text) -> Option<String> {
    let walks = at.walks.filter(|walks| !walks.of(Side::Members).is_empty())?;
    let never = walks.n_flips() + 1;
    let changed = |walk: &Walk| walk.classes.iter().position(|class| *class != walk.classes[0]).unwrap_or(never);
    let half = |side: Side| {
        let mut changes: Vec<f64> = walks.of(side).iter().map(|walk| changed(walk) as f64).collect();
        order::ascending(&mut changes);
        match changes.get(changes.len() / 2) {
            Some(n) if *n as usize != never => whole(*n as u64),
            _ => fill(text.walk_away.more_than, &[("n", &whole(walks.n_flips() as u64))]),
        }
    };
    let [members, others] = [Side::Members, Side::NonMembers].map(half);
    let found = fill(&at.noun.of(text.walk_away.found, 0), &[("members", &members), ("others", &others)]);
    let first = Hill { walks: walks.clone(), own: None }.first_step()?;
    Some(format!(
        "{found} {}",
        fill(text.walk_away.first, &[("change", &number(first, if first < 1.0 { 2 } else { 1 }))])
    ))
}

fn attributes(report: &AttributeInferenceReport, text: &Text) -> String {
    let attack = report.attack(GuessBy::MaxConfidence);
    let (members, n_unknown) = (&attack.members, report.unknown.len());
    let exact = Interval::of_rate(members.exact_rate, members.distances.len());
    let chance = report.baseline(Imputation::Chance).map_or(0.0, |chance| chance.members.mean_hamming);
    let alpha = ALPHA.min(n_unknown.saturating_sub(1));
    let found = fill(
        text.attributes.found,
        &[
            ("exact", &of_100(members.exact_rate)),
            ("low", &of_100(exact.low)),
            ("high", &of_100(exact.high)),
            ("unknown", &n_unknown.to_string()),
            ("off", &number(members.mean_hamming, 1)),
            ("chance", &number(chance, 1)),
        ],
    );
    format!("{found} {}", within(report, alpha, text))
}

/// How many are guessed with up to `alpha` errors.
pub(crate) fn within(report: &AttributeInferenceReport, alpha: usize, text: &Text) -> String {
    let attack = report.attack(GuessBy::MaxConfidence);
    let share = |within: &[f64]| percent(within.get(alpha).copied().unwrap_or(1.0));
    fill(
        text.attributes.within,
        &[
            ("alpha", &alpha.to_string()),
            ("unknown", &report.unknown.len().to_string()),
            ("within", &share(&attack.members.within)),
            ("others", &share(&attack.non_members.within)),
        ],
    )
}

fn added(report: &AttributeInferenceReport, text: &Text) -> Option<String> {
    let attack = report.attack(GuessBy::MaxConfidence);
    let gain = attack.adds.as_ref()?;
    let best = report.baseline(gain.imputation)?;
    let chance = report.baseline(Imputation::Chance).map_or(0.0, |chance| chance.members.mean_hamming);
    let found = fill(
        text.added.found,
        &[
            ("unknown", &report.unknown.len().to_string()),
            ("members", &number(attack.members.mean_hamming, 1)),
            ("others", &number(attack.non_members.mean_hamming, 1)),
            ("by", &gain.imputation.title().to_lowercase()),
            ("best", &number(best.members.mean_hamming, 1)),
            ("chance", &number(chance, 1)),
        ],
    );
    let adds = gain.on_members;
    let seen = match () {
        () if adds.is_seen() => 0,
        () if adds.interval.high < 0.0 => 2,
        () => 1,
    };
    // What is worse than imputation is told as errors that it has more.
    let (added, low, high) = match seen {
        2 => (-adds.mean, -adds.interval.high, -adds.interval.low),
        _ => (adds.mean, adds.interval.low, adds.interval.high),
    };
    let values = [("added", added), ("low", low), ("high", high)];
    let values = values.map(|(name, value)| (name, number(value, 1)));
    let adds = fill(text.added.adds[seen], &values.each_ref().map(|(name, value)| (*name, &value[..])));
    Some(format!("{adds} {found} {}", better_on_members(attack, report.unknown.len(), text)))
}

/// By how much members are guessed better than others.
fn better_on_members(attack: &AttributeAttackReport, n_unknown: usize, text: &Text) -> String {
    let n_unknown = n_unknown.max(1) as f64;
    // As shares of the unknown features, which is what intervals of differences are made for.
    let of =
        |side: &SideGuesses| (side.mean_hamming / n_unknown, side.mean_hamming_interval.scaled(1.0 / n_unknown, 0.0));
    let (members, others) = (of(&attack.members), of(&attack.non_members));
    let interval = Interval::difference_of(others, members, 1);
    let seen = against(interval, 0.0);
    let more = [others.0 - members.0, interval.low, interval.high].map(|share| share * n_unknown);
    // Whom is guessed better is told by words.
    let more = if seen == 2 { [-more[0], -more[2], -more[1]] } else { more };
    let [more, low, high] = more.map(|value| number(value, 1));
    fill(text.added.sides[seen], &[("more", &more), ("low", &low), ("high", &high)])
}

/// What each of the defences of step 9 does.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdicts(pub Vec<Verdict>);

/// What one defence does.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Its registered name.
    pub name: &'static str,
    /// In a word.
    pub effect: DefenceEffect,
    /// AUC of the strongest attack, without the defence and with it.
    pub auc: (f64, f64),
    /// The same of the strongest that sees labels alone.
    pub labels: Option<(f64, f64)>,
    /// Of a private training, the epsilon that it promises.
    pub epsilon: Option<f64>,
    /// Test accuracy, without and with it.
    pub accuracy: (f64, f64),
}

impl Verdicts {
    /// Of those of the five that a matrix has so far.
    pub fn of(matrix: &MatrixReport) -> Verdicts {
        let verdict = |name: &'static str| {
            let row = matrix.rows.iter().find(|row| row.defence.name() == name)?;
            let measured = matrix.measured(row)?;
            let by_labels = |row: &MatrixRow| Some(row.strongest_of(AccessKind::Labels)?.auc.value);
            let plain = matrix.rows.iter().find(|row| row.defence.name() == "none")?;
            Some(Verdict {
                name,
                effect: measured.effect,
                auc: (measured.plain.auc.value, measured.all.auc.value),
                labels: by_labels(plain).zip(by_labels(row)),
                epsilon: row.guarantee.as_ref().map(|guarantee| guarantee.epsilon),
                accuracy: (row.test_accuracy - measured.accuracy_change, row.test_accuracy),
            })
        };
        Verdicts(TRIED.iter().filter_map(|name| verdict(name)).collect())
    }

    /// How many a person has sorted as they were measured.
    pub fn n_right(&self, stakes: &Stakes) -> usize {
        let is_right = |verdict: &&Verdict| {
            let place = TRIED.iter().position(|name| *name == verdict.name);
            let sorted = place.and_then(|place| stakes.sorted[place]);
            sorted.is_some() && sorted == Sort::of(verdict.effect)
        };
        self.0.iter().filter(is_right).count()
    }

    /// How many protect, where there is something to protect from, as a sentence before another.
    fn protection(&self, text: &Text) -> String {
        if self.0.iter().any(|verdict| verdict.effect == DefenceEffect::NothingToProtectFrom) {
            return String::new();
        }
        let n = self.0.iter().filter(|verdict| verdict.effect == DefenceEffect::Protects).count();
        let words = text.defend.protect[usize::from(n > 0)];
        fill(words, &[("n", &n.to_string()), ("all", &self.0.len().to_string())]) + " "
    }

    fn sentence(&self, stakes: &Stakes, text: &Text) -> String {
        let words = self
            .0
            .iter()
            .map(|verdict| format!("{} {}", title(verdict.name), nearmiss_figures::effect_in_a_word(verdict.effect)));
        let (right, all) = (self.n_right(stakes).to_string(), self.0.len().to_string());
        let said = fill(text.defend.said, &[("right", &right), ("all", &all)]);
        format!("{}{said}: {}.", self.protection(text), words.collect::<Vec<_>>().join(", "))
    }
}
