//! A class: codes of results that are pasted, drawn together, and there again after a reload.

use crate::page::Page;
use nearmiss::Experiment;
use nearmiss::work::run;
use nearmiss_app::class::{Number, Origin, ResultCode, measured, with_number};
use nearmiss_app::link::{self, PageSettings};
use nearmiss_tests::dist;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_a_class_are_shown_together_and_stay() {
    let Some(dist) = dist("codes_of_a_class_are_shown_together_and_stay") else { return };
    let base = super::small_check_ins();
    let number = Number::new(7).expect("there is such a number");
    let own = Experiment { seed: with_number(base.seed, number), ..base.clone() };
    let report = run(own, None).expect("the experiment runs");
    let origin = Origin::of(&base.clone().check().expect("it can be run"));
    let code = ResultCode::new(origin, number, measured(&report.pooled.findings)).text();
    let page = Page::open(dist, &format!("#{}", link::write(&base, &PageSettings::default()))).await;
    page.fingerprint().await;
    page.fill("Your number, 1 to 99", "7").await;
    let shows = format!("document.querySelector('[aria-label=\"Your code\"]')?.innerText === '{code}'");
    page.wait_until("the page has the code of the native result", &shows).await;

    let others = (8..=10_u8).map(|n| {
        let numbers = [Some(0.6 + f64::from(n) / 1000.0), Some(0.5), None, None];
        ResultCode::new(origin, Number::new(n.into()).expect("there is such a number"), numbers).text()
    });
    let pasted = others.chain([code.to_lowercase(), code.replace('-', " "), format!("X{}", &code[1..])]);
    let pasted = pasted.collect::<Vec<_>>().join("\n");
    page.js("document.querySelector('#class-codes').value = arguments[0]", vec![json!(pasted)]).await;
    page.click("Add codes").await;
    let said = "document.querySelector('section:has(#class-heading) ul').innerText";
    page.wait_until("four are taken", &format!("{said}.includes('4 results added.')")).await;
    let told = page.js(&format!("return {said}"), vec![]).await;
    let told = told.as_str().expect("it is text");
    assert!(told.contains("is here already") && told.contains("has a wrong letter"), "{told}");
    let drawn = "document.querySelector('section:has(#class-heading) canvas')?.getAttribute('aria-label')";
    page.wait_until("they are drawn", &format!("{drawn}?.includes('4 results from')")).await;

    page.reload().await;
    page.wait_until("they are there after a reload", &format!("{drawn}?.includes('4 results from')")).await;
    page.click("Remove number 9").await;
    page.wait_until("one is out", &format!("{drawn}?.includes('3 results from')")).await;
    page.close().await;
}
