//! What happens to the window that concerns the whole page.

use super::chart::Viewport;
use super::ui::{Msg, Tell, UiChange};
use crate::browser;
use crate::session::Event;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;

/// Window events that concern the whole page.
pub(super) fn listen(tell: &Tell) -> Vec<EventListener> {
    let window = gloo::utils::window();
    let active = EventListenerOptions::enable_prevent_default();
    let on = |name: &'static str, what: Box<dyn Fn(&web_sys::Event)>| {
        EventListener::new_with_options(&window, name, active, move |event| what(event))
    };
    let told = || tell.clone();
    let (resized, linked, over, left, dropped) = (told(), told(), told(), told(), told());
    let mut listeners = vec![
        on("resize", Box::new(move |_| resized.say(UiChange::Viewport(Viewport::now())))),
        on(
            "hashchange",
            Box::new(move |_| {
                let fragment = gloo::utils::window().location().hash().unwrap_or_default();
                linked.say(Event::LinkChanged(fragment));
            }),
        ),
        on(
            "dragover",
            Box::new(move |event| {
                event.prevent_default();
                over.say(UiChange::Dragging(true));
            }),
        ),
        on("dragleave", Box::new(move |_| left.say(UiChange::Dragging(false)))),
        on(
            "drop",
            Box::new(move |event| {
                event.prevent_default();
                let files =
                    event.dyn_ref::<web_sys::DragEvent>().and_then(|e| e.data_transfer()).and_then(|t| t.files());
                match files.and_then(|files| files.get(0)) {
                    Some(file) => dropped.say(Msg::File(file)),
                    None => dropped.say(UiChange::Dragging(false)),
                }
            }),
        ),
    ];
    let themed = told();
    listeners.extend(browser::on_theme(move || themed.say(UiChange::Viewport(Viewport::now()))));
    listeners
}
