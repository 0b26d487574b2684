//! What is looked at stays where it stands in the window while stations are made anew.
//!
//! Every station keeps its height meanwhile, so that none moves those below it. What still moves, such as a line that comes
//! or goes above a control, is scrolled back; and browsers that follow by themselves what moves (scroll anchoring) do so in
//! the station that is looked at, and in no other.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The class of stations.
const STATION: &str = "station";

/// Keeps things still.
#[derive(Default)]
pub(super) struct Stillness(Option<Held>);

/// Between an event and the drawing of what came of it.
struct Held {
    looked_at: Option<LookedAt>,
    /// Whether something was being made anew before.
    was_busy: bool,
}

impl Stillness {
    /// After an event, before anything is drawn of it: whether something was being made anew, and is by now.
    pub fn hold(&mut self, was_busy: bool, is_busy: bool) {
        if was_busy || is_busy {
            let looked_at = LookedAt::find();
            if !was_busy {
                each_station(|station| {
                    let is_looked_at = looked_at.as_ref().is_some_and(|own| station.contains(Some(&own.element)));
                    (station.offset_height(), if is_looked_at { "auto" } else { "none" })
                });
            }
            self.0 = Some(Held { looked_at, was_busy });
        }
    }

    /// Once it is drawn.
    pub fn settle(&mut self, is_busy: bool) {
        let Some(Held { looked_at, was_busy }) = self.0.take() else { return };
        if was_busy && !is_busy {
            each_station(|_| (0, "auto"));
        }
        if let Some(looked_at) = looked_at {
            looked_at.stay();
        }
    }
}

/// Gives each station a least height, in CSS pixels, and says whether the window follows what moves in it.
fn each_station(style: impl Fn(&HtmlElement) -> (i32, &'static str)) {
    let all = gloo::utils::document().get_elements_by_class_name(STATION);
    for station in (0..all.length()).filter_map(|n| all.item(n)).filter_map(|e| e.dyn_into::<HtmlElement>().ok()) {
        let (height, anchor) = style(&station);
        // Where they can't be set, things move, as they would have.
        let _ = station.style().set_property("min-height", &format!("{height}px"));
        let _ = station.style().set_property("overflow-anchor", anchor);
    }
}

/// What a person looks at, and where it stands in the window.
struct LookedAt {
    element: Element,
    top: f64,
}

impl LookedAt {
    /// What has the focus, or else stands in the middle of the window, if it is within a station.
    fn find() -> Option<LookedAt> {
        let (window, document) = (gloo::utils::window(), gloo::utils::document());
        let [width, height] = [window.inner_width().ok()?.as_f64()?, window.inner_height().ok()?.as_f64()?];
        let is_seen = |element: &Element| (0.0..height).contains(&top(element));
        let is_within = |element: &Element| element.closest(&format!(".{STATION}")).is_ok_and(|found| found.is_some());
        let middle = || document.element_from_point(width as f32 / 2.0, height as f32 / 2.0);
        let focus = document.active_element().filter(|element| is_seen(element) && is_within(element));
        let element = focus.or_else(|| middle().filter(is_within))?;
        Some(LookedAt { top: top(&element), element })
    }

    /// Scrolls it back to where it stood.
    fn stay(&self) {
        let moved = top(&self.element) - self.top;
        if self.element.is_connected() && moved != 0.0 {
            gloo::utils::window().scroll_by_with_x_and_y(0.0, moved);
        }
    }
}

/// In the window, in CSS pixels.
fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}
