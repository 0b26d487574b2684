//! Walks away from records: asked for at any moment, forgotten with the model, and no part of the report.

use crate::simulated_page::{SimulatedPage, native, small};
use nearmiss::experiment::Target;
use nearmiss::hill::{Walk, Walks};
use nearmiss::trial::Side;
use nearmiss::work::{Outcome, TrialWorker, Unit};
use nearmiss::{Experiment, Seed};
use nearmiss_app::session::{Event, OwnWalk, Step};

/// A worker of the library with the trained model.
fn trained(experiment: &Experiment) -> TrialWorker {
    let path = format!("{}/../www/data/digits.csv.gz", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(path).expect("it is shipped");
    let mut worker = TrialWorker::new(experiment.clone(), Some(&file)).expect("the experiment runs");
    worker.finish(&Unit::Training);
    worker
}

fn walks_of(worker: &mut TrialWorker) -> Walks {
    let Outcome::Walks(walks) = worker.finish(&Unit::Walks) else { panic!("walks give walks") };
    walks
}

fn walk_of(worker: &mut TrialWorker, own: &OwnWalk) -> Option<Walk> {
    let unit = Unit::Walk(own.from, own.features.clone());
    let Outcome::Walks(mut walks) = worker.finish(&unit) else { panic!("a walk gives a walk") };
    walks.sides[own.from.taken_from.place()].pop()
}

/// The walks, once there.
fn walks(page: &mut SimulatedPage) -> Walks {
    page.work_until("the walks", |session| session.found.walks.is_some());
    page.session.found.walks.as_deref().cloned().expect("they are there")
}

#[test]
fn walks_are_the_same_with_any_number_of_workers_and_change_no_report() {
    let expected = walks_of(&mut trained(&small()));
    assert_eq!(expected.sides.each_ref().map(Vec::len), [Walks::N; 2]);
    assert!(expected.sides.iter().flatten().all(|walk| walk.confidence.len() == Walks::N_FLIPS + 1));
    for n_workers in [1, 3] {
        let mut page = SimulatedPage::open(n_workers, &small());
        page.handle(Event::Walks);
        assert_eq!(walks(&mut page), expected, "{n_workers} workers");
        assert_eq!(page.fingerprint(), native(&small()));
    }
}

#[test]
fn walks_asked_for_come_again_with_every_model() {
    let mut page = SimulatedPage::open(2, &small());
    page.fingerprint();
    assert!(page.session.found.walks.is_none(), "nobody has asked");
    page.handle(Event::Walk(Step::Flip(3)));
    assert!(page.session.play.walk.features.is_empty(), "there is nothing to walk on yet");
    page.handle(Event::Walks);
    page.handle(Event::Walks);
    let first = walks(&mut page);
    page.handle(Event::Walk(Step::Flip(3)));
    page.handle(Event::Reset);
    assert!(page.session.found.walks.is_none() && page.session.play.walk.features.is_empty());
    page.handle(Event::Train);
    assert_eq!(walks(&mut page), first, "the same model");
    let other = Experiment { seed: Seed(9), ..small() };
    page.handle(Event::Change(other.clone()));
    page.work_until("the change", |session| *session.setup.experiment == other && session.found.walks.is_none());
    assert_eq!(walks(&mut page), walks_of(&mut trained(&other)));
    assert_eq!(page.fingerprint(), native(&other));
}

#[test]
fn a_person_walks_goes_back_and_begins_elsewhere() {
    let mut worker = trained(&small());
    let mut page = SimulatedPage::open(2, &small());
    page.handle(Event::Walks);
    let drawn = walks(&mut page).sides;
    let steps: [(Event, Side, usize, &[usize]); 10] = [
        (Event::Walks, Side::Members, 0, &[]),
        (Event::Walk(Step::Flip(10)), Side::Members, 0, &[10]),
        (Event::Walk(Step::Flip(11)), Side::Members, 0, &[10, 11]),
        (Event::Walk(Step::Flip(12)), Side::Members, 0, &[10, 11, 12]),
        (Event::Walk(Step::Flip(11)), Side::Members, 0, &[10, 12]),
        (Event::Walk(Step::Back), Side::Members, 0, &[10]),
        (Event::Walk(Step::Flip(64)), Side::Members, 0, &[10]),
        (Event::Walk(Step::From(Target { taken_from: Side::NonMembers, number: 31 })), Side::NonMembers, 1, &[]),
        (Event::Walk(Step::FlipAny), Side::NonMembers, 1, &drawn[1][1].features[..1]),
        (Event::Walk(Step::FlipAny), Side::NonMembers, 1, &drawn[1][1].features[..2]),
    ];
    for (event, side, number, features) in steps {
        let what = format!("{event:?}");
        page.handle(event);
        while page.tick() {}
        let own = OwnWalk::clone(&page.session.play.walk);
        assert_eq!((own.from.taken_from, own.from.number, &own.features[..]), (side, number, features), "{what}");
        assert_eq!(own.walk, walk_of(&mut worker, &own), "{what}");
    }
    (0..90).for_each(|_| page.handle(Event::Walk(Step::FlipAny)));
    while page.tick() {}
    let own = OwnWalk::clone(&page.session.play.walk);
    assert_eq!(own.walk.as_ref(), Some(&drawn[1][1]), "as the record's own line");
    assert_eq!(page.fingerprint(), native(&small()));
}

#[test]
fn walks_survive_a_stop_and_a_lost_worker() {
    let expected = walks_of(&mut trained(&small()));
    let mut page = SimulatedPage::open(1, &small());
    page.handle(Event::Walks);
    page.work_until("the model", |session| session.has_model());
    page.handle(Event::Stop);
    while page.tick() {}
    page.handle(Event::Lost(0, "unreachable executed".to_string()));
    page.handle(Event::Continue);
    assert_eq!(walks(&mut page), expected);
    assert_eq!(page.fingerprint(), native(&small()));
}

/// The learning curve's AUC is what somebody finds who trains so far and counts the pairs.
#[test]
fn the_auc_of_every_epoch_is_that_of_a_network_trained_so_far() {
    let mut page = SimulatedPage::open(1, &small());
    page.fingerprint();
    let curve = page.session.found.shown.curve.clone();
    assert_eq!(curve.iter().map(|record| record.epoch).collect::<Vec<_>>(), (0..=6).collect::<Vec<_>>());
    for epoch in [0, 1, 6] {
        let mut experiment = small();
        experiment.training.epochs = epoch.max(1);
        let worker = trained(&experiment);
        let mut net = worker.model().expect("it is trained").clone();
        if epoch == 0 {
            let sizes = [64, 24, 10];
            let mut rng = Seed(1).rng(nearmiss::Stream::Init, 0);
            net = nearmiss::Mlp::glorot(&sizes, experiment.training.activation, &mut rng);
        }
        let scores = [Side::Members, Side::NonMembers].map(|side| {
            let sample = worker.trial().sample(side);
            let n = sample.labels.len().min(nearmiss::train::N_EVALUATED);
            let mut workspace = nearmiss::mlp::Workspace::default();
            let logits = net.logits(&sample.inputs, 0..n, &mut workspace).to_owned();
            let rows = logits.outer_iter();
            rows.map(|row| nearmiss::loss::max_confidence(&row.to_vec())).collect::<Vec<f32>>()
        });
        let half_points =
            |own: &f32| scores[1].iter().map(|other| 2 * u32::from(own > other) + u32::from(own == other)).sum::<u32>();
        let won = scores[0].iter().map(half_points).sum::<u32>();
        let pairs = 2 * scores[0].len() * scores[1].len();
        let auc = f64::from(won) / pairs as f64;
        assert!((curve[epoch].auc - auc).abs() < 1e-12, "epoch {epoch}: {} and {auc}", curve[epoch].auc);
    }
}
