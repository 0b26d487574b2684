//! A chart on a canvas, with its finding in words and its numbers in a table; and both as files.

use super::element::{hint, passage};
use super::view::{drawn, remembers};
use crate::browser::{self, Refused};
use nearmiss_figures::{Figure, Style, Theme, to_svg};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

/// What a drawing depends on beside its data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewport {
    /// CSS pixels.
    pub width: f64,
    /// Canvas pixels a CSS pixel.
    pub scale: f64,
    pub is_dark: bool,
    /// CSS pixels of what a chart takes for one: more than 1 where type is large.
    pub zoom: f64,
}

impl Viewport {
    /// As it is now.
    pub fn now() -> Viewport {
        let (width, scale, is_dark) = (browser::width(), browser::pixel_ratio(), browser::is_dark());
        // A narrow window leaves a chart little room for larger type.
        let zoom = if browser::has_large_type() { (width / 640.0).clamp(1.1, 1.5) } else { 1.0 };
        Viewport { width, scale, is_dark, zoom }
    }

    /// As it is with large type, or without.
    pub fn sized(is_large: bool) -> Viewport {
        browser::set_large_type(is_large);
        Viewport::now()
    }

    fn theme(&self) -> Theme {
        if self.is_dark { Theme::dark() } else { Theme::light() }
    }
}

/// A figure of any kind.
#[derive(Clone)]
pub(crate) struct AnyFigure(pub Rc<dyn Figure>);

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

/// One figure with its caption.
#[derive(PartialEq)]
pub(crate) struct Chart {
    pub figure: AnyFigure,
    pub viewport: Viewport,
    /// CSS pixels.
    pub height: u32,
    /// Whether its reading stands below it, not only beside its numbers.
    pub reads: bool,
    /// Whether its answer stands elsewhere.
    pub plain: bool,
}

/// A figure with its caption.
pub(crate) fn chart(figure: AnyFigure, viewport: Viewport, height: u32) -> Html {
    drawn(Chart { figure, viewport, height, reads: false, plain: false })
}

/// A figure with its caption and its reading.
pub(crate) fn told_chart(figure: AnyFigure, viewport: Viewport, height: u32) -> Html {
    drawn(Chart { figure, viewport, height, reads: true, plain: false })
}

/// A figure with its caption, whose answer stands elsewhere.
pub(crate) fn plain_chart(figure: AnyFigure, viewport: Viewport, height: u32) -> Html {
    drawn(Chart { figure, viewport, height, reads: false, plain: true })
}

remembers!(Chart, use_chart);

#[hook]
fn use_chart(props: &Chart) -> Html {
    let canvas = use_node_ref();
    let is_open = use_state(|| false);
    let is_drawn = use_state(|| true);
    let told = use_state(String::new);
    {
        let (canvas, is_drawn) = (canvas.clone(), is_drawn.clone());
        use_effect_with((props.figure.clone(), props.viewport, props.height), move |(figure, viewport, height)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                is_drawn.set(draw(&canvas, &*figure.0, viewport, *height).is_some());
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
            if let Some(reading) = figure.reading().filter(|_| !props.plain) {
                <h3>{ reading.claim.question }{ format!(" (the paper's figure {})", reading.claim.figure) }</h3>
                <p class="reading"><b>{ reading.word.title() }</b>{ reading.rest() }</p>
            }
            <canvas ref={canvas} role="img" aria-label={figure.words()} style={format!("height:{}px", f64::from(props.height) * props.viewport.zoom)} />
            <figcaption>
                <span>{ figure.title() }</span>
                <span class="downloads">
                    <button class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>{ "Numbers" }</button>
                    { for Form::ALL.into_iter().map(|form| {
                        let (figure, viewport) = (props.figure.clone(), props.viewport);
                        let name = format!("{} as {}", props.figure.0.title(), form.name());
                        let told = Callback::from({
                            let told = told.clone();
                            move |sentence| told.set(sentence)
                        });
                        let save = Callback::from(move |_: MouseEvent| save_as(&*figure.0, &viewport, form, told.clone()));
                        html! { <button class="quiet" aria-label={name} onclick={save}>{ form.name() }</button> }
                    }) }
                    if !told.is_empty() { <span role="status">{ &*told }</span> }
                </span>
            </figcaption>
            if !*is_drawn {
                { hint("This figure can't be drawn in this browser; its numbers stand below.") }
            }
            if *is_open || props.reads {
                { hint(figure.summary()) }
            }
            if *is_open || !*is_drawn { { numbers(figure) } }
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
                    { passage(format!("{} more rows are in the file.", table.rows.len() - 200)) }
                }
            </div>
        </div>
    }
}

/// Draws a figure; none where the browser can't.
fn draw(canvas: &HtmlCanvasElement, figure: &dyn Figure, viewport: &Viewport, height: u32) -> Option<()> {
    let width = canvas.client_width().max(1) as f64;
    canvas.set_width((width * viewport.scale) as u32);
    // Of larger type a chart is one of a smaller window, drawn larger.
    let scale = viewport.scale * viewport.zoom;
    canvas.set_height((f64::from(height) * scale) as u32);
    paint(canvas, figure, &Style { theme: viewport.theme(), scale })
}

fn paint(canvas: &HtmlCanvasElement, figure: &dyn Figure, style: &Style) -> Option<()> {
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let drawn = nearmiss_figures::draw(figure, &backend.into_drawing_area(), style);
    drawn.inspect_err(|error| gloo::console::error!(error.to_string())).ok()
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

/// Saves a figure as it is drawn now, or the numbers behind it; `told` hears a sentence if that can't be done.
pub(crate) fn save_as(figure: &dyn Figure, viewport: &Viewport, form: Form, told: Callback<String>) {
    let name = format!("{}.{}", file_name(figure), form.name().to_lowercase());
    let saved = match form {
        Form::Svg => browser::save_text(&name, "image/svg+xml", &to_svg(figure, SIZE.0, SIZE.1, viewport.theme())),
        Form::Csv => browser::save_text(&name, "text/csv", &figure.table().to_csv()),
        Form::Png => save_png(figure, viewport, name, told.clone()),
    };
    tell_refused(saved, &told);
}

/// Says that nothing was saved, if so.
pub(crate) fn tell_refused(saved: Result<(), Refused>, told: &Callback<String>) {
    if let Err(refused) = saved {
        told.emit(format!(
            "This browser doesn't let the page save a file ({refused}). Copy the numbers from the tables, or open the link in another browser."
        ));
    }
}

fn save_png(figure: &dyn Figure, viewport: &Viewport, name: String, told: Callback<String>) -> Result<(), Refused> {
    let canvas = gloo::utils::document().create_element("canvas")?.unchecked_into::<HtmlCanvasElement>();
    canvas.set_width(SIZE.0 * FINENESS);
    canvas.set_height(SIZE.1 * FINENESS);
    let style = Style { theme: viewport.theme(), scale: f64::from(FINENESS) };
    paint(&canvas, figure, &style).ok_or(Refused::new("it can't draw"))?;
    spawn_local(async move {
        let saved = browser::png(&canvas).await.and_then(|picture| browser::save(&name, &picture));
        tell_refused(saved, &told);
    });
    Ok(())
}

fn file_name(figure: &dyn Figure) -> String {
    figure.title().to_lowercase().replace(' ', "-")
}
