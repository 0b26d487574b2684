//! Private training by what it may spend: the page asks, a worker finds the noise.

use crate::simulated_page::{SimulatedPage, experiment_of, native, small};
use nearmiss::Experiment;
use nearmiss::defence::{self, Defence};
use nearmiss_app::session::Event;

fn private(epsilon: f64) -> Experiment {
    let own = small();
    let defence = defence::private("digits", &own.training, own.split.n_members, epsilon).expect("there is a noise");
    Experiment { defence, ..own }
}

fn is_private(page: &SimulatedPage) -> bool {
    page.session.wanted().defence.name() == "dp_sgd"
}

#[test]
fn a_named_epsilon_gets_settings_and_noise_and_gives_the_native_report() {
    let expected = native(&private(8.0));
    for n_ticks in [10, 100] {
        let mut page = SimulatedPage::open(2, &small());
        for _ in 0..n_ticks {
            page.tick();
        }
        page.handle(Event::Spend(3.0, None));
        page.handle(Event::Spend(8.0, None));
        page.work_until("the noise", |session| session.wanted().defence.name() == "dp_sgd");
        assert_eq!(page.session.epsilon(), Some(8.0), "after {n_ticks} ticks");
        assert_eq!(page.fingerprint(), expected, "after {n_ticks} ticks");
        assert_eq!(experiment_of(&page.fragment), private(8.0));
        let guarantee = page.session.found.shown.guarantee.as_deref().expect("it is private");
        assert!(guarantee.epsilon <= 8.0 && guarantee.epsilon > 7.8, "{}", guarantee.epsilon);
    }
}

#[test]
fn settings_of_ones_own_get_the_noise_that_they_take() {
    let mut page = SimulatedPage::open(1, &private(8.0));
    page.fingerprint();
    let opened = page.session.epsilon().expect("it is accounted");
    assert!(opened <= 8.0 && opened > 7.8, "{opened}");
    let mut own = page.session.wanted().defence;
    let noise = own.values()[0];
    own.values_mut()[4] = 7.0;
    page.handle(Event::Spend(8.0, Some(own)));
    page.work_until("other noise", |session| session.wanted().defence.values()[4] == 7.0);
    let found = page.session.wanted().defence;
    assert!(found.values()[0] < noise, "fewer epochs take less noise: {}", found.title());
    assert_eq!(found.values()[1..], own.values()[1..]);
}

#[test]
fn what_no_noise_gives_is_refused_in_words() {
    for epsilon in [1e-9, -1.0, f64::NAN] {
        let mut page = SimulatedPage::open(1, &small());
        page.fingerprint();
        page.handle(Event::Spend(epsilon, None));
        page.work_until("an answer", |session| session.said.notice.is_some());
        assert!(!is_private(&page));
        let sentence = &page.session.said.notice.as_ref().expect("it is told").sentence;
        assert!(sentence.contains("No noise from 0.1 to 999"), "{sentence}");
    }
}

/// A link has σ, so it needs nobody to find it.
#[test]
fn a_link_with_noise_and_norm_alone_stays_what_it_was() {
    let defence = Defence::named("dp_sgd", &[1.5, 2.0]).expect("it is registered");
    let own = Experiment { defence, ..small() };
    let link = nearmiss_app::link::write(&own, &Default::default());
    assert!(link.contains("defence=dp_sgd%2C1.5%2C2&"), "{link}");
    assert_eq!(experiment_of(&link), own);
}
