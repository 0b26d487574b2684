//! The five stations at a glance: each with its number as soon as there is one.

use super::ui::Context;
use super::words::{percent, two};
use nearmiss::attribute::imputation::Imputation;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::matrix::Effect;
use nearmiss::membership::PAPERS_ATTACK;
use yew::prelude::*;

/// One station's number and what to hold it against.
struct Finding {
    number: String,
    against: String,
}

/// The overview.
pub(crate) fn view(context: &Context<'_>) -> Html {
    let stations = [
        ("train-heading", "Train", train(context)),
        ("membership-heading", "Member or not?", membership(context)),
        ("near-miss-heading", "The near miss", near_miss(context)),
        ("guess-heading", "Guess the unknown", guess(context)),
        ("defend-heading", "Defend", defend(context)),
    ];
    html! {
        <nav aria-label="Stations">
            <ol class="overview">
                { for stations.into_iter().enumerate().map(|(n, (id, name, finding))| {
                    let waits = if id == "defend-heading" { "tried when you ask for it" } else { "comes in a moment" };
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

fn train(context: &Context<'_>) -> Option<Finding> {
    let last = context.session.curve.last()?;
    Some(Finding {
        number: format!("{} against {}", percent(last.train_accuracy), percent(last.test_accuracy)),
        against: "members against non-members classified rightly".to_string(),
    })
}

fn membership(context: &Context<'_>) -> Option<Finding> {
    let curve = context.session.curves.as_ref()?.get(PAPERS_ATTACK)?;
    Some(Finding {
        number: format!("AUC {}", two(curve.auc)),
        against: "members told from non-members; chance 0.50".to_string(),
    })
}

fn near_miss(context: &Context<'_>) -> Option<Finding> {
    let pooled = context.session.pooled();
    let nearest = pooled.findings.strong_membership.iter().find(|game| game.neighbour == Neighbour::Flip)?;
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

fn guess(context: &Context<'_>) -> Option<Finding> {
    let session = context.session;
    let tally = session.tally()?;
    let ranking = tally.ranking(session.experiment.attribute_inference.guess_by);
    if tally.n_tried == 0 {
        return None;
    }
    let without = session
        .results
        .imputed
        .as_ref()
        .and_then(|all| all.iter().find(|i| i.by == Imputation::LogisticRegression).map(|i| i.distance));
    let without = without.map(|d| format!("; logistic regression without the model: {}", two(d))).unwrap_or_default();
    Some(Finding {
        number: format!("{} of {} wrong", two(ranking.mean_distance()), ranking.tied_by_distance.len() - 1),
        against: format!("in the guess of one record's unknown features{without}"),
    })
}

fn defend(context: &Context<'_>) -> Option<Finding> {
    let matrix = context.session.matrix()?;
    let effects =
        || matrix.rows.iter().filter(|row| row.defence.name() != "none").filter_map(|row| matrix.measured(row));
    let n_protect = effects().filter(|measured| measured.effect == Effect::Protects).count();
    Some(Finding {
        number: format!("{n_protect} of {} protect", effects().count()),
        against: "defences under which attacks on labels tell less, too".to_string(),
    })
}

/// Moves the focus, and with it the view, without touching the fragment, which holds the experiment.
pub(crate) fn go_to(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        use wasm_bindgen::JsCast;
        event.prevent_default();
        let place = gloo::utils::document().get_element_by_id(id);
        if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
            place.scroll_into_view();
            // The focus stays where it is if it can't move.
            let _ = place.focus();
        }
    })
}
