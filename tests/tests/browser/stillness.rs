//! What is looked at stays where it is when a control is used.

use crate::page::Page;
use nearmiss::defence::DEFENCES;
use nearmiss_app::lesson::TRIED;
use nearmiss_tests::dist;
use serde_json::json;

/// Pixels by which what is looked at may move.
const MOST: f64 = 50.0;

/// Remembers, frame by frame, how far the defence's control has been from where it was.
const WATCH: &str = "
    const control = () => document.querySelector(`select[aria-label='Defence']`);
    control().scrollIntoView({ block: 'center' });
    control().focus({ preventScroll: true });
    window.watched = (window.watched ?? 0) + 1;
    const watch = watched, start = control().getBoundingClientRect().top;
    window.moved = 0;
    const look = () => {
        if (watch !== watched) return;
        moved = Math.max(moved, Math.abs((control()?.getBoundingClientRect().top ?? 1e6) - start));
        // Behind the frame: before it the browser hasn't yet scrolled after what has grown above.
        requestAnimationFrame(() => setTimeout(look));
    };
    look();";

#[tokio::test(flavor = "multi_thread")]
async fn another_defence_moves_nothing_that_is_looked_at() {
    let Some(dist) = dist("another_defence_moves_nothing_that_is_looked_at") else { return };
    let page = Page::open(dist, "#v=2&version=2&data=digits&at=defend&end").await;
    let mut before = page.fingerprint().await;
    for size in [(1280, 800), (390, 800)] {
        page.look(size, "light").await;
        for name in TRIED.into_iter().chain(["none"]) {
            let kind = DEFENCES.iter().find(|kind| kind.name() == name).expect("it is registered");
            page.js(WATCH, vec![]).await;
            page.choose("Defence", kind.title()).await;
            let is_new =
                format!("![undefined, '{before}'].includes(document.querySelector('#fingerprint')?.innerText)");
            page.wait_until("everything is made anew", &is_new).await;
            before = page.fingerprint().await;
            let moved = page.js("return moved", vec![]).await.as_f64().expect("it is a number");
            assert!(moved <= MOST, "{name} at {size:?}: the control moved by {moved} pixels");
        }
    }
    // The watch is awake.
    page.js("document.querySelector('main').style.paddingTop = '100px'; return scrollTo(0, scrollY - 120)", vec![])
        .await;
    page.wait_until("it is seen to move", "moved > 50").await;
    assert_eq!(page.js("return document.activeElement.getAttribute('aria-label')", vec![]).await, json!("Defence"));
    page.close().await;
}
