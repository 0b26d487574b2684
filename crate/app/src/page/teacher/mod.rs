//! "Make a link for your class": what the page is to show and hide, as a link, a QR code, and a frame for a course page.

mod qr_code;

use super::control::{choice, copy_button};
use super::ui::{LinkChoices, Tell, UiChange};
use qr_code::qr_code;
use yew::prelude::*;

/// The data can't be changed.
pub(crate) const LOCK: &str = "lock";
/// It is shown in a frame of another page.
pub(crate) const EMBED: &str = "embed";
/// A QR code is shown: drawn anew with the panel, so only where it is asked for.
const CODE: &str = "code";

/// Choices that are there whatever can be hidden: name and title.
const CHOICES: [(&str, &str); 3] =
    [(LOCK, "lock the data"), (EMBED, "for a frame in a course page"), (CODE, "QR code")];

/// The panel: titles of `places` where a link can lead and `parts` that can be hidden, each with its name in links and its title;
/// what is chosen, and the whole link that says so.
pub(crate) fn make_link(
    places: Vec<String>,
    parts: &[(&'static str, &'static str)],
    choices: &LinkChoices,
    link: String,
    tell: &Tell,
) -> Html {
    let told = tell.on(|sentence| UiChange::Told(sentence).into());
    let at = {
        let choices = choices.clone();
        tell.on_with(move |at| UiChange::Choices(LinkChoices { at, ..choices.clone() }).into())
    };
    let checkbox = |hide: &str, (name, title): &(&'static str, &'static str)| {
        let (name, own) = (*name, choices.clone());
        let changed = tell.on_with(move |_: Event| UiChange::Choices(own.toggled(name)).into());
        html! { <label><input type="checkbox" checked={choices.has(name)} onchange={changed} />{ format!("{hide}{title}") }</label> }
    };
    html! {
        <details>
            <summary>{ "Make a link for your class" }</summary>
            <div class="controls">
                { choice("Opens at", places, choices.at, at) }
                <div class="radios">
                    { for CHOICES.iter().map(|choice| checkbox("", choice)) }
                    { for parts.iter().map(|part| checkbox("hide: ", part)) }
                </div>
            </div>
            <div class="controls">
                <input type="text" class="link" aria-label="Link for your class" readonly=true value={link.clone()} />
                { copy_button("Copy this link", &link, &told) }
            </div>
            if choices.has(EMBED) {
                <div class="controls">
                    <textarea class="link" aria-label="Frame for a course page" rows="5" readonly=true value={frame(&link)} />
                    { copy_button("Copy this frame", &frame(&link), &told) }
                </div>
            }
            if choices.has(CODE) { { qr_code(&link, "QR code of the link for your class") } }
        </details>
    }
}

/// What a course page has to hold to show this one in a frame as high as it needs: it hears of the height from that frame
/// alone.
fn frame(link: &str) -> String {
    let link = link.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        r#"<iframe src="{link}" title="Near Miss: attacks on a small neural network" width="100%" height="800" loading="lazy" allow="clipboard-write" style="border: 0"></iframe>
<script>{{ const frame = document.currentScript.previousElementSibling; addEventListener("message", (event) => {{
  if (event.source === frame.contentWindow && event.data?.type === "near-miss-height" && event.data.height > 0) frame.style.height = Math.min(event.data.height, 50000) + "px";
}}); }}</script>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_can_t_end_the_frame_s_attribute() {
        let made = frame("http://localhost/?a=\"><script>#v=2&data=digits&end");
        let source = "src=\"http://localhost/?a=&quot;>&lt;script>#v=2&amp;data=digits&amp;end\" title=";
        assert!(made.contains(source), "{made}");
        assert!(made.contains("event.source === frame.contentWindow") && made.matches("<script>").count() == 1);
        assert_eq!(made.lines().count(), 4, "a frame and three lines");
    }
}
