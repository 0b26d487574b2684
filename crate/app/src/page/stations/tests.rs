//! Which stations are drawn again for which event.

use super::{Clock, Stations};
use crate::files::Bytes;
use crate::message::{Reply, Request};
use crate::page::chart::Viewport;
use crate::page::guess::Since;
use crate::page::header::Working;
use crate::page::ui::{Shows, Tell, Ui, UiChange};
use crate::session::{Activity, Effect, Event, Session};
use crate::worker_state::WorkerState;
use nearmiss::experiment::PortionChoice;
use nearmiss::matrix::MatrixConfig;
use nearmiss::source::DataSource;
use nearmiss::work::Progress;
use nearmiss::{Experiment, SplitSizes};
use std::collections::VecDeque;
use yew::Callback;

/// A page with one worker, without a browser.
struct SimulatedPage {
    session: Session,
    ui: Ui,
    tell: Tell,
    worker: WorkerState,
    inbox: VecDeque<Request>,
    drawn: Stations,
}

const CLOCK: Clock = Clock { working: Working { time: 0.0, done: 0.0 }, guessing: Since { time: 0.0, n_tried: 0 } };

impl SimulatedPage {
    fn open(experiment: &Experiment) -> SimulatedPage {
        let (session, ui) =
            (Session::new(1), Ui::new(Viewport { width: 1000.0, scale: 1.0, is_dark: false, zoom: 1.0 }));
        let tell = Tell(Callback::noop());
        let drawn = Stations::of(&session, &ui, CLOCK, &tell);
        let (worker, inbox) = (WorkerState::default(), VecDeque::new());
        let mut page = SimulatedPage { session, ui, tell, worker, inbox, drawn };
        page.handle(Event::Opened(crate::link::write(experiment, &Default::default())));
        page.handle(Event::Heard(0, WorkerState::greeting()));
        page
    }

    /// With everything that is asked computed.
    fn done(experiment: &Experiment) -> SimulatedPage {
        let mut page = SimulatedPage::open(experiment);
        while page.tick().is_some() {}
        assert_eq!(page.session.run.activity, Activity::Done);
        page.drawn_again();
        page
    }

    fn handle(&mut self, event: Event) {
        for effect in self.session.handle(event) {
            if let Effect::Send(_, request) = effect {
                self.inbox.push_back(request);
            }
        }
    }

    /// The worker takes a request or a step; what it says, if anything. None if it has nothing to do.
    fn tick(&mut self) -> Option<Option<Reply>> {
        let reply = match self.inbox.pop_front() {
            Some(request) => self.worker.receive(request, Bytes(Box::new(|| Err("no file here".to_string())))),
            None if self.worker.is_busy() => self.worker.step().or_else(|| self.worker.progress()),
            None => return None,
        };
        if let Some(reply) = &reply {
            self.handle(Event::Heard(0, reply.clone()));
        }
        Some(reply)
    }

    /// The stations that differ from when this was asked last.
    fn drawn_again(&mut self) -> Vec<&'static str> {
        let now = Stations::of(&self.session, &self.ui, CLOCK, &self.tell);
        let before = std::mem::replace(&mut self.drawn, now);
        let now = &self.drawn;
        let stations = [
            ("standing", before.standing != now.standing),
            ("overview", before.overview != now.overview),
            ("data", before.data != now.data),
            ("train", before.train != now.train),
            ("membership", before.membership != now.membership),
            ("near miss", before.near_miss != now.near_miss),
            ("guess", before.guess != now.guess),
            ("population", before.population != now.population),
            ("defend", before.defend != now.defend),
            ("paper", before.paper != now.paper),
            ("share", before.share != now.share),
        ];
        stations.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }

    fn after(&mut self, event: Event) -> Vec<&'static str> {
        self.handle(event);
        self.drawn_again()
    }

    fn after_setting(&mut self, change: UiChange) -> Vec<&'static str> {
        self.ui.set(change);
        self.drawn_again()
    }
}

