//! Shares as bars: a table whose cells are drawn, so that it reads as one.

use yew::prelude::*;

/// One bar.
pub(super) struct Bar {
    pub label: String,
    /// From 0 to 1.
    pub share: f64,
    /// As it is written.
    pub value: String,
    /// What its colour means.
    pub class: &'static str,
}

/// Bars beside each other, with a line where chance lies.
pub(super) fn bars(caption: &str, chance: Option<f64>, bars: Vec<Bar>) -> Html {
    let at = |share: f64| format!("--share:{:.1}%", 100.0 * share.clamp(0.0, 1.0));
    html! {
        <table class="bars" aria-label={caption.to_string()}>
            <caption>{ caption }</caption>
            <tbody>
                { for bars.into_iter().map(|bar| html! {
                    <tr>
                        <th scope="row">{ bar.label }</th>
                        <td><div><span class={classes!("bar-line", bar.class)} style={at(bar.share)}>
                            if let Some(chance) = chance { <i style={at(chance)} /> }
                        </span><b>{ bar.value }</b></div></td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
