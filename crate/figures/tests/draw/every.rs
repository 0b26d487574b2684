//! What holds of every chart and every table of the registries.

use crate::data;
use crate::run::Run;
use crate::svg::draws;
use nearmiss::Experiment;
use nearmiss::report::Findings;
use nearmiss_figures::{FIGURES, FigureInput, TABLES, View};
use std::collections::BTreeSet;

/// Of an experiment whose attacks have given nothing yet.
fn nothing<'a>(experiment: &'a Experiment, findings: &'a Findings) -> FigureInput<'a> {
    FigureInput {
        experiment,
        findings,
        curve: &[],
        guarantee: None,
        guess: None,
        matrix: None,
        scores: None,
        truth: None,
    }
}

#[test]
fn every_chart_draws_at_every_size() {
    let input = Run::get().input();
    for kind in FIGURES {
        let all = kind.all(&input);
        assert!(!all.is_empty(), "a run of everything has a figure “{}”", kind.title);
        for (_, figure) in all {
            draws(&*figure);
        }
    }
}

#[test]
fn every_chart_of_the_paper_draws_from_its_findings() {
    let (experiment, findings) = (Experiment::location(), data::findings());
    let input = nothing(&experiment, &findings);
    let names: BTreeSet<&str> = FIGURES
        .iter()
        .filter(|kind| {
            let all = kind.all(&input);
            all.iter().for_each(|(_, figure)| draws(&**figure));
            !all.is_empty()
        })
        .map(|kind| kind.name)
        .collect();
    for number in 1..=5 {
        assert!(names.iter().any(|name| name.starts_with(&format!("figure_{number}_"))), "figure {number}");
    }
}

#[test]
fn of_nothing_there_is_nothing_but_the_empty_table_of_games() {
    let (experiment, findings) = (Experiment::digits(), Findings::default());
    let input = nothing(&experiment, &findings);
    for kind in FIGURES {
        assert!(kind.all(&input).is_empty() && (kind.make)(&input, &View::default()).is_none(), "{}", kind.name);
    }
    let tables: Vec<String> = TABLES.iter().flat_map(|kind| kind.all(&input)).map(|(name, _)| name).collect();
    assert_eq!(tables, ["games"]);
}

#[test]
fn files_have_names_of_their_own_that_begin_with_their_kind() {
    let input = Run::get().input();
    let mut names = BTreeSet::new();
    let figures = FIGURES.iter().flat_map(|kind| kind.all(&input).into_iter().map(|(name, _)| (kind.name, name)));
    let tables = TABLES.iter().flat_map(|kind| kind.all(&input).into_iter().map(|(name, _)| (kind.name, name)));
    for (kind, name) in figures.chain(tables) {
        assert!(kind.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{kind}");
        assert!(name.starts_with(kind) && names.insert(name.clone()), "{name}");
    }
    for name in [
        "roc_loss",
        "roc_loss_log",
        "figure_3_strong_membership_swap_log_odds",
        "tied_distances_log_odds",
        "near_miss_by_attack_dp_sgd_2_1",
        "attacks_by_defence",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let titles: BTreeSet<&str> = FIGURES.iter().map(|kind| kind.title).collect();
    assert_eq!(titles.len(), FIGURES.len());
}

#[test]
fn the_documentation_lists_every_figure_and_table() {
    let documentation = include_str!("../../../../docs/experiment.md");
    let names = FIGURES.iter().map(|kind| kind.name).chain(TABLES.iter().map(|kind| kind.name));
    for name in names {
        assert!(documentation.contains(&format!("`{name}`")), "docs/experiment.md doesn't tell of {name}");
    }
}
