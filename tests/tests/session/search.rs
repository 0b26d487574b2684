//! A search for a completion: where not all can be tried, and beside those that can.

use crate::simulated_page::{SimulatedPage, small};
use nearmiss::attribute::GuessBy;
use nearmiss::experiment::{AttributeConfig, PortionChoice};
use nearmiss_app::session::Event;

#[test]
fn more_features_than_can_be_tried_are_searched() {
    let mut page = SimulatedPage::open(2, &small());
    let fingerprint = page.fingerprint();
    let question = page.session.setup.experiment.attribute_inference.clone();
    let unknown: Vec<usize> = (0..40).collect();
    let asked = AttributeConfig { portion: PortionChoice::Features(unknown.clone()), ..question.clone() };
    page.handle(Event::Ask(asked));
    while page.tick() {}
    assert!(page.session.setup.plan_error.as_ref().is_some_and(|error| error.contains("2^20")), "too many to try each");
    page.handle(Event::Search(unknown.clone()));
    while page.tick() {}
    let found = page.session.found.search.as_ref().and_then(|search| search.found.clone()).expect("it is over");
    assert_eq!((found.completion.len(), found.n_starts), (40, 8));
    assert!(found.n_tried > 40 && found.distance <= 40);
    // Another question forgets it, and the report is what it was.
    page.handle(Event::Ask(question));
    assert_eq!(page.session.found.search, None);
    assert_eq!(page.fingerprint(), fingerprint);
}

#[test]
fn a_search_finds_no_more_than_trying_all_and_is_no_part_of_the_report() {
    let mut page = SimulatedPage::open(1, &small());
    let fingerprint = page.fingerprint();
    let unknown = page.session.setup.plan.as_ref().expect("there is a plan").question.unknown.clone();
    let tally = page.session.found.shown.tally.clone().expect("all completions were tried");
    page.handle(Event::Search(unknown));
    while page.tick() {}
    let found = page.session.found.search.as_ref().and_then(|search| search.found.clone()).expect("it is over");
    assert!(found.scores[1] <= tally.ranking(GuessBy::LogOdds).listed[0].scores[1]);
    assert_eq!(page.fingerprint(), fingerprint);
}
