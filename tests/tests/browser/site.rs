//! What the page's policy holds back, in the page and in its workers, and the page as one file, in two browsers.

use crate::digits;
use crate::page::Page;
use nearmiss_browser::{Browser, Listener, serve_after};
use nearmiss_tests::{dist, firefox};
use serde_json::{Value, json};
use std::path::Path;

/// Both browsers, or Chromium alone where there is no Firefox.
async fn browsers(test: &str) -> Vec<Browser> {
    let mut browsers = vec![Browser::start_chromium().await];
    if firefox(test).is_some() {
        browsers.push(Browser::start_firefox().await);
    }
    browsers
}

/// A script that asks a site for something and does this with what came of it.
fn asking(address: &str, then: &str) -> String {
    format!("fetch('{address}/').then(() => 'answered', () => 'refused').then(what => {then});")
}

impl Page {
    /// What came of one request of the page.
    async fn asks(&self, address: &str) -> Value {
        self.js_then(&asking(address, "arguments[0](what)")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_the_page_nor_its_workers_reach_another_site() {
    let test = "neither_the_page_nor_its_workers_reach_another_site";
    let Some(dist) = dist(test) else { return };
    for browser in browsers(test).await {
        let other = Listener::start().await;
        // The page's own workers, with a request of their own behind their program: to the other site and to their page's.
        // Whoever holds a channel keeps it, so that no message is lost with it.
        let post = "own.postMessage(what)";
        let (beyond, home) = (asking(&other.address, post), asking("${location.origin}", post));
        let script = format!(
            "window.asked = [];
            window.heard = new BroadcastChannel('asked');
            heard.onmessage = event => asked.push(event.data);
            const Own = Blob;
            window.Blob = function (parts, options) {{
                const more = options?.type === 'text/javascript'
                    ? [`;{{ const own = self.asked = new BroadcastChannel('asked'); {beyond} {} }}`] : [];
                return new Own([...parts, ...more], options);
            }};",
            home.replace("answered", "at home")
        );
        let address = serve_after(dist.clone(), &script).await;
        let page = Page::open_in(browser, address, "#v=1&data=digits").await;
        assert_eq!(page.asks(&other.address).await, json!("refused"));
        assert_eq!(page.fingerprint().await, digits().fingerprint());
        // How many workers there are is the browser's choice.
        page.wait_until("workers reach their page's site", "asked.includes('at home')").await;
        page.wait_until("workers ask the other site", "asked.some(what => what !== 'at home')").await;
        let asked = page.js("return [...new Set(asked)].sort()", vec![]).await;
        assert_eq!(asked, json!(["at home", "refused"]));
        assert_eq!(other.n_asked(), 0);
        // A page without the policy reaches it.
        page.js("location.href = 'data/SOURCES.md'", vec![]).await;
        let has_gone = "location.pathname.endsWith('SOURCES.md') && document.readyState === 'complete'";
        page.wait_until("the page has gone", has_gone).await;
        assert_eq!((page.asks(&other.address).await, other.n_asked()), (json!("answered"), 1));
        page.close().await;
    }
}

/// Where the page lies as one file.
fn one_file(dist: &Path) -> String {
    let path = dist.join(nearmiss_site::WHOLE).canonicalize().expect("the page is built");
    format!("file://{}", path.display())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_from_disk_trains_guesses_and_shows_recorded_results() {
    let test = "one_file_from_disk_trains_guesses_and_shows_recorded_results";
    let Some(dist) = dist(test) else { return };
    let expected = digits().fingerprint();
    for browser in browsers(test).await {
        let page = Page::open_in(browser, one_file(&dist), "#v=1&data=digits").await;
        assert!(page.table("Guesses").await.len() > 1);
        assert_eq!(page.fingerprint().await, expected);
        page.choose("Experiment", "Digits").await;
        let says = format!("document.querySelector('.provenance.recorded')?.innerText.includes('{expected}')");
        page.wait_until("a recorded result is read from the file", &says).await;
        assert_eq!(page.js("return document.querySelectorAll('a[download]').length", vec![]).await, json!(0));
        // Nothing leaves it.
        let other = Listener::start().await;
        assert_eq!((page.asks(&other.address).await, other.n_asked()), (json!("refused"), 0));
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_offers_itself_as_one_file() {
    let Some(dist) = dist("the_page_offers_itself_as_one_file") else { return };
    let page = Page::open(dist.clone(), crate::page::CHECK_INS).await;
    let link =
        "[...document.querySelectorAll('a[download]')].find(a => a.innerText === 'Download the page as one file')";
    page.wait_until("the link is there", link).await;
    let size = format!("fetch({link}.href).then(answer => answer.text()).then(text => window.size = text.length)");
    page.js(&size, vec![]).await;
    page.wait_until("the file is there", "window.size").await;
    let size = page.js("return window.size", vec![]).await.as_u64().expect("it is a number");
    assert!((1_000_000..=2_500_000).contains(&size), "{size} characters");
    page.close().await;
}
