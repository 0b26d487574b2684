//! Everybody can use it: what axe-core finds in every place of the page, in both themes and as narrow as a phone, before
//! and after a result is shown; sideways scrolling; and the marks that lighthouse gives.

use crate::page::Page;
use crate::{small_check_ins, small_matrix};
use nearmiss::Experiment;
use nearmiss_app::lesson::{Place, Station, Step};
use nearmiss_app::link::{self, PageSettings};
use nearmiss_tests::{axe, dist, lighthouse};
use serde_json::Value;
use tokio::process::Command;

/// Runs in the page, behind axe-core: what is wrong, each as a text. Whoever speaks a button's name has to see it, too.
const RUN: &str = "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const rules = { 'label-content-name-mismatch': { enabled: true } };
    return axe.run(document, { runOnly: tags, rules, resultTypes: ['violations'] }).then(found => found.violations.map(
        wrong => `${wrong.id} (${wrong.nodes.length}): ${wrong.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`))";

/// Opens all that is folded, numbers of figures included.
const UNFOLD: &str = "document.querySelectorAll('details').forEach(fold => fold.open = true);
    document.querySelectorAll('figcaption [aria-expanded=false]').forEach(button => button.click())";

/// True where a step's result is shown; else it clicks on what comes next in it.
const REVEAL: &str = "(() => {
    const quiz = document.querySelector('.quiz'), asked = document.querySelector('.asked');
    if (!asked.querySelector(':checked')) asked.querySelector('[type=radio]')?.click();
    const skip = [...asked.querySelectorAll('button')].find(own => own.innerText.startsWith('Enough played'));
    const next = quiz ? quiz.querySelector('button:not([aria-disabled])') : skip ?? asked.querySelector('button.primary:not(:disabled)');
    const isOver = quiz ? !next : document.querySelector('.asked .verdict');
    if (!isOver) next?.click();
    return isOver;
})()";

/// Windows and themes in which every place is looked at. They are high, for axe-core takes a button that is half behind a
/// bar that stays for a small one, wherever it can be scrolled to.
const LOOKS: [((u32, u32), &str); 4] =
    [((1280, 2400), "light"), ((1280, 2400), "dark"), ((320, 3600), "light"), ((320, 3600), "dark")];

