//! What the browser had kept was damaged: it isn't used, that is said, and the report is right all the same.

use crate::repeats::kept;
use crate::simulated_page::{SimulatedPage, native};
use nearmiss::Experiment;
use nearmiss::work::Unit;
use nearmiss_app::session::{Activity, Event};
use std::collections::BTreeMap;

type Saved = BTreeMap<String, Vec<u8>>;

/// What is kept when some repeats and attacks are done.
fn saved() -> Saved {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("some repeats", |session| {
        session.found.results.repeats.len() >= 2 && session.found.results.has_all(&[Unit::Distances])
    });
    page.saved
}

fn place_of(bytes: &[u8], text: &str) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text.as_bytes())
}

/// What is kept of the unit whose outcome begins so.
fn entry<'a>(saved: &'a mut Saved, outcome: &str) -> &'a mut Vec<u8> {
    saved.values_mut().find(|bytes| place_of(bytes, outcome).is_some()).expect("it is kept")
}

/// Makes the first decimal of a number another one.
fn change_digit(bytes: &mut [u8], number: &str) {
    let decimal = place_of(bytes, number).expect("it has this number") + number.len();
    let decimal = decimal + place_of(&bytes[decimal..], ".").expect("it has decimals") + 1;
    bytes[decimal] = if bytes[decimal] == b'1' { b'2' } else { b'1' };
}

const REPEAT: &str = "{\"Repeat\":{\"repeat\":1,";
const TRAINING: &str = "{\"Training\":{\"state\":";
const DISTANCES: &str = "{\"Distances\":";

#[test]
fn a_damaged_unit_is_not_used_and_that_is_said() {
    let saved = saved();
    let expected = native(&Experiment { repeats: 2, ..kept() });
    type Damage = fn(&mut Saved);
    let damages: [(&str, Damage); 6] = [
        ("a digit of a repeat", |saved| change_digit(entry(saved, REPEAT), "\"train_accuracy\":")),
        ("a digit of the training", |saved| change_digit(entry(saved, TRAINING), "\"auc\":")),
        ("the last bit of the model", |saved| {
            let bytes = entry(saved, TRAINING);
            *bytes.last_mut().expect("it isn't empty") ^= 1;
        }),
        ("an end that is cut off", |saved| {
            let bytes = entry(saved, DISTANCES);
            bytes.truncate(bytes.len() / 2);
        }),
        ("bytes that are no text", |saved| {
            let bytes = entry(saved, REPEAT);
            let middle = bytes.len() / 2;
            bytes[middle] = 0xff;
        }),
        ("nothing left", |saved| entry(saved, DISTANCES).clear()),
    ];
    for (what, damage) in damages {
        let mut page = SimulatedPage::closed(2);
        page.saved = saved.clone();
        damage(&mut page.saved);
        page.handle(Event::Opened(nearmiss_app::link::write(&kept(), &Default::default())));
        page.work_until("the offer", |session| session.run.activity == Activity::Offered);
        assert_eq!(page.session.n_offered(), saved.len() - 1, "{what}");
        let notice = page.session.said.notice.clone().unwrap_or_else(|| panic!("{what}: it is told"));
        assert!(notice.sentence.starts_with("1 finished unit"), "{what}: {}", notice.sentence);
        page.handle(Event::TakeUp(true));
        page.handle(Event::Repeat(2));
        assert_eq!(page.fingerprint(), expected, "{what}");
    }
}

#[test]
fn a_damaged_repeat_does_not_come_back() {
    let mut page = SimulatedPage::open(2, &kept());
    page.work_until("some repeats", |session| session.found.results.repeats.contains_key(&1));
    page.handle(Event::Repeat(1));
    change_digit(entry(&mut page.saved, REPEAT), "\"train_accuracy\":");
    page.handle(Event::Repeat(400));
    assert!(!page.session.found.results.repeats.contains_key(&1));
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.starts_with("1 finished unit"), "{}", notice.sentence);
    page.handle(Event::Repeat(3));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 3, ..kept() }));
}

#[test]
fn without_anything_whole_the_work_begins_anew_and_that_is_said() {
    let mut page = SimulatedPage::closed(2);
    page.saved = saved();
    let n = page.saved.len();
    page.saved.values_mut().for_each(|bytes| bytes.truncate(10));
    page.handle(Event::Opened(nearmiss_app::link::write(&kept(), &Default::default())));
    page.work_until("training", |session| session.run.activity == Activity::Training);
    let notice = page.session.said.notice.clone().expect("it is told");
    assert!(notice.sentence.starts_with(&format!("{n} finished units")), "{}", notice.sentence);
    page.handle(Event::Repeat(2));
    assert_eq!(page.fingerprint(), native(&Experiment { repeats: 2, ..kept() }));
}