/// Check-ins with some of everything, done in a moment.
fn small() -> Experiment {
    let mut experiment = Experiment::check_ins();
    experiment.data = DataSource::check_ins(400);
    experiment.split = SplitSizes { n_members: 150, n_non_members: 150 };
    experiment.training.hidden = vec![16];
    experiment.training.epochs = 4;
    experiment.n_scored = 100;
    experiment.strong_membership.distances = vec![1, 2];
    experiment.strong_membership.n_originals = 60;
    experiment.attribute_inference.portion = PortionChoice::Mrmr(12);
    experiment
}

#[test]
fn how_far_a_unit_is_concerns_no_station_that_shows_results() {
    let mut page = SimulatedPage::open(&small());
    let (mut n_shares, mut n_tallies, mut n_trainings) = (0, 0, 0);
    loop {
        page.drawn_again();
        let curve = page.session.found.shown.curve.len();
        let Some(reply) = page.tick() else { break };
        let Some(Reply::Progress { progress, .. }) = reply else { continue };
        let expected: &[&str] = match progress {
            Progress::Share(_) => {
                n_shares += 1;
                &["standing"]
            }
            Progress::Completions(_) => {
                n_tallies += 1;
                &["overview", "guess", "share"]
            }
            Progress::Training { .. } if page.session.found.shown.curve.len() == curve => {
                n_trainings += 1;
                &["standing"]
            }
            Progress::Training { .. } => &["standing", "overview", "train", "share"],
        };
        let drawn = page.drawn_again();
        assert!(drawn.iter().all(|station| expected.contains(station)), "{drawn:?} for {expected:?}");
    }
    assert!(n_shares > 3 && n_tallies > 1 && n_trainings > 3, "{n_shares}, {n_tallies}, {n_trainings}");
}

#[test]
fn a_setting_concerns_its_own_station() {
    let mut page = SimulatedPage::done(&small());
    assert_eq!(page.drawn_again(), [""; 0], "nothing happened");
    assert_eq!(page.after_setting(UiChange::Filter("cafe".to_string())), ["guess", "population"]);
    assert_eq!(page.after_setting(UiChange::Threshold(0.5)), ["membership", "share"]);
    assert_eq!(page.after_setting(UiChange::Distance(2)), ["near miss"]);
    assert_eq!(
        page.after_setting(UiChange::MatrixConfig(MatrixConfig { n_subjects: 70, ..MatrixConfig::default() })),
        ["defend"]
    );
    assert_eq!(page.after_setting(UiChange::Figure(&nearmiss_figures::FIGURES[2])), ["share"]);
    assert_eq!(page.after_setting(UiChange::Shows(Shows::Computed)), ["paper"]);
}

#[test]
fn a_game_concerns_its_own_station() {
    let mut page = SimulatedPage::done(&small());
    assert_eq!(page.after(Event::DealRecord), ["membership"]);
    assert_eq!(page.after(Event::GuessMember(true)), ["membership"]);
    page.handle(Event::Deal(1, nearmiss::game::strong_membership::Neighbour::Flip));
    while page.session.play.near_miss.round.is_none() {
        page.tick();
    }
    assert_eq!(page.drawn_again(), ["near miss"]);
    assert_eq!(page.after(Event::Guess(true)), ["near miss"]);
}

#[test]
fn another_question_about_attributes_leaves_what_is_known_of_membership() {
    let mut page = SimulatedPage::done(&small());
    let mut asked = small().attribute_inference;
    asked.target.number = 3;
    page.handle(Event::Ask(asked));
    while page.tick().is_some() {}
    let drawn = page.drawn_again();
    let left: Vec<&str> = ["data", "train", "membership", "near miss", "defend"]
        .into_iter()
        .filter(|name| drawn.contains(name))
        .collect();
    assert_eq!(left, [""; 0], "of {drawn:?}");
    assert!(drawn.contains(&"guess"));
}

#[test]
fn another_number_of_repeats_leaves_the_model_shown() {
    let mut page = SimulatedPage::done(&small());
    let drawn = page.after(Event::Repeat(2));
    assert!(!drawn.contains(&"train") && !drawn.contains(&"membership") && drawn.contains(&"paper"), "{drawn:?}");
}
