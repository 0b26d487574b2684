//! A search for a completion: where not all can be tried, and beside those that can.

use crate::office::{Office, small};
use nearmiss::attribute::GuessBy;
use nearmiss::experiment::{AttributeConfig, PortionChoice};
use nearmiss_app::session::Event;

#[test]
fn more_features_than_can_be_tried_are_searched() {
    let mut office = Office::open(2, &small());
    let fingerprint = office.fingerprint();
    let question = office.session.setup.experiment.attribute_inference.clone();
    let unknown: Vec<usize> = (0..40).collect();
    let asked = AttributeConfig { portion: PortionChoice::Features(unknown.clone()), ..question.clone() };
    office.handle(Event::Ask(asked));
    while office.tick() {}
    assert!(
        office.session.setup.plan_error.as_ref().is_some_and(|error| error.contains("2^20")),
        "too many to try each"
    );
    office.handle(Event::Search(unknown.clone()));
    while office.tick() {}
    let found = office.session.found.search.as_ref().and_then(|search| search.found.clone()).expect("it is over");
    assert_eq!((found.completion.len(), found.n_starts), (40, 8));
    assert!(found.n_tried > 40 && found.distance <= 40);
    // Another question forgets it, and the report is what it was.
    office.handle(Event::Ask(question));
    assert_eq!(office.session.found.search, None);
    assert_eq!(office.fingerprint(), fingerprint);
}

#[test]
fn a_search_finds_no_more_than_trying_all_and_is_no_part_of_the_report() {
    let mut office = Office::open(1, &small());
    let fingerprint = office.fingerprint();
    let unknown = office.session.setup.plan.as_ref().expect("there is a plan").question.unknown.clone();
    let tally = office.session.found.shown.tally.clone().expect("all completions were tried");
    office.handle(Event::Search(unknown));
    while office.tick() {}
    let found = office.session.found.search.as_ref().and_then(|search| search.found.clone()).expect("it is over");
    assert!(found.scores[1] <= tally.ranking(GuessBy::LogOdds).listed[0].scores[1]);
    assert_eq!(office.fingerprint(), fingerprint);
}
