//! What a network gives away of a data set's records: the half of the documentation's tables that needs training.

use crate::attribute::imputation::Imputation;
use crate::dataset::Dataset;
use crate::experiment::Experiment;
use crate::membership::PAPERS_ATTACK;
use crate::report::Report;
use crate::work::{TrialWorker, run_on};

/// What is compared with a real file.
#[derive(Debug)]
pub struct Leak {
    /// Accuracy on non-members.
    pub test_accuracy: f64,
    /// Of the paper's attack.
    pub auc: f64,
    /// Figure 1, by repeat: least distance, number of non-members, AUC.
    pub groups: Vec<(usize, usize, f64)>,
}

impl Leak {
    /// Of an experiment on a data set.
    pub fn of(dataset: &Dataset, mut experiment: Experiment) -> Leak {
        experiment.strong_membership.distances = vec![1];
        experiment.strong_membership.n_originals = 2;
        experiment.attribute_inference.n_targets = 0;
        // All members and non-members are scored.
        experiment.n_scored = experiment.split.n_members;
        let report = report(dataset, experiment);
        // Of each repeat: small groups are joined where repeats are put together.
        let groups = report
            .trials
            .iter()
            .flat_map(|trial| &trial.findings.non_member_distance.as_ref().expect("it was measured").groups);
        let groups = groups.map(|group| (group.from, group.n, group.auc)).collect();
        let findings = report.pooled.findings;
        Leak {
            test_accuracy: findings.test_accuracy.expect("it was measured"),
            auc: findings.membership.get(PAPERS_ATTACK).expect("it is always tried").auc,
            groups,
        }
    }
}

/// How many of the first 15 features by mRMR a logistic regression on the other ones gets wrong on average, of 100 members of
/// four fifths of the records and as many others.
pub fn wrong_by_regression(dataset: &Dataset) -> f64 {
    let mut experiment = Experiment::location();
    experiment.repeats = 1;
    // The network isn't asked for.
    experiment.training.hidden = vec![1];
    experiment.training.epochs = 1;
    experiment.strong_membership.n_originals = 2;
    experiment.attribute_inference.n_targets = 100;
    let inferred = report(dataset, experiment).pooled.findings.attribute_inference.expect("it was measured");
    let by = inferred.baseline(Imputation::LogisticRegression).expect("it was measured");
    (by.members.mean_hamming + by.non_members.mean_hamming) / 2.0
}

fn report(dataset: &Dataset, experiment: Experiment) -> Report {
    let checked = experiment.check().expect("a preset with other sizes");
    let mut worker = TrialWorker::with_dataset(checked, dataset.clone()).expect("there are enough records");
    run_on(&mut worker)
}

/// The AUC of several groups together, from a distance to below another: each record counts once.
pub fn auc_between(leaks: &[Leak], from: usize, below: usize) -> f64 {
    let groups = leaks.iter().flat_map(|leak| &leak.groups).filter(|group| (from..below).contains(&group.0));
    let (n, sum) = groups.fold((0.0, 0.0), |(n, sum), (_, own, auc)| (n + *own as f64, sum + *own as f64 * auc));
    sum / n
}
