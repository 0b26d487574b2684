//! A line to be drawn by dragging its five points; sliders do the same for keys.

use crate::page::control::slider;
use crate::page::words::two;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// AUCs at the lower and the upper edge.
const RANGE: (f64, f64) = (0.4, 1.0);
/// Around the drawing, in its own units: room for what stands at the axis.
const MARGIN: f64 = 36.0;
/// Width and height in the drawing's own units.
const SIZE: (f64, f64) = (400.0, 180.0);

fn height_of(value: f64) -> f64 {
    SIZE.1 * (RANGE.1 - value) / (RANGE.1 - RANGE.0)
}

/// The pad: each point's value and name, and what is told of a change.
pub(super) fn pad(values: [f64; 5], labels: [&str; 5], hint: &str, changed: &Callback<(usize, f64)>) -> Html {
    let moved = {
        let changed = changed.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() != 0
                && let Some(drawn) = drawn_at(&event)
            {
                changed.emit(drawn);
            }
        })
    };
    let x = |place: usize| SIZE.0 * place as f64 / 4.0;
    let points: Vec<String> =
        values.iter().enumerate().map(|(n, value)| format!("{:.1},{:.1}", x(n), height_of(*value))).collect();
    html! {
        <>
            <svg class="pad" viewBox={format!("-{MARGIN} -{MARGIN} {} {}", SIZE.0 + 2.0 * MARGIN, SIZE.1 + 2.0 * MARGIN)} aria-hidden="true"
                onpointerdown={moved.clone()} onpointermove={moved}>
                { for [0.5, 0.75, 1.0].into_iter().map(|value| html! { <text x="-33" y={(height_of(value) + 4.0).to_string()}>{ two(value) }</text> }) }
                <line class="chance" x1="0" x2={SIZE.0.to_string()} y1={height_of(0.5).to_string()} y2={height_of(0.5).to_string()} />
                <polyline class="drawn" points={points.join(" ")} />
                { for values.iter().enumerate().map(|(n, value)| html! { <circle class="handle" cx={x(n).to_string()} cy={height_of(*value).to_string()} r="7" /> }) }
            </svg>
            <p class="hint">{ hint }</p>
            <div class="sliders">
                { for values.iter().enumerate().map(|(n, value)| {
                    let changed = changed.clone();
                    slider(labels[n], RANGE, 0.01, *value, two(*value), Callback::from(move |value: f64| changed.emit((n, value))))
                }) }
            </div>
        </>
    }
}

/// Which point is meant, and the AUC at that height.
fn drawn_at(event: &PointerEvent) -> Option<(usize, f64)> {
    use wasm_bindgen::JsCast;
    // Yew hears it at the page's root; what it is about may be a line or a disc of the drawing.
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let pad = target.closest(".pad").ok()??.get_bounding_client_rect();
    let within =
        |at: f64, start: f64, length: f64, size: f64| ((at - start) / length * (size + 2.0 * MARGIN) - MARGIN) / size;
    let across = within(f64::from(event.client_x()), pad.left(), pad.width(), SIZE.0);
    let down = within(f64::from(event.client_y()), pad.top(), pad.height(), SIZE.1);
    let value = RANGE.1 - down * (RANGE.1 - RANGE.0);
    let place = (4.0 * across).round().clamp(0.0, 4.0) as usize;
    value.is_finite().then(|| (place, value.clamp(RANGE.0, RANGE.1)))
}
