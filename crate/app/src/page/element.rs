//! The elements that stand everywhere in the page: functions, since `html!` writes out at each place all that makes one.

use yew::prelude::*;
use yew::virtual_dom::VText;

/// A text as it stands.
pub(crate) fn text(text: impl Into<AttrValue>) -> Html {
    VText::new(text).into()
}

/// Texts as the cells of a table's row.
pub(crate) fn texts(cells: Vec<String>) -> Vec<Html> {
    cells.into_iter().map(text).collect()
}

/// A paragraph.
pub(crate) fn passage(words: impl Into<AttrValue>) -> Html {
    paragraph("", words)
}

/// A paragraph of a class.
pub(crate) fn paragraph(class: &'static str, words: impl Into<AttrValue>) -> Html {
    paragraph_of(class, text(words))
}

fn paragraph_of(class: &'static str, content: Html) -> Html {
    html! { <p {class}>{ content }</p> }
}

/// A paragraph that explains.
pub(crate) fn hint(words: impl Into<AttrValue>) -> Html {
    paragraph("hint", words)
}

/// What stands in place of something that isn't there yet.
pub(crate) fn waiting(words: impl Into<AttrValue>) -> Html {
    paragraph("waiting", words)
}

/// A button.
pub(crate) fn button(name: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    button_of("", false, text(name), onclick)
}

/// A button that can be pressed only where this is so.
pub(crate) fn button_if(is_on: bool, name: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    button_of("", !is_on, text(name), onclick)
}

/// The button that most will want.
pub(crate) fn primary(name: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    primary_if(true, name, onclick)
}

/// The button that most will want, which can be pressed only where this is so.
pub(crate) fn primary_if(is_on: bool, name: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    button_of("primary", !is_on, text(name), onclick)
}

/// A button that few will want.
pub(crate) fn quiet(name: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    button_of("quiet", false, text(name), onclick)
}

fn button_of(class: &'static str, disabled: bool, name: Html, onclick: Callback<MouseEvent>) -> Html {
    html! { <button {class} {disabled} {onclick}>{ name }</button> }
}
