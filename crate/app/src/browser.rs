//! What the page asks of the browser beside drawing. Each of these may be missing (the clipboard over plain http), refused
//! (storage in a private window) or taken away by an extension: so each gives a `Result` or a default, and none throws.
//!
//! Whoever calls a function that isn't there throws, and what is thrown inside the page's update leaves every control dead.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, HtmlElement, MediaQueryList, Window};

/// Why the browser didn't do what it was asked for, in its own words.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    /// For this reason.
    pub fn new(reason: &str) -> Refused {
        Refused(reason.to_string())
    }
}

impl From<JsValue> for Refused {
    fn from(thrown: JsValue) -> Refused {
        let message = Reflect::get(&thrown, &"message".into()).ok().and_then(|message| message.as_string());
        Refused(message.or(thrown.as_string()).unwrap_or_else(|| format!("{thrown:?}")))
    }
}

/// Calls a function that may not be there.
fn call(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, Refused> {
    let function = Reflect::get(target, &name.into())?;
    let function = function.dyn_into::<Function>().map_err(|_| Refused(format!("it has no {name}")))?;
    Ok(function.apply(target, &arguments.iter().copied().collect::<Array>())?)
}

/// What a promise comes to; what is none comes to itself.
pub(crate) async fn settled(promise: &JsValue) -> Result<JsValue, Refused> {
    Ok(JsFuture::from(Promise::resolve(promise)).await?)
}

/// What a future comes to; none if it takes longer, as a database does that another tab blocks.
pub async fn within<T>(milliseconds: u32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut end) = (pin!(work), pin!(TimeoutFuture::new(milliseconds)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

fn window() -> Window {
    gloo::utils::window()
}

/// How many workers this machine has room for, from 1 to 8; 2 where the browser doesn't say.
pub fn n_workers() -> usize {
    let n_cores = window().navigator().hardware_concurrency();
    if n_cores.is_finite() { n_cores.clamp(1.0, 8.0) as usize } else { 2 }
}

/// Canvas pixels a CSS pixel, from 1 to 4.
pub fn pixel_ratio() -> f64 {
    let ratio = window().device_pixel_ratio();
    if ratio.is_finite() { ratio.clamp(1.0, 4.0) } else { 1.0 }
}

/// CSS pixels of the window's width.
pub fn width() -> f64 {
    window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1280.0)
}

fn dark() -> Option<MediaQueryList> {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// Whether a person prefers a dark page; no where the browser doesn't say.
pub fn is_dark() -> bool {
    dark().is_some_and(|query| query.matches())
}

/// Listens for a change of [`is_dark`], where the browser tells of one.
pub fn on_theme(changed: impl Fn() + 'static) -> Option<EventListener> {
    let query = dark().filter(|query| Reflect::has(query, &"addEventListener".into()).unwrap_or(false))?;
    Some(EventListener::new(&query, "change", move |_| changed()))
}

/// Whether a person has chosen large type, as for a projector: a class of the page's root, which `www/boot.js` sets from
/// what the browser remembers.
pub fn has_large_type() -> bool {
    gloo::utils::document_element().class_name() == LARGE
}

/// Makes type large, or as it was, here and after a reload.
pub fn set_large_type(is_large: bool) {
    let class = if is_large { LARGE } else { "" };
    gloo::utils::document_element().set_class_name(class);
    // A browser that remembers nothing has it until the page is closed.
    let _ = remember("near-miss-type", class);
}

/// See [`has_large_type`].
const LARGE: &str = "large";

/// The address's fragment, with its `#` if it isn't empty.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Puts a fragment into the address bar. A browser that is asked too often may pass over it without a word.
///
/// # Errors
/// If the browser refuses, or passes over it.
pub fn set_fragment(text: &str) -> Result<(), Refused> {
    let fragment = format!("#{text}");
    if self::fragment() == fragment {
        return Ok(());
    }
    window().history()?.replace_state_with_url(&JsValue::NULL, "", Some(&fragment))?;
    if self::fragment() == fragment { Ok(()) } else { Err(Refused::new("it was passed over")) }
}

/// The page's address with a fragment.
pub fn address(fragment: &str) -> String {
    let address = window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{}", fragment.trim_start_matches('#'))
}

/// Puts a fragment into the address bar as a place of its own in the browser's history.
///
/// # Errors
/// If the browser refuses, or passes over it.
pub fn push_fragment(text: &str) -> Result<(), Refused> {
    let fragment = format!("#{text}");
    window().history()?.push_state_with_url(&JsValue::NULL, "", Some(&fragment))?;
    if self::fragment() == fragment { Ok(()) } else { Err(Refused::new("it was passed over")) }
}

/// Tells the page that holds this one how high it is, in CSS pixels, so that it need not be scrolled there.
pub fn tell_height() {
    let Some(body) = gloo::utils::document().body() else { return };
    let told = js_sys::Object::new();
    let set = |key: &str, value: JsValue| Reflect::set(&told, &key.into(), &value).is_ok();
    if set("type", "near-miss-height".into()) && set("height", f64::from(body.scroll_height()).into()) {
        // Whoever holds the page may be anybody: a height is no secret. Where nobody does, nobody hears it.
        let _ = window().parent().map(|parent| parent.map(|parent| parent.post_message(&told, "*")));
    }
}

/// Opens the browser's print dialogue, where it has one.
pub fn print() {
    // A browser without one leaves the page as it is.
    let _ = call(&window(), "print", &[]);
}

/// The head of the page, with the focus on the element of this name.
pub fn show_top(id: &str) {
    let _ = call(&window(), "scrollTo", &[&JsValue::from(0.0), &JsValue::from(0.0)]);
    show(id);
}

/// Moves what is looked at, and the focus, to the element of this name.
pub fn show(id: &str) {
    let place = gloo::utils::document().get_element_by_id(id);
    if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        place.scroll_into_view();
        // The focus stays where it is if it can't move.
        let _ = place.focus();
    }
}

/// Scrolls to the element of a selector where it isn't in the upper half of the window, and gives it the focus if it takes it.
pub fn look_at(selector: &str) {
    let found = gloo::utils::document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return };
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if !(0.0..height / 2.0).contains(&element.get_bounding_client_rect().top()) {
        element.scroll_into_view();
    }
    // The focus stays where it is if it can't move.
    let _ = element.focus();
}

/// Whether the person agrees to this; a browser that doesn't ask agrees to nothing.
pub fn agrees(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(false)
}

/// Puts a text into the clipboard, which browsers give to pages over https alone.
///
/// # Errors
/// If it has no clipboard here, or the person doesn't allow it.
pub async fn copy(text: &str) -> Result<(), Refused> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    if clipboard.is_undefined() {
        return Err(Refused::new("it has no clipboard for this page"));
    }
    settled(&call(&clipboard, "writeText", &[&text.into()])?).await.map(|_| ())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = nearmiss)]
    fn read(path: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = nearmiss, js_name = whole)]
    static WHOLE: Option<String>;
}

