//! The page in browsers that lack something, or refuse it: what was asked for is told in a sentence, and everything else
//! works on.

use crate::page::Page;
use nearmiss::Experiment;
use nearmiss::experiment::PortionChoice;
use nearmiss_app::link::{self, PageSettings};
use nearmiss_tests::dist;
use serde_json::{Value, json};

/// The digits with little of everything: done in a moment, by every kind of unit.
fn quick() -> Experiment {
    let mut experiment = Experiment::digits();
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 3;
    experiment.n_scored = 50;
    experiment.strong_membership.distances = vec![1];
    experiment.strong_membership.n_originals = 10;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(4);
    experiment.attribute_inference.n_targets = 0;
    experiment
}

fn fragment() -> String {
    format!("#{}", link::write(&quick(), &PageSettings::default()))
}

impl Page {
    /// The page is alive: it forgets its result and comes to the same one again.
    async fn trains_again(&self) {
        let before = self.fingerprint().await;
        self.click("Reset").await;
        self.wait_until("the result is gone", "!document.querySelector('#fingerprint')").await;
        self.click("Train").await;
        assert_eq!(self.fingerprint().await, before);
    }

    async fn says(&self, sentence: &str) {
        let condition = format!("document.body.innerText.includes({})", json!(sentence));
        self.wait_until(&format!("it says “{sentence}”"), &condition).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_clipboard_the_link_is_shown_to_be_copied() {
    let Some(dist) = dist("without_a_clipboard_the_link_is_shown_to_be_copied") else { return };
    let lacks = [
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
        "navigator.clipboard.writeText = () => { throw new Error('not here'); };",
        "navigator.clipboard.writeText = () => Promise.reject(new Error('not now'));",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), lack, &fragment()).await;
        page.fingerprint().await;
        page.click("Copy link").await;
        page.says("Copy the link from this field").await;
        let link = "document.querySelector('input[aria-label=Link]')";
        page.wait_until("the link is selected", &format!("document.activeElement === {link}")).await;
        let read = format!(
            "const link = {link}; return [link.value.slice(link.selectionStart, link.selectionEnd), location.href]"
        );
        let Value::Array(pair) = page.js(&read, vec![]).await else { panic!("two texts") };
        assert_eq!(pair[0], pair[1], "after {lack}");
        page.trains_again().await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_address_stays_as_it_is_the_copied_link_is_right_all_the_same() {
    let Some(dist) = dist("where_the_address_stays_as_it_is_the_copied_link_is_right_all_the_same") else { return };
    let clipboard = "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); };";
    let lacks = [
        "history.replaceState = () => { throw new DOMException('too often', 'SecurityError'); };",
        // As Chromium does with a page that asks too often.
        "history.replaceState = () => {};",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), &format!("{lack} {clipboard}"), &fragment()).await;
        page.fingerprint().await;
        page.fill("Seed", "7").await;
        page.says("doesn't let this page change its address").await;
        page.click("Copy link").await;
        let experiment = Experiment { seed: nearmiss::Seed(7), ..quick() };
        page.wait_until(
            "the link is copied",
            &format!("window.copied?.endsWith('#{}')", link::write(&experiment, &PageSettings::default())),
        )
        .await;
        page.trains_again().await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_nothing_is_told_of_once_and_computes_on() {
    let Some(dist) = dist("a_browser_that_keeps_nothing_is_told_of_once_and_computes_on") else { return };
    let lacks = [
        "Object.defineProperty(window, 'indexedDB', { value: undefined });",
        "IDBFactory.prototype.open = () => { throw new DOMException('not here', 'SecurityError'); };",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    ];
    let rows: String =
        (0..120).map(|n| format!("{},{},{}\n", n * 7 % 50, n / 3 % 2, ["yes", "no"][n * 5 % 7 % 2])).collect();
    for lack in lacks {
        let page = Page::open_without(dist.clone(), lack, &fragment()).await;
        page.fingerprint().await;
        page.drop_file("own.csv", &format!("size,on,answer\n{rows}")).await;
        page.click("Use these data").await;
        page.says("will not survive a reload").await;
        assert!(page.fragment().await.contains("data=own"));
        page.click("Close this message").await;
        page.says("This browser keeps no copy of your file").await;
        page.fill("Seed", "7").await;
        page.wait_until("the change is made", "location.hash.includes('seed=7')").await;
        page.trains_again().await;
        assert_eq!(page.js("return document.querySelector('[role=alert]')", vec![]).await, Value::Null, "told once");
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_never_answers_is_not_waited_for() {
    let Some(dist) = dist("a_database_that_never_answers_is_not_waited_for") else { return };
    let lack = "IDBFactory.prototype.open = () => ({});";
    let link = format!("#v=1&data=own&sha256={}", "0".repeat(64));
    let page = Page::open_without(dist, lack, &link).await;
    page.says("Choose or drop the same file").await;
    page.choose("Data set", "Digits").await;
    page.fingerprint().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_workers_the_page_says_so_and_shows_what_it_can() {
    let Some(dist) = dist("without_workers_the_page_says_so_and_shows_what_it_can") else { return };
    let lacks = [
        "Object.defineProperty(window, 'Worker', { value: undefined });",
        "window.Worker = class { constructor() { throw new DOMException('not here', 'SecurityError'); } };",
        "URL.createObjectURL = undefined;",
        // A worker that is started and fails.
        "const Own = Worker; window.Worker = class { constructor() { return new Own('data/none.js'); } };",
        "const own = URL.createObjectURL;
            URL.createObjectURL = what => own.call(URL, what.type === 'text/javascript' ? new Blob(['none()']) : what);",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), lack, &fragment()).await;
        assert!(page.error().await.contains("The workers can't be started"), "after {lack}");
        page.click("Close this message").await;
        page.click("computed in this tab").await;
        page.says("Computed in this tab:").await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_drawn_the_numbers_stand_in_its_place() {
    let Some(dist) = dist("where_nothing_can_be_drawn_the_numbers_stand_in_its_place") else { return };
    let lacks = [
        "HTMLCanvasElement.prototype.getContext = () => null;",
        "HTMLCanvasElement.prototype.getContext = () => { throw new Error('not here'); };",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), lack, &fragment()).await;
        page.fingerprint().await;
        page.says("can't be drawn in this browser").await;
        let curve = "[...document.querySelectorAll('figure')].find(f => f.innerText.includes('Learning curve'))";
        page.wait_until("its numbers are there", &format!("{curve}.querySelector('.numbers table').rows.length > 3"))
            .await;
        page.click("Learning curve as PNG").await;
        page.says("doesn't let the page save").await;
        page.trains_again().await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_tells_nothing_of_its_screen_and_cores_shows_the_page() {
    let Some(dist) = dist("a_browser_that_tells_nothing_of_its_screen_and_cores_shows_the_page") else { return };
    let unknown = "for (const [of, name] of [[window, 'devicePixelRatio'], [navigator, 'hardwareConcurrency']])
        Object.defineProperty(of, name, { value: undefined });";
    let lacks = [
        "Object.defineProperty(window, 'matchMedia', { value: undefined });",
        "window.matchMedia = () => { throw new Error('not here'); };",
        "window.matchMedia = () => ({ matches: false });",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), &format!("{unknown} {lack}"), &fragment()).await;
        page.fingerprint().await;
        page.wait_until("charts are drawn", "[...document.querySelectorAll('canvas')].every(c => c.width > 0)").await;
        page.trains_again().await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_saved_the_page_says_so_and_goes_on() {
    let Some(dist) = dist("where_nothing_can_be_saved_the_page_says_so_and_goes_on") else { return };
    let lacks = [
        "URL.createObjectURL = undefined;",
        "URL.createObjectURL = () => { throw new Error('not here'); };",
        "HTMLCanvasElement.prototype.toBlob = undefined; window.Blob = undefined;",
    ];
    let told = "[...document.querySelectorAll('[role=status]')].filter(s => s.innerText.includes('doesn\\'t let the page save')).length";
    for lack in lacks {
        let page = Page::open(dist.clone(), &fragment()).await;
        page.fingerprint().await;
        // Only now, for workers, too, start from a file that the page makes.
        page.js(lack, vec![]).await;
        for button in
            ["Download report (JSON)", "Download figure (SVG)", "Download figure (PNG)", "Download table (CSV)"]
        {
            page.click(button).await;
            page.wait_until(button, &format!("{told} === 1")).await;
            page.choose("Figure", "Learning curve").await;
            page.wait_until("the sentence goes with the next choice", &format!("{told} === 0")).await;
        }
        page.click("Learning curve as CSV").await;
        page.wait_until("the figure says so", &format!("{told} === 1")).await;
        page.trains_again().await;
        page.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_read_is_told_and_what_was_shown_stays() {
    let Some(dist) = dist("what_can_not_be_read_is_told_and_what_was_shown_stays") else { return };
    // A file that is gone by the time that the worker reads it.
    let lack = "const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (what, ...more) {
            return post.call(this, Array.isArray(what) ? [what[0], {}] : what, ...more);
        };
        const own = window.fetch;
        window.fetch = (what, ...more) => {
            if (String(what.url ?? what).includes('data/voters')) throw new Error('not here');
            return own(what, ...more);
        };";
    let page = Page::open_without(dist, lack, &fragment()).await;
    page.fingerprint().await;
    page.drop_file("own.csv", "a,b\n1,2\n").await;
    page.says("The file can't be read").await;
    page.choose("Data set", "Voters (1996 survey)").await;
    page.says("can't be loaded (not here)").await;
    page.trains_again().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_no_page_is_not_told_of_and_the_page_works() {
    let Some(dist) = dist("a_browser_that_keeps_no_page_is_not_told_of_and_the_page_works") else { return };
    let watch = "window.told = []; addEventListener('unhandledrejection', event => told.push(String(event.reason)));";
    let lacks = [
        "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });",
        "navigator.serviceWorker.register = () => { throw new DOMException('not here', 'SecurityError'); };",
        "navigator.serviceWorker.register = () => Promise.reject(new DOMException('not here', 'SecurityError'));",
    ];
    for lack in lacks {
        let page = Page::open_without(dist.clone(), &format!("{watch} {lack}"), &fragment()).await;
        page.trains_again().await;
        let told = page.js("return [told.length, document.querySelector('#offline').innerText]", vec![]).await;
        assert_eq!(told, json!([0, ""]), "after {lack}");
        page.close().await;
    }
}
