//! Step 6: a walk away from a record.

use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::fill;
use crate::page::control::slider;
use crate::page::hill::hill;
use crate::page::record;
use nearmiss::trial::Side;
use nearmiss_figures::number;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text = &TEXT.walk_away;
    let stakes = &props.lesson.stakes;
    let asked = if props.is_locked() {
        props.told()
    } else {
        html! {
            <>
                { slider(text.slider, (1.0, 40.0), 1.0, stakes.flips, fill(text.in_words, &[("n", &number(stakes.flips, 0))]),
                    props.on_stake(|stakes, n: f64| stakes.flips = n)) }
                { props.lock(text.lock) }
            </>
        }
    };
    Halves { asked, shown: if props.is_locked() { hill(&props.hill) } else { preview(props) }, ..Halves::default() }
}

/// The first member after as many changes as are staked.
fn preview(props: &LessonProps) -> Html {
    let (Some(description), Some(walks)) = (&props.description, &props.walks) else { return props.waits() };
    let (Some(record), Some(walk)) =
        (description.sides[Side::Members.place()].first(), walks.of(Side::Members).first())
    else {
        return Html::default();
    };
    let n = (props.lesson.stakes.flips as usize).min(walk.features.len());
    let mut values = record.values.clone();
    walk.features[..n].iter().zip(&walk.reached).for_each(|(feature, reached)| values[*feature] = *reached);
    html! {
        <figure>
            <figcaption>{ fill(TEXT.walk_away.preview, &[("n", &n.to_string())]) }</figcaption>
            { record::record(description, &values, &walk.features[..n]) }
        </figure>
    }
}
