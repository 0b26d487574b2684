//! `tune`: settings of private training by accuracy.

mod nearmiss;

use ::nearmiss::Experiment;
use ::nearmiss::defence::Defence;
use nearmiss::{refused, succeeded, write_experiment};
use tempfile::TempDir;

#[test]
fn what_is_found_spends_what_was_asked_for_and_is_no_worse_than_where_it_began() {
    let folder = TempDir::new().expect("a folder");
    let mut experiment = Experiment::voters();
    experiment.training.hidden = vec![4];
    experiment.training.epochs = 5;
    let path = write_experiment(folder.path(), &experiment);
    let out = succeeded(&["tune", &path, "--epsilon", "8"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "epsilon,share,rate,clip,epochs,noise,accuracy,by_the_rule,as_the_experiment");
    let cells: Vec<f64> = lines[1].split(',').map(|cell| cell.parse().expect("a number")).collect();
    let [epsilon, share, rate, clip, epochs, noise, accuracy, ..] = cells[..] else { panic!("{}", lines[1]) };
    let (n_members, own_rate) =
        (experiment.split.n_members as f64, f64::from(experiment.training.optimizer.learning_rate()));
    let values = [noise, clip, (share * n_members).ceil(), rate * own_rate, epochs];
    experiment.defence = Defence::named("dp_sgd", &values).expect("it is registered");
    let spent = experiment.training_config().guarantee(experiment.split.n_members).expect("it is private").epsilon;
    assert!(spent <= epsilon && spent > 0.97 * epsilon, "{spent}");
    assert!(accuracy > 0.5 && accuracy <= 1.0, "{out}");
    assert_eq!(succeeded(&["tune", &path, "--epsilon", "8"]), out, "threads change nothing");
}

#[test]
fn too_few_records_are_refused_in_words() {
    let folder = TempDir::new().expect("a folder");
    let mut experiment = Experiment::voters();
    experiment.split.n_non_members = 600;
    let path = write_experiment(folder.path(), &experiment);
    let words = refused(&["tune", &path]);
    assert!(words.contains("24 records stand neither among members nor among non-members"), "{words}");
}
