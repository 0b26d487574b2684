//! Putting a text into the clipboard from a button.

use crate::browser;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A button that copies a text; `told` hears in a sentence what came of it.
pub(super) fn copy_button(name: &'static str, text: &str, told: &Callback<String>) -> Html {
    let (text, told) = (text.to_string(), told.clone());
    let copy = Callback::from(move |_: MouseEvent| {
        let (text, told) = (text.clone(), told.clone());
        spawn_local(async move {
            let sentence = match browser::copy(&text).await {
                Ok(()) => "Copied.",
                Err(_) => "This browser doesn't let the page copy: select the text and copy it by hand.",
            };
            told.emit(sentence.to_string());
        });
    });
    html! { <button onclick={copy}>{ name }</button> }
}
