//! The lesson by keys alone: Tab, Enter, Space and arrows reach everything, and the focus is always seen.

use crate::page::{ENTER, LEFT, Page, RIGHT, SPACE};
use nearmiss_tests::dist;

/// Whether what has the focus is within the window, in front of the bars that stay, and marked.
const IS_SEEN: &str = "(() => {
    const focus = document.activeElement, box = focus.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2));
    return box.top >= 0 && box.bottom <= innerHeight && (focus.contains(there) || there?.contains(focus))
        && focus.matches(':focus-visible') && getComputedStyle(focus).outlineStyle !== 'none';
})()";

impl Page {
    /// Goes by the tab key to the element of this selector, seen all the way, and presses a key there.
    async fn key_at(&self, selector: &str, key: &str) {
        self.wait_until(selector, &format!("document.querySelector(`{selector}`)")).await;
        let is_there = format!("focus.matches(`{selector}`)");
        for _ in 0..80 {
            if self.js(&format!("const focus = document.activeElement; return {is_there}"), vec![]).await == true {
                let seen = self.js(&format!("return {IS_SEEN}"), vec![]).await;
                assert_eq!(seen, true, "the focus on {selector} is seen");
                return self.press(key).await;
            }
            self.press("\u{e004}").await;
            let told = format!(
                "const focus = document.activeElement; return focus === document.body || {IS_SEEN} || focus.outerHTML.slice(0, 200)"
            );
            assert_eq!(self.js(&told, vec![]).await, true, "the focus is seen on the way to {selector}");
        }
        panic!("the tab key doesn't lead to {selector}");
    }

    /// Whether the focus has gone to the heading of this step.
    async fn arrives_at(&self, step: &str) {
        let there =
            format!("location.hash.includes('at=lesson-{step}&') && document.activeElement.id === 'step-heading'");
        self.wait_until(&format!("the focus is on the heading of {step}"), &there).await;
        self.wait_until("it is seen", "document.activeElement.getBoundingClientRect().top >= 0").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lesson_is_played_by_keys_alone() {
    let Some(dist) = dist("the_lesson_is_played_by_keys_alone") else { return };
    let page = Page::open(dist, "").await;
    // Three pictures, each without and with the network's confidence; the focus stays in the round.
    for round in 0..3 {
        page.key_at(".round .controls button:first-child", ENTER).await;
        page.wait_until("it says how sure it is", "document.querySelector('.round .answer').innerText.includes('%')")
            .await;
        page.wait_until("the focus stays in the round", "document.activeElement.closest('.round')").await;
        page.wait_until("it is seen there", IS_SEEN).await;
        page.key_at(".round .controls button:last-child", SPACE).await;
        page.wait_until("the truth is told", "document.querySelector('.round > button')").await;
        if round < 2 {
            page.key_at(".round > button", ENTER).await;
        }
    }
    page.wait_until("the score is told", "document.querySelector('.round .verdict')").await;

    page.key_at(".path .next", ENTER).await;
    page.arrives_at("by-heart").await;
    let value = "Number(document.querySelector('.sliders input').value)";
    let before = page.js(&format!("return {value}"), vec![]).await.as_f64().expect("it is a number");
    page.key_at(".sliders input", RIGHT).await;
    page.press(RIGHT).await;
    page.wait_until("the slider has moved by two steps", &format!("Math.abs({value} - {before} - 0.02) < 1e-9")).await;
    page.key_at(".asked button.primary", ENTER).await;
    page.wait_until("the stake is locked", "document.querySelector('.led details')").await;
    page.wait_until("the focus stays in what is asked", "document.activeElement.closest('.asked')").await;
    page.wait_until("the result is told", "document.querySelector('.asked .verdict')").await;

    page.key_at(".path li:nth-child(5) button", ENTER).await;
    page.arrives_at("near-miss").await;
    page.key_at(".two .card:last-child button", ENTER).await;
    page.wait_until("the truth is told", "document.querySelector('.two .members')").await;

    page.key_at(".path li:nth-child(7) button", SPACE).await;
    page.arrives_at("attributes").await;
    let n_hidden = "document.querySelectorAll('.paint [aria-pressed=true]').length";
    page.wait_until("some pixels are hidden", n_hidden).await;
    let before = page.js(&format!("return {n_hidden}"), vec![]).await.as_u64().expect("it is a number");
    page.key_at(".paint .pixel", RIGHT).await;
    page.press(LEFT).await;
    page.press(SPACE).await;
    page.wait_until("one more or less is hidden", &format!("Math.abs({n_hidden} - {before}) === 1")).await;
    page.close().await;
}
