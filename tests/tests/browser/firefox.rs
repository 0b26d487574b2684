//! The page in Firefox, which has another compiler for WebAssembly than Chromium, and another database.

use crate::digits;
use crate::page::Page;
use nearmiss_browser::{Browser, serve_after};
use nearmiss_tests::{dist, firefox};
use serde_json::json;

/// Keeps what a browser would tell on its console, and doesn't hide it from there.
const WATCH: &str = "
    const told = [], own = console.error;
    console.error = (...words) => { told.push(words.join(' ')); own.apply(console, words); };
    // A resource that can't be loaded is told only to who listens on the way down.
    addEventListener('error', event => told.push(event.message ?? `not loaded: ${event.target.outerHTML}`), true);
    addEventListener('unhandledrejection', event => told.push(`rejected: ${event.reason}`));
    addEventListener('securitypolicyviolation', event => told.push(`forbidden: ${event.violatedDirective}`));
    window.told = told;";

#[tokio::test(flavor = "multi_thread")]
async fn firefox_and_chromium_give_the_native_result_and_tell_no_error() {
    let test = "firefox_and_chromium_give_the_native_result_and_tell_no_error";
    let (Some(dist), Some(_)) = (dist(test), firefox(test)) else { return };
    let expected = digits().fingerprint();
    for browser in [Browser::start_firefox().await, Browser::start_chromium().await] {
        let address = serve_after(dist.clone(), WATCH).await;
        let page = Page::open_in(browser, address, "#v=1&data=digits").await;
        let name = page.js("return navigator.userAgent", vec![]).await;
        assert_eq!(page.fingerprint().await, expected, "{name}");
        assert_eq!(page.js("return told", vec![]).await, json!([]), "{name}");
        page.reload().await;
        assert_eq!(page.fingerprint().await, expected, "{name}, after a reload");
        assert_eq!(page.js("return told", vec![]).await, json!([]), "{name}, after a reload");
        // The watch is awake. (In Firefox a bare `console` would be the driver's.)
        let wrong =
            "window.console.error('told'); document.body.append(Object.assign(new Image(), { src: 'none.png' }))";
        page.js(wrong, vec![]).await;
        page.wait_until("both errors are kept", "told[0] === 'told' && told[1]?.includes('none.png')").await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_made_in_chromium_gives_the_same_result_in_firefox() {
    let test = "a_link_made_in_chromium_gives_the_same_result_in_firefox";
    let (Some(dist), Some(_)) = (dist(test), firefox(test)) else { return };
    let made = Page::open(dist.clone(), "#v=2&version=2&data=digits&at=guess&end").await;
    let before = made.fingerprint().await;
    // Another network, and another question.
    made.choose("Defence", "Dropout").await;
    made.js("document.querySelector('[aria-label=Features] [aria-pressed=true]').click()", vec![]).await;
    let is_new = format!("![undefined, '{before}'].includes(document.querySelector('#fingerprint')?.innerText)");
    made.wait_until("both are asked", "/dropout/.test(location.hash) && !/unknown=mrmr/.test(location.hash)").await;
    made.wait_until("another result is there", &is_new).await;
    let (link, expected) = (made.fragment().await, made.fingerprint().await);
    made.close().await;
    let opened = Page::open_in(Browser::start_firefox().await, nearmiss_browser::serve(dist).await, &link).await;
    assert_eq!(opened.fingerprint().await, expected, "{link}");
    opened.close().await;
}
