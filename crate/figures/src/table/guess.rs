//! Guesses of the record looked at, feature by feature, and the mean distances of many records' guesses.

use super::data_table::{DataTable, Row};
use super::kind::TableKind;
use crate::figure_input::Truth;
use crate::view;
use nearmiss::attribute::GuessBy;
use nearmiss::attribute::imputation::Imputation;
use nearmiss::{Portion, Schema};

/// In the registry.
pub(super) const BASELINES: TableKind = TableKind {
    name: "baselines",
    title: "Baselines for the record looked at",
    variants: view::once,
    make: |input, _| {
        let guess = input.guess?;
        let mut table = DataTable::new(&["guess by", "the model", "mean distance"]);
        for by in GuessBy::ALL {
            table.push(Row::of(&[&by.name(), &"asked"]).number(guess.tally.ranking(by).mean_distance()));
        }
        for imputed in &guess.baselines {
            table.push(Row::of(&[&imputed.by.name(), &"never asked"]).number(imputed.distance));
        }
        Some(table)
    },
};

/// In the registry.
pub(super) const GUESSES: TableKind = TableKind {
    name: "guesses",
    title: "Best guesses of the record looked at",
    variants: view::by_score,
    make: |input, view| {
        let (guess, truth) = (input.guess?, input.truth?);
        let columns = ["rank", "distance", "max-confidence", "log-odds"];
        let names: Vec<&str> = truth.features.iter().map(|feature| &feature.name[..]).collect();
        let mut table = DataTable::new(&columns).with(&names);
        for (place, candidate) in guess.tally.ranking(view.guess_by).listed.iter().enumerate() {
            let row = Row::of(&[&(place + 1), &candidate.distance]).numbers(&candidate.scores);
            let shown = shown(truth, &completion(truth, candidate.idx)?);
            table.push(shown.iter().fold(row, |row, value| row.and(&[value])));
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const FEATURE_BY_FEATURE: TableKind = TableKind {
    name: "feature_by_feature",
    title: "Feature by feature",
    variants: view::by_score,
    make: |input, view| {
        let (guess, truth) = (input.guess?, input.truth?);
        let best = guess.tally.ranking(view.guess_by).listed.first()?;
        let known = guess.baselines.iter().filter_map(|imputed| Some((imputed.by.name(), imputed.guess.as_ref()?)));
        let (names, imputed): (Vec<&str>, Vec<&Vec<usize>>) = known.unzip();
        let mut table = DataTable::new(&["feature", "truth", "best guess"]).with(&names);
        let guesses = [shown(truth, &completion(truth, best.idx)?)].into_iter();
        let guesses: Vec<Vec<String>> = guesses.chain(imputed.iter().map(|codes| shown(truth, codes))).collect();
        for (place, (feature, value)) in truth.features.iter().zip(&truth.values).enumerate() {
            let row = Row::of(&[&feature.name, &feature.show(*value)]);
            table.push(guesses.iter().filter_map(|all| all.get(place)).fold(row, |row, value| row.and(&[value])));
        }
        Some(table)
    },
};

/// The codes of a completion; none where the truth isn't that of the guesses.
fn completion(truth: &Truth, idx: usize) -> Option<Vec<usize>> {
    let schema = Schema { features: truth.features.clone(), classes: Vec::new(), picture: None };
    let portion = Portion::new(&schema, (0..truth.features.len()).collect()).ok()?;
    Some(portion.completion(idx).collect())
}

/// The values of codes, as a person reads them.
fn shown(truth: &Truth, codes: &[usize]) -> Vec<String> {
    truth.features.iter().zip(codes).map(|(feature, code)| feature.show(feature.value(*code))).collect()
}

/// In the registry.
pub(super) const MEAN_DISTANCES: TableKind = TableKind {
    name: "mean_distances",
    title: "Mean distance of the guesses from the truth",
    variants: view::once,
    make: |input, _| {
        let report = input.findings.attribute_inference.as_ref()?;
        let mut table = DataTable::new(&["guess by", "the model"]).with_intervals_of(&["members", "non-members"]);
        for by in GuessBy::ALL {
            let of = report.attack(by);
            let [members, others] =
                [&of.members, &of.non_members].map(|side| Some((side.mean_hamming, side.mean_hamming_interval)));
            table.push(Row::of(&[&by.name(), &"asked"]).measured(members).measured(others));
        }
        for by in Imputation::ALL {
            let Some(of) = report.baseline(by) else { continue };
            let [members, others] =
                [&of.members, &of.non_members].map(|side| Some((side.mean_hamming, side.mean_hamming_interval)));
            table.push(Row::of(&[&by.name(), &"never asked"]).measured(members).measured(others));
        }
        Some(table)
    },
};

/// In the registry.
pub(super) const SUREST: TableKind = TableKind {
    name: "surest_guesses",
    title: "Precision of the k most certain guesses",
    variants: view::once,
    make: |input, _| {
        let report = input.findings.attribute_inference.as_ref()?;
        let table = DataTable::new(&["guess by", "the model", "k"]).with_intervals_of(&["precision on members"]);
        let mut table = table.with(&["mean distance of members"]);
        let asked = GuessBy::ALL.map(|by| (by.name(), "asked", &report.attack(by).surest));
        let regression = (Imputation::LogisticRegression.name(), "never asked", &report.surest_of_regression);
        for (name, asked, all) in asked.into_iter().chain([regression]) {
            for surest in all {
                let row = Row::of(&[&name, &asked, &surest.k]).measured(Some((surest.precision, surest.interval)));
                table.push(row.number(surest.mean_distance));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};

/// In the registry.
pub(super) const PEOPLE: TableKind = TableKind {
    name: "imputation_by_people",
    title: "Imputation by number of people known",
    variants: view::once,
    make: |input, _| {
        let report = input.findings.attribute_inference.as_ref()?;
        let mut table = DataTable::new(&["people known", "guess by"]).with_intervals_of(&["members", "non-members"]);
        for of in &report.people {
            for (name, baseline) in &of.baselines {
                let sides = [&baseline.members, &baseline.non_members];
                let [members, others] = sides.map(|side| Some((side.mean_hamming, side.mean_hamming_interval)));
                table.push(Row::of(&[&of.n_people, name]).measured(members).measured(others));
            }
        }
        Some(table).filter(DataTable::has_rows)
    },
};
