//! What happens here, drawn once: records, network, confidence, attacker. It moves while the network learns, and the part
//! that a step is about is lit.

use super::props::LessonProps;
use crate::lesson::Step;
use crate::session::Activity;
use yew::prelude::*;

/// Parts of the drawing.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Members,
    Others,
    Network,
    Confidence,
    Attacker,
}

/// What a step is about.
fn lit(step: Step) -> &'static [Part] {
    match step {
        Step::WhoWasInIt => &[Part::Members, Part::Others, Part::Confidence],
        Step::ByHeart => &[Part::Members, Part::Network],
        Step::Accuse => &[Part::Attacker, Part::Others],
        Step::NearAndFar => &[Part::Others, Part::Members],
        Step::NearMiss => &[Part::Members, Part::Confidence],
        Step::WalkAway => &[Part::Confidence],
        Step::Attributes | Step::Added => &[Part::Attacker],
        Step::Defend => &[Part::Network, Part::Confidence],
        Step::TakeHome => &[],
    }
}

/// The drawing.
pub(super) fn scene(props: &LessonProps) -> Html {
    let lit = lit(props.step);
    let class = |part: Part| classes!("part", lit.contains(&part).then_some("lit"));
    let is_training = props.activity == Activity::Training;
    let dots = |x: f64, class: &'static str| {
        (0..12).map(move |n| {
            let (column, row) = (f64::from(n % 4), f64::from(n / 4));
            html! { <rect {class} x={(x + 15.0 * column).to_string()} y={(18.0 + 15.0 * row).to_string()} width="11" height="11" rx="2" /> }
        })
    };
    let unit = |layer: usize, n: usize| {
        (250.0 + 45.0 * layer as f64, 16.0 + 14.0 * n as f64 + if layer == 1 { 0.0 } else { 7.0 })
    };
    let n_units = [4, 5, 4];
    let links = (0..2).flat_map(|layer| {
        (0..n_units[layer])
            .flat_map(move |a| (0..n_units[layer + 1]).map(move |b| (unit(layer, a), unit(layer + 1, b))))
    });
    let words = match props.activity {
        Activity::Training => format!("Training: {:.0} % done.", 100.0 * props.trained.min(1.0)),
        Activity::Loading => "Getting the data.".to_string(),
        _ => "Trained.".to_string(),
    };
    let title =
        props.experiment.data.registered().map_or(String::new(), |source| format!("{}. ", source.kind().title()));
    html! {
        <figure class="scene">
            <svg viewBox="0 0 720 92" role="img" aria-label="Members train the network; others don't. Whoever asks it about a record gets a class and how sure it is. The attacker sees only that.">
                <g class={class(Part::Members)}>{ for dots(10.0, "members-dot") }<text x="10" y="84">{ "members" }</text></g>
                <g class={class(Part::Others)}>{ for dots(100.0, "others-dot") }<text x="104" y="84">{ "others" }</text></g>
                <path class={classes!("flow", is_training.then_some("moving"))} d="M 70 12 C 120 2, 180 8, 240 34" />
                <g class={class(Part::Network)}>
                    { for links.map(|((x, y), (x2, y2))| html! { <line x1={x.to_string()} y1={y.to_string()} x2={x2.to_string()} y2={y2.to_string()} /> }) }
                    { for (0..3).flat_map(|layer| (0..n_units[layer]).map(move |n| unit(layer, n))).map(|(x, y)| html! { <circle cx={x.to_string()} cy={y.to_string()} r="5" /> }) }
                    <text x="262" y="88">{ "network" }</text>
                </g>
                <path class="flow" d="M 350 42 L 398 42" />
                <g class={class(Part::Confidence)}>
                    { for [58.0, 10.0, 16.0].into_iter().enumerate().map(|(n, width)| html! { <rect class="confidence-bar" x="405" y={(22 + 14 * n).to_string()} width={width.to_string()} height="9" /> }) }
                    <text x="405" y="84">{ "how sure it is" }</text>
                </g>
                <path class="flow" d="M 490 42 L 548 42" />
                <g class={class(Part::Attacker)}>
                    <circle class="attacker" cx="575" cy="30" r="11" /><path class="attacker" d="M 553 62 C 555 44, 595 44, 597 62 Z" />
                    <text x="556" y="84">{ "attacker" }</text>
                    <text class="asks" x="610" y="42">{ "member?" }</text>
                </g>
            </svg>
            <figcaption>{ title }{ words }</figcaption>
        </figure>
    }
}