/// What [`remember`] was given last for this key; none where the browser remembers nothing.
///
/// It asks for the storage as for everything that may be refused, where `gloo::storage` would throw.
pub fn remembered(key: &str) -> Option<String> {
    let storage = Reflect::get(&window(), &"localStorage".into()).ok()?;
    call(&storage, "getItem", &[&key.into()]).ok()?.as_string()
}

/// Keeps a short text across a reload, in this browser alone.
///
/// # Errors
/// If the browser remembers nothing, as in a private window, or is full.
pub fn remember(key: &str, text: &str) -> Result<(), Refused> {
    let storage = Reflect::get(&window(), &"localStorage".into())?;
    call(&storage, "setItem", &[&key.into(), &text.into()]).map(|_| ())
}

/// Takes what was typed out of the text area of this name; none where it isn't there.
pub fn take_text(id: &str) -> Option<String> {
    let area = gloo::utils::document().get_element_by_id(id)?;
    let text = Reflect::get(&area, &"value".into()).ok()?.as_string();
    Reflect::set(&area, &"value".into(), &"".into()).ok()?;
    text
}

/// What is in a file that a person gave, as text.
///
/// # Errors
/// If it can't be read.
pub async fn text_of(file: &Blob) -> Result<String, Refused> {
    let text = settled(&call(file, "text", &[])?).await?;
    text.as_string().ok_or(Refused::new("it isn't text"))
}

/// A file that lies beside the page, or in it where the page is one file: `www/boot.js`.
///
/// # Errors
/// If it isn't there, with the status, or nothing answers.
pub async fn fetch(path: &str) -> Result<Vec<u8>, Refused> {
    Ok(Uint8Array::new(&JsFuture::from(read(path)?).await?).to_vec())
}

/// Where the page lies as one file, relative to it; none where it doesn't, as in that file itself.
pub fn whole() -> Option<String> {
    WHOLE.with(Option::clone)
}

/// A picture's file.
///
/// # Errors
/// If the browser makes none.
pub async fn png(canvas: &HtmlCanvasElement) -> Result<Blob, Refused> {
    let made = Promise::new(&mut |resolve, reject| {
        if let Err(Refused(reason)) = call(canvas, "toBlob", &[&resolve]) {
            // It has nobody to throw to.
            let _ = reject.call1(&JsValue::NULL, &reason.into());
        }
    });
    settled(&made).await?.dyn_into().map_err(|_| Refused::new("it makes no picture"))
}

/// Hands a text to the person as a file.
///
/// # Errors
/// If the browser makes no file of it.
pub fn save_text(name: &str, kind: &str, text: &str) -> Result<(), Refused> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    save(name, &Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?)
}

/// Hands a file to the person.
///
/// # Errors
/// If the browser gives the file no address.
pub fn save(name: &str, file: &Blob) -> Result<(), Refused> {
    let url = web_sys::Url::create_object_url_with_blob(file)?;
    let anchor = gloo::utils::document().create_element("a")?.unchecked_into::<HtmlAnchorElement>();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The address must live until the browser has begun to save; one that can't be revoked goes with the page.
    Timeout::new(10_000, move || drop(web_sys::Url::revoke_object_url(&url))).forget();
    Ok(())
}