/// What is wrong with a page as it stands, in every look.
async fn wrongs(page: &Page, place: &str, axe: Option<&str>) -> Vec<String> {
    let mut wrongs = Vec::new();
    for (size, theme) in LOOKS {
        page.look(size, theme).await;
        let mut own = Vec::new();
        let width = page.js("return document.documentElement.scrollWidth", vec![]).await.as_u64();
        if width.is_none_or(|width| width > u64::from(size.0)) {
            own.push(format!("it is {width:?} pixels wide"));
        }
        if let Some(axe) = axe {
            let found = page.js(&format!("{axe}\n{RUN}"), vec![]).await;
            own.extend(serde_json::from_value::<Vec<String>>(found).expect("axe-core tells in texts"));
        }
        wrongs.extend(own.iter().map(|wrong| format!("{place}, {} pixels, {theme}: {wrong}", size.0)));
    }
    wrongs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_keeps_nobody_out_and_needs_no_scrolling_sideways() {
    let test = "every_place_keeps_nobody_out_and_needs_no_scrolling_sideways";
    let Some(dist) = dist(test) else { return };
    let axe = axe(test).map(|path| std::fs::read_to_string(path).expect("axe-core can be read"));
    let axe = axe.as_deref();
    let at = |experiment: &Experiment, place| format!("#{}", link::write(experiment, &PageSettings::at(place)));
    let lesson = Experiment::lesson();
    let page = Page::open(dist, &at(&lesson, Place::Lesson(Step::default()))).await;
    let mut all = Vec::new();
    for step in Step::ALL {
        page.go(&at(&lesson, Place::Lesson(step))).await;
        let title = format!("step {}", step.place() + 1);
        page.wait_until(&title, "document.querySelector('#step-heading') && document.querySelector('.asked button')")
            .await;
        all.extend(wrongs(&page, &title, axe).await);
        page.wait_until(&format!("the result of {title}"), REVEAL).await;
        page.js(UNFOLD, vec![]).await;
        all.extend(wrongs(&page, &format!("{title}, with its result"), axe).await);
    }
    page.click("Terms").await;
    all.extend(wrongs(&page, "the terms", axe).await);
    // Pictures and chips, and everything that attacks against defences show. All stations stand on one page.
    let tried = Experiment { matrix: Some(small_matrix()), ..small_check_ins() };
    for (experiment, place) in [(&lesson, Station::Train), (&tried, Station::Defend)] {
        page.go(&at(experiment, Place::Laboratory(place))).await;
        page.fingerprint().await;
        page.js(UNFOLD, vec![]).await;
        all.extend(wrongs(&page, &format!("the laboratory with {}", experiment.data.name()), axe).await);
    }
    assert!(all.is_empty(), "{} wrongs:\n{}", all.len(), all.join("\n"));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lighthouse_has_no_less_than_its_best_mark_for_access_and_good_practice() {
    let test = "lighthouse_has_no_less_than_its_best_mark_for_access_and_good_practice";
    let Some((dist, lighthouse)) = dist(test).zip(lighthouse(test)) else { return };
    let address = nearmiss_browser::serve(dist).await;
    let laboratory = link::write(&Experiment::digits(), &PageSettings::at(Place::Laboratory(Station::Train)));
    for fragment in [String::new(), format!("#{laboratory}")] {
        let mut command = Command::new(&lighthouse);
        command.arg(format!("{address}/{fragment}"));
        command.args(["--quiet", "--output=json", "--only-categories=accessibility,best-practices"]);
        command.arg("--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage");
        if let Some(chromium) = std::env::var_os("CHROMIUM") {
            command.env("CHROME_PATH", chromium);
        }
        let told = command.kill_on_drop(true).output().await.expect("lighthouse starts");
        let said = String::from_utf8_lossy(&told.stderr);
        let marks: Value = serde_json::from_slice(&told.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
        for category in ["accessibility", "best-practices"] {
            let score = &marks["categories"][category]["score"];
            let audits = marks["audits"].as_object().expect("there are audits").values();
            let failed: Vec<&Value> = audits.filter(|audit| audit["score"] == 0).map(|audit| &audit["title"]).collect();
            assert_eq!(score.as_f64(), Some(1.0), "{category} of “{fragment}”: {failed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn large_type_reaches_charts_stays_after_a_reload_and_fits() {
    let Some(dist) = dist("large_type_reaches_charts_stays_after_a_reload_and_fits") else { return };
    let place = PageSettings::at(Place::Lesson(Step::Accuse));
    let page = Page::open(dist, &format!("#{}", link::write(&Experiment::lesson(), &place))).await;
    let height = "document.querySelector('canvas')?.clientHeight";
    page.wait_until("a chart is there", height).await;
    let usual = page.js(&format!("return {height}"), vec![]).await.as_f64().expect("it is a number");
    page.click("Large type").await;
    let is_large = format!(
        "parseFloat(getComputedStyle(document.querySelector('.led p')).fontSize) >= 24 && {height} === 1.5 * {usual}
            && document.querySelector('canvas').height === {height}
            && document.querySelector('.bar [aria-pressed=true]')?.innerText === 'Large type'"
    );
    page.look((1280, 800), "light").await;
    page.wait_until("text and chart are larger", &is_large).await;
    page.reload().await;
    page.wait_until("they are after a reload", &is_large).await;
    page.look((320, 800), "light").await;
    let fits = "document.documentElement.scrollWidth <= 320 && document.querySelector('canvas').clientHeight < 300";
    page.wait_until("it fits a narrow window", fits).await;
    page.look((1280, 800), "light").await;
    page.click("Large type").await;
    page.wait_until("it is as it was", &format!("{height} === {usual} && !document.documentElement.className")).await;
    page.close().await;
}
