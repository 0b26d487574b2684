//! Step 2: the attack's AUC while the network learns.

use super::pad::pad;
use super::props::{Halves, LessonProps, TEXT};
use crate::lesson::text::{ByHeartText, fill};
use crate::lesson::{Act, Step};
use crate::page::chart::{chart, of};
use crate::page::element::{hint, primary};
use crate::page::ui::UiChange;
use crate::session::Event;
use nearmiss::train::N_EVALUATED;
use nearmiss_figures::AucByEpoch;
use yew::prelude::*;

pub(super) fn view(props: &LessonProps) -> Halves {
    let text: &ByHeartText = &TEXT.by_heart;
    let auc = props.lesson.stakes.auc;
    if !props.is_locked() {
        let changed = props.on_stake(|stakes, (place, value): (usize, f64)| stakes.auc[place] = value);
        let tell = props.tell.clone();
        // The training is shown again: the same network, to the last bit.
        let lock = Callback::from(move |_: MouseEvent| {
            tell.say(UiChange::Lesson(Act::Lock(Step::ByHeart)));
            tell.say(Event::Reset);
            tell.say(Event::Train);
        });
        return Halves {
            asked: primary(text.lock, lock),
            shown: pad(auc, text.points, text.pad, &changed),
            ..Halves::default()
        };
    }
    let description = props.description.as_ref();
    let n_asked = n_asked(props);
    let is_sampled = description.is_some_and(|d| d.n_members.max(d.n_non_members) > N_EVALUATED);
    Halves {
        asked: props.told(),
        shown: html! {
            <>
                { chart(of(figure(props)), props.viewport, 300) }
                if is_sampled { { hint(fill(text.sampled, &[("members", &n_asked[0].to_string()), ("others", &n_asked[1].to_string())])) } }
            </>
        },
        ..Halves::default()
    }
}

/// Members and others that the AUC is measured on while the network trains.
fn n_asked(props: &LessonProps) -> [usize; 2] {
    props.description.as_ref().map_or([1, 1], |d| [d.n_members, d.n_non_members].map(|n| n.min(N_EVALUATED)))
}

/// The AUC by epoch, with what was drawn.
pub(super) fn figure(props: &LessonProps) -> AucByEpoch {
    let drawn = props.lesson.stakes.auc.iter().enumerate();
    let prediction: Vec<(f64, f64)> = drawn.map(|(n, auc)| (n as f64 / 4.0, *auc)).collect();
    let n_epochs = props.experiment.training_config().n_epochs();
    AucByEpoch::of(&props.shown.curve, n_epochs, n_asked(props), &prediction)
}
