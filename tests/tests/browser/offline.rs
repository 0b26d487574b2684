//! The page as a browser keeps it: without a network, and when there is another version.

use crate::digits;
use crate::page::Page;
use nearmiss_browser::{Browser, Host};
use nearmiss_site::{Offline, finish};
use nearmiss_tests::dist;
use serde_json::json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Where hosts put a project's page.
const FOLDER: &str = "/people/near-miss";

const READY: &str = "document.querySelector('#offline').innerText === 'This page now works without the internet too.'";
const NEWER: &str = "document.querySelector('#offline').innerText.includes('There is a new version')";

/// A file of the page that it doesn't need to start.
const ASIDE: &str = "data/SOURCES.md";

/// A copy of the built page that may be changed.
fn copy(dist: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    copy_into(dist, folder.path());
    folder
}

fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the page is built") {
        let entry = entry.expect("it can be listed");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&to).expect("it can be made");
            copy_into(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("it can be copied");
        }
    }
}

/// Makes another version of the page: with this title, and these words in a file that isn't needed to start.
fn rebuild(folder: &TempDir, title: &str, offline: Offline) {
    let page = folder.path().join("index.html");
    let text = fs::read_to_string(&page).expect("the page is there");
    fs::write(&page, text.replace("<title>Near Miss</title>", &format!("<title>{title}</title>"))).expect("it is ours");
    fs::write(folder.path().join(ASIDE), title).expect("it is ours");
    finish(folder.path(), offline).expect("the page is well formed");
}

impl Page {
    async fn title(&self) -> String {
        self.js("return document.title", vec![]).await.as_str().expect("a title is text").to_string()
    }

    /// What a promise comes to.
    async fn comes_to(&self, promise: &str) -> serde_json::Value {
        let script = format!("window.came = undefined; Promise.resolve({promise}).then(what => window.came = [what])");
        self.js(&script, vec![]).await;
        self.wait_until(promise, "window.came").await;
        self.js("return window.came[0]", vec![]).await
    }

    /// The words of the file that isn't needed to start, as the page's program reads it.
    async fn aside(&self) -> String {
        let read = format!("nearmiss.read('{ASIDE}').then(bytes => new TextDecoder().decode(bytes))");
        self.comes_to(&read).await.as_str().expect("it is text").to_string()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_the_page_opens_and_computes_from_any_folder() {
    let Some(dist) = dist("without_a_network_the_page_opens_and_computes_from_any_folder") else { return };
    let host = Host::start(&dist, FOLDER).await;
    let page = Page::open_in(Browser::start_chromium().await, host.address.clone(), "#v=1&data=digits").await;
    let expected = page.fingerprint().await;
    assert_eq!(expected, digits().fingerprint());
    page.wait_until("it says that it is ready", READY).await;
    host.stop().await;
    assert_eq!(page.comes_to("fetch('none.txt').then(() => true, () => false)").await, json!(false), "nobody answers");
    page.go("").await;
    page.wait_until("the lesson begins", "document.querySelector('.picture')").await;
    page.go("#v=1&data=digits").await;
    assert_eq!(page.fingerprint().await, expected);
    page.choose("Experiment", "Digits").await;
    let says = format!("document.querySelector('.provenance.recorded')?.innerText.includes('{expected}')");
    page.wait_until("a recorded result is there", &says).await;
    page.wait_until("it still says so", READY).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_waits_until_the_person_takes_it_and_then_is_whole() {
    let Some(dist) = dist("a_new_version_waits_until_the_person_takes_it_and_then_is_whole") else { return };
    let folder = copy(&dist);
    rebuild(&folder, "First", Offline::Kept);
    let host = Host::start(folder.path(), FOLDER).await;
    let page = Page::open_in(Browser::start_chromium().await, host.address.clone(), "#v=1&data=digits").await;
    page.wait_until("the first is kept", READY).await;
    page.open_tab().await;
    page.wait_until("the other tab has it, too", READY).await;

    fs::copy(dist.join("index.html"), folder.path().join("index.html")).expect("it can be copied");
    rebuild(&folder, "Second", Offline::Kept);
    page.reload().await;
    page.wait_until("the second is announced", NEWER).await;
    assert_eq!((page.title().await, page.aside().await), ("First".to_string(), "First".to_string()));
    page.click("Use the new version").await;
    page.wait_until("it is taken", "document.title === 'Second'").await;
    page.wait_until("it is kept", READY).await;
    assert_eq!(page.aside().await, "Second");
    assert_eq!(page.fingerprint().await, digits().fingerprint());

    // The tab that was open before goes on with what it began with.
    page.look_at_tab(0).await;
    assert_eq!((page.title().await, page.aside().await), ("First".to_string(), "First".to_string()));
    let n_kept = "caches.keys().then(names => names.length)";
    assert_eq!(page.comes_to(n_kept).await, json!(2));
    host.stop().await;
    page.reload().await;
    assert_eq!((page.title().await, page.aside().await), ("Second".to_string(), "Second".to_string()));

    // Once no page is of the first version, neither is anything kept.
    page.close_tab().await;
    page.look_at_tab(0).await;
    page.reload().await;
    page.wait_until("it is there", READY).await;
    page.wait_until("one version is left", "caches.keys().then(names => window.n = names.length) && window.n === 1")
        .await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_half_old_and_half_new_is_not_kept() {
    let Some(dist) = dist("a_page_that_is_half_old_and_half_new_is_not_kept") else { return };
    let folder = copy(&dist);
    fs::write(folder.path().join(ASIDE), "of another version").expect("it is ours");
    let host = Host::start(folder.path(), FOLDER).await;
    let page = Page::open_in(Browser::start_chromium().await, host.address.clone(), "#v=1&data=digits").await;
    page.fingerprint().await;
    let state = "navigator.serviceWorker.register('sw.js').then(({ installing }) => new Promise(settled =>
        installing.onstatechange = () => settled(installing.state)))";
    assert_eq!(page.comes_to(state).await, json!("redundant"));
    assert_eq!(page.comes_to("caches.keys()").await, json!([]));
    assert_eq!(page.js("return document.querySelector('#offline').innerText", vec![]).await, json!(""));
    host.stop().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_page_is_being_written_what_was_kept_is_given_up() {
    let Some(dist) = dist("while_the_page_is_being_written_what_was_kept_is_given_up") else { return };
    let folder = copy(&dist);
    let host = Host::start(folder.path(), FOLDER).await;
    let page = Page::open_in(Browser::start_chromium().await, host.address.clone(), "#v=1&data=digits").await;
    page.wait_until("it is kept", READY).await;
    rebuild(&folder, "Being written", Offline::GivenUp);
    page.reload().await;
    page.wait_until("what is on the host is shown", "document.title === 'Being written'").await;
    assert_eq!(page.comes_to("caches.keys()").await, json!([]));
    assert_eq!(page.comes_to("navigator.serviceWorker.getRegistrations().then(all => all.length)").await, json!(0));
    host.stop().await;
    page.close().await;
}
