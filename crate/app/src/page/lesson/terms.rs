//! The terms, each in plain words with the field's definition beside them.

use super::props::TEXT;
use crate::page::element::button;
use crate::page::ui::{LessonView, Tell, UiChange};
use yew::prelude::*;

/// The list, with a way to put it away.
pub(super) fn view(view: LessonView, tell: &Tell) -> Html {
    let closed = LessonView { shows_terms: false, ..view };
    html! {
        <aside class="terms" aria-label="Terms">
            <div class="terms-head">
                <h2 id="terms-heading" tabindex="-1">{ "Terms" }</h2>
                { button("Close", tell.on_with(move |_: MouseEvent| UiChange::LessonView(closed).into())) }
            </div>
            <dl>
                { for TEXT.glossary.iter().map(|term| html! {
                    <>
                        <dt>{ term.term }</dt>
                        <dd>
                            { term.plain }
                            if !term.defined.is_empty() { <details><summary>{ "As it is defined" }</summary>{ term.defined }</details> }
                        </dd>
                    </>
                }) }
            </dl>
        </aside>
    }
}
