//! A chart on a canvas, with its finding in words and its numbers in a table; and both as files.

use nearmiss_figures::{Figure, Style, Theme, to_svg};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
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

/// A figure of any kind.
#[derive(Clone)]
pub(crate) struct AnyFigure(Rc<dyn Figure>);

impl PartialEq for AnyFigure {
    fn eq(&self, other: &AnyFigure) -> bool {
        *self.0 == *other.0
    }
}

/// A figure as a chart's property.
pub(crate) fn of(figure: impl Figure) -> AnyFigure {
    AnyFigure(Rc::new(figure))
}

/// A figure of the registry as a chart's property.
pub(crate) fn any(figure: Box<dyn Figure>) -> AnyFigure {
    AnyFigure(figure.into())
}

/// A chart's properties.
#[derive(Properties, PartialEq)]
pub(crate) struct ChartProps {
    pub figure: AnyFigure,
    pub viewport: Viewport,
    /// CSS pixels.
    #[prop_or(300)]
    pub height: u32,
    /// Whether its reading stands below it, not only beside its numbers.
    #[prop_or_default]
    pub reads: bool,
}

/// One figure with its caption.
#[component]
pub(crate) fn Chart(props: &ChartProps) -> Html {
    let canvas = use_node_ref();
    let is_open = use_state(|| false);
    {
        let canvas = canvas.clone();
        use_effect_with((props.figure.clone(), props.viewport, props.height), move |(figure, viewport, height)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                draw(&canvas, &*figure.0, viewport, *height);
            }
        });
    }
    let figure = &*props.figure.0;
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <figure>
            <canvas ref={canvas} role="img" aria-label={figure.summary()} style={format!("height:{}px", props.height)} />
            <figcaption>
                <span>{ figure.title() }</span>
                <span class="downloads">
                    <button class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>{ "Numbers" }</button>
                    { for Form::ALL.into_iter().map(|form| {
                        let (figure, viewport) = (props.figure.clone(), props.viewport);
                        let name = format!("{} as {}", props.figure.0.title(), form.name());
                        let save = Callback::from(move |_: MouseEvent| save_as(&*figure.0, &viewport, form));
                        html! { <button class="quiet" aria-label={name} onclick={save}>{ form.name() }</button> }
                    }) }
                </span>
            </figcaption>
            if *is_open || props.reads {
                <p class="hint">{ figure.summary() }</p>
            }
            if *is_open { { numbers(figure) } }
        </figure>
    }
}

/// The table behind a figure.
fn numbers(figure: &dyn Figure) -> Html {
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

fn draw(canvas: &HtmlCanvasElement, figure: &dyn Figure, viewport: &Viewport, height: u32) {
    let width = canvas.client_width().max(1) as f64;
    canvas.set_width((width * viewport.scale) as u32);
    canvas.set_height((f64::from(height) * viewport.scale) as u32);
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else { return };
    let style = Style { theme: viewport.theme(), scale: viewport.scale };
    if let Err(error) = nearmiss_figures::draw(figure, &backend.into_drawing_area(), &style) {
        gloo::console::error!(error.to_string());
    }
}

/// What a figure is saved as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    Svg,
    Png,
    Csv,
}

impl Form {
    pub const ALL: [Form; 3] = [Form::Svg, Form::Png, Form::Csv];

    pub fn name(self) -> &'static str {
        match self {
            Form::Svg => "SVG",
            Form::Png => "PNG",
            Form::Csv => "CSV",
        }
    }
}

/// CSS pixels of a saved picture.
const SIZE: (u32, u32) = (720, 400);
/// Pixels of a saved PNG for a CSS pixel.
const FINENESS: u32 = 2;

/// Saves a figure as it is drawn now, or the numbers behind it.
pub(crate) fn save_as(figure: &dyn Figure, viewport: &Viewport, form: Form) {
    let name = format!("{}.{}", file_name(figure), form.name().to_lowercase());
    match form {
        Form::Svg => save(&name, "image/svg+xml", &to_svg(figure, SIZE.0, SIZE.1, viewport.theme())),
        Form::Csv => save(&name, "text/csv", &figure.table().to_csv()),
        Form::Png => save_png(figure, viewport, name),
    }
}

fn save_png(figure: &dyn Figure, viewport: &Viewport, name: String) {
    let canvas = gloo::utils::document().create_element("canvas").ok().and_then(|c| c.dyn_into().ok());
    let Some(canvas): Option<HtmlCanvasElement> = canvas else { return };
    canvas.set_width(SIZE.0 * FINENESS);
    canvas.set_height(SIZE.1 * FINENESS);
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else { return };
    let style = Style { theme: viewport.theme(), scale: f64::from(FINENESS) };
    if nearmiss_figures::draw(figure, &backend.into_drawing_area(), &style).is_err() {
        return;
    }
    let saved = Closure::once_into_js(move |blob: Option<web_sys::Blob>| {
        if let Some(blob) = blob {
            hand_over(&name, gloo::file::ObjectUrl::from(gloo::file::Blob::from(blob)));
        }
    });
    if canvas.to_blob(saved.unchecked_ref()).is_err() {
        gloo::console::error!("the picture can't be made");
    }
}

fn file_name(figure: &dyn Figure) -> String {
    figure.title().to_lowercase().replace(' ', "-")
}

/// Hands a text to the person as a file.
pub(crate) fn save(name: &str, kind: &str, text: &str) {
    let file = gloo::file::File::new_with_options::<&str>(name, text, Some(kind), None);
    hand_over(name, gloo::file::ObjectUrl::from(file));
}

fn hand_over(name: &str, url: gloo::file::ObjectUrl) {
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
