//! The five stations at a glance: each with its number as soon as there is one.

use super::view::Drawable;
use super::words::{percent, two};
use crate::browser;
use crate::session::{Activity, Session, Shown};
use nearmiss::attribute::GuessBy;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::matrix::DefenceEffect;
use nearmiss::membership::PAPERS_ATTACK;
use yew::prelude::*;

/// One station's number and what to hold it against.
struct Finding {
    number: String,
    against: String,
}

/// What [`Overview`] is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OverviewProps {
    shown: Shown,
    by: GuessBy,
    is_paused: bool,
}

impl OverviewProps {
    pub fn of(session: &Session) -> OverviewProps {
        let by = session.setup.experiment.attribute_inference.guess_by;
        let is_paused = session.run.activity == Activity::Paused;
        OverviewProps { shown: session.found.shown.clone(), by, is_paused }
    }
}

impl Drawable for OverviewProps {
    fn view(&self) -> Html {
        let OverviewProps { shown, by, is_paused } = self;
        let stations = [
            ("train-heading", "Train", train(shown)),
            ("membership-heading", "Member or not", membership(shown)),
            ("near-miss-heading", "The near miss", near_miss(shown)),
            ("guess-heading", "Guess the unknown", guess(shown, *by)),
            ("defend-heading", "Defend", defend(shown)),
        ];
        html! {
            <nav aria-label="Stations">
                <ol class="overview">
                    { for stations.into_iter().enumerate().map(|(n, (id, name, finding))| {
                        let waits = match id {
                            "defend-heading" => "tried when you ask for it",
                            _ if *is_paused => "comes when you press Train",
                            _ => "comes in a moment",
                        };
                        let (number, against) = finding.map_or(("…".to_string(), waits.to_string()), |f| (f.number, f.against));
                        html! {
                            <li>
                                <button onclick={go_to(id)}>
                                    <span class="name">{ format!("{} {name}", n + 1) }</span>
                                    <span class="finding">{ number }</span>
                                    <span class="against">{ against }</span>
                                </button>
                            </li>
                        }
                    }) }
                </ol>
            </nav>
        }
    }
}

fn train(shown: &Shown) -> Option<Finding> {
    let last = shown.curve.last()?;
    Some(Finding {
        number: format!("{} against {}", percent(last.train_accuracy), percent(last.test_accuracy)),
        against: "members against non-members classified correctly".to_string(),
    })
}

fn membership(shown: &Shown) -> Option<Finding> {
    let curve = shown.scored.as_ref()?.curves.get(PAPERS_ATTACK)?;
    Some(Finding {
        number: format!("AUC {}", two(curve.auc)),
        against: "members told from non-members; chance 0.50".to_string(),
    })
}

fn near_miss(shown: &Shown) -> Option<Finding> {
    let nearest = shown.pooled.findings.strong_membership.iter().find(|game| game.neighbour == Neighbour::Flip)?;
    let unseen = nearest.non_members.as_ref()?;
    Some(Finding {
        number: format!("{} of pairs", percent(nearest.members.max_confidence.paired_success)),
        against: format!(
            "members told from near misses at distance {}; {} on records never seen",
            nearest.distance,
            percent(unseen.max_confidence.paired_success),
        ),
    })
}

fn guess(shown: &Shown, by: GuessBy) -> Option<Finding> {
    let tally = shown.tally.as_ref()?;
    let ranking = tally.ranking(by);
    if tally.n_tried == 0 {
        return None;
    }
    let without = shown
        .imputed
        .as_ref()
        .and_then(|all| all.iter().find(|i| i.by == Imputation::LogisticRegression).map(|i| i.distance));
    let without = without.map(|d| format!("; logistic regression without the model: {}", two(d))).unwrap_or_default();
    Some(Finding {
        number: format!("{} of {} wrong", two(ranking.mean_distance()), ranking.tied_by_distance.len() - 1),
        against: format!("in the guess of one record's unknown features{without}"),
    })
}

fn defend(shown: &Shown) -> Option<Finding> {
    let matrix = shown.matrix.as_ref()?;
    let effects: Vec<DefenceEffect> = matrix
        .rows
        .iter()
        .filter(|row| row.defence.name() != "none")
        .filter_map(|row| Some(matrix.measured(row)?.effect))
        .collect();
    let n_of = |wanted: DefenceEffect| effects.iter().filter(|effect| **effect == wanted).count();
    if n_of(DefenceEffect::NothingToProtectFrom) > 0 {
        let against = "without a defence no attack is seen to beat a coin".to_string();
        return Some(Finding { number: "Nothing to protect from".to_string(), against });
    }
    (!effects.is_empty()).then(|| Finding {
        number: format!("{} of {} protect", n_of(DefenceEffect::Protects), effects.len()),
        against: format!(
            "defences; {} lower what the strongest attack on labels tells, without being shown to protect",
            n_of(DefenceEffect::Lowers)
        ),
    })
}

/// Moves the focus, and with it the view, without touching the fragment, which holds the experiment.
pub(crate) fn go_to(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        browser::show(id);
    })
}
