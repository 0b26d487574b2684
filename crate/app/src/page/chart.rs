//! A chart on a canvas, with its finding in words and its numbers in a table; and both as files.

use nearmiss_figures::{Figure, Style, Theme, to_svg};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

/// What a drawing depends on beside its data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewport {
    /// CSS pixels.
    width: f64,
    /// Canvas pixels a CSS pixel.
    pub scale: f64,
    pub is_dark: bool,
}

impl Viewport {
    /// As it is now.
    pub fn now() -> Viewport {
        let window = gloo::utils::window();
        let width = window.inner_width().ok().and_then(|w| w.as_f64()).unwrap_or(1280.0);
        let query = window.match_media("(prefers-color-scheme: dark)").ok().flatten();
        Viewport {
            width,
            scale: window.device_pixel_ratio().clamp(1.0, 4.0),
            is_dark: query.is_some_and(|q| q.matches()),
        }
    }

    fn theme(&self) -> Theme {
        if self.is_dark { Theme::dark() } else { Theme::light() }
    }
}

/// A chart's properties.
#[derive(Properties, PartialEq)]
pub(crate) struct ChartProps<F: PartialEq> {
    pub figure: F,
    pub viewport: Viewport,
    /// CSS pixels.
    #[prop_or(300)]
    pub height: u32,
}

/// One figure with its caption.
#[component]
pub(crate) fn Chart<F: Figure + Clone + PartialEq + 'static>(props: &ChartProps<F>) -> Html {
    let canvas = use_node_ref();
    let is_open = use_state(|| false);
    {
        let canvas = canvas.clone();
        use_effect_with((props.figure.clone(), props.viewport, props.height), move |(figure, viewport, height)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                draw(&canvas, figure, viewport, *height);
            }
        });
    }
    let figure = &props.figure;
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <figure>
            <canvas ref={canvas} role="img" aria-label={figure.summary()} style={format!("height:{}px", props.height)} />
            <figcaption>
                <span>{ figure.title() }</span>
                <button class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>{ "Numbers" }</button>
            </figcaption>
            if *is_open {
                <p class="hint">{ figure.summary() }</p>
                { numbers(figure) }
            }
        </figure>
    }
}

/// The table behind a figure.
fn numbers<F: Figure>(figure: &F) -> Html {
    let table = figure.table();
    html! {
        <div class="numbers">
            <div class="scroll" tabindex="0">
                <table>
                    <caption>{ figure.title() }</caption>
                    <thead><tr>{ for table.columns.iter().map(|c| html! { <th scope="col">{ c }</th> }) }</tr></thead>
                    <tbody>
                        { for table.rows.iter().take(200).map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
                if table.rows.len() > 200 {
                    <p>{ format!("{} more rows are in the file.", table.rows.len() - 200) }</p>
                }
            </div>
        </div>
    }
}

fn draw<F: Figure>(canvas: &HtmlCanvasElement, figure: &F, viewport: &Viewport, height: u32) {
    let width = canvas.client_width().max(1) as f64;
    canvas.set_width((width * viewport.scale) as u32);
    canvas.set_height((f64::from(height) * viewport.scale) as u32);
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else { return };
    let style = Style { theme: viewport.theme(), scale: viewport.scale };
    if let Err(error) = figure.draw(&backend.into_drawing_area(), &style) {
        gloo::console::error!(format!("a chart can't be drawn: {error:?}"));
    }
}

/// Saves a figure as it is drawn now.
pub(crate) fn save_svg(figure: &impl Figure, viewport: &Viewport) {
    save(&format!("{}.svg", file_name(figure)), "image/svg+xml", &to_svg(figure, 720, 400, viewport.theme()));
}

/// Saves the numbers behind a figure.
pub(crate) fn save_csv(figure: &impl Figure) {
    save(&format!("{}.csv", file_name(figure)), "text/csv", &figure.table().to_csv());
}

fn file_name(figure: &impl Figure) -> String {
    figure.title().to_lowercase().replace(' ', "-")
}

/// Hands a text to the person as a file.
pub(crate) fn save(name: &str, kind: &str, text: &str) {
    let file = gloo::file::File::new_with_options::<&str>(name, text, Some(kind), None);
    let url = gloo::file::ObjectUrl::from(file);
    let document = gloo::utils::document();
    let Ok(anchor) = document.create_element("a").map(|a| a.unchecked_into::<web_sys::HtmlAnchorElement>()) else {
        return;
    };
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The address must live until the browser has begun to save.
    gloo::timers::callback::Timeout::new(10_000, move || drop(url)).forget();
}
