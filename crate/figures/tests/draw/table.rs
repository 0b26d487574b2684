//! Tables hold what the report holds, to the bit.

use crate::data::findings;
use crate::run::Run;
use nearmiss::attribute::GuessBy;
use nearmiss::matrix::MatrixCell;
use nearmiss::report::Findings;
use nearmiss_figures::{DataTable, FigureInput, TABLES, View};

fn table(input: &FigureInput<'_>, name: &str) -> DataTable {
    let kind = TABLES.iter().find(|kind| kind.name == name).expect("it is registered");
    (kind.make)(input, &View::default()).expect("there is something to tell")
}

/// A column's cells.
fn column<'a>(table: &'a DataTable, name: &str) -> Vec<&'a str> {
    let place =
        table.columns.iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}: {:?}", table.columns));
    table.rows.iter().map(|row| &row[place][..]).collect()
}

fn numbers(table: &DataTable, name: &str) -> Vec<f64> {
    column(table, name).iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("{name}: {cell}"))).collect()
}

#[test]
fn every_table_has_rows_of_one_cell_a_column_and_is_csv() {
    let input = Run::get().input();
    for kind in TABLES {
        let all = kind.all(&input);
        assert!(!all.is_empty(), "a run of everything has a table “{}”", kind.title);
        for (name, table) in all {
            assert!(table.has_rows() && table.rows.iter().all(|row| row.len() == table.columns.len()), "{name}");
            assert_eq!(table.to_csv().lines().count(), 1 + table.rows.len(), "{name}");
        }
    }
}

#[test]
fn the_four_games_make_one_table() {
    let (experiment, findings) = (nearmiss::Experiment::location(), findings());
    let of = |findings| {
        let input = FigureInput {
            experiment: &experiment,
            findings,
            curve: &[],
            guarantee: None,
            guess: None,
            matrix: None,
            scores: None,
            truth: None,
        };
        table(&input, "games")
    };
    let table = of(&findings);
    let definitions = column(&table, "definition");
    assert_eq!(definitions.iter().filter(|d| **d == "2").count(), findings.strong_membership.len());
    assert_eq!((definitions[0], definitions.iter().filter(|d| **d == "4").count()), ("1", 16));
    // Where all 15 features may be wrong, the advantage is 0 by definition.
    let has_none = column(&table, "interval method").iter().filter(|method| method.is_empty()).count();
    assert_eq!((has_none, column(&table, "interval method").last()), (1, Some(&"")));
    assert_eq!(table.rows[1][1..4], ["1", "0.5886", "0.5"].map(str::to_string));
    assert!(!of(&Findings::default()).has_rows());
}

#[test]
fn attacks_by_defence_has_every_cell_of_the_matrix() {
    let input = Run::get().input();
    let rows = &input.matrix.expect("there is one").rows;
    let cells: Vec<_> = rows.iter().flat_map(|row| &row.attacks).collect();
    let table = table(&input, "attacks_by_defence");
    assert_eq!(column(&table, "attack"), cells.iter().map(|cell| &cell.attack[..]).collect::<Vec<_>>());
    assert_eq!(numbers(&table, "AUC"), cells.iter().map(|cell| cell.membership.auc).collect::<Vec<_>>());
    let tpr = |cell: &&MatrixCell| cell.membership.tpr("0.01").map_or(f64::NAN, |(tpr, _)| tpr);
    assert_eq!(numbers(&table, "TPR at FPR 0.01"), cells.iter().map(tpr).collect::<Vec<_>>());
    // Of 100 non-members one may be called a member at 1 %, none at .1 %.
    assert!(column(&table, "TPR at FPR 0.01 low").iter().all(|cell| !cell.is_empty()));
    assert!(column(&table, "TPR at FPR 0.001 low").iter().all(|cell| cell.is_empty()));
    let ties: Vec<String> = cells
        .iter()
        .map(|cell| cell.near_miss.as_ref().map_or(String::new(), |pairs| pairs.tied.to_string()))
        .collect();
    assert_eq!(column(&table, "near misses, ties"), ties);
}

#[test]
fn a_defence_is_told_by_name_strength_and_effect() {
    let input = Run::get().input();
    let table = table(&input, "defences");
    assert_eq!(column(&table, "defence"), ["none", "l2", "dp_sgd", "mem_guard"]);
    assert_eq!(column(&table, "strength"), ["", "0.01", "2 1", ""]);
    let effects = column(&table, "effect");
    assert_eq!(effects[0], "", "no defence is held against itself");
    assert!(effects[1..].iter().all(|effect| !effect.is_empty()), "{effects:?}");
    let is_private: Vec<bool> = column(&table, "epsilon").iter().map(|cell| !cell.is_empty()).collect();
    assert_eq!(is_private, [false, false, true, false]);
    let guarantee = input.guarantee.expect("the network shown was trained as the third");
    let of_private = |name: &str| column(&table, name)[2].parse::<f64>().expect("a number");
    assert_eq!((of_private("epsilon"), of_private("delta")), (guarantee.epsilon, 1e-5));
    assert_eq!(of_private("bound of the advantage"), guarantee.advantage);
    assert_eq!(of_private("bound of the TPR at FPR 0.01"), guarantee.tpr(0.01));
}

#[test]
fn the_strongest_attacks_are_told_for_every_access_with_what_a_defence_changes() {
    let input = Run::get().input();
    let table = table(&input, "strongest_attacks");
    let matrix = input.matrix.expect("there is one");
    let strongest = matrix.rows.iter().flat_map(|row| &row.strongest);
    let n: usize = strongest.map(|of| 1 + usize::from(of.tpr.is_some())).sum();
    assert!(table.rows.len() == n && n >= 16, "{n}");
    // No defence is held against itself, and labels say what they said where a defence only changes answers.
    let changes = column(&table, "less no defence");
    let accesses = column(&table, "access");
    for ((change, defence), access) in changes.iter().zip(column(&table, "defence")).zip(accesses) {
        let cannot_change = defence == "none" || (defence == "mem_guard" && access == "on labels alone");
        assert!(!cannot_change || change.is_empty(), "{defence}, {access}: {change}");
        assert!(defence != "l2" || access != "of all attacks" || !change.is_empty(), "{defence}, {access}");
    }
}

#[test]
fn feature_by_feature_marks_what_the_tally_counts_as_distance() {
    let input = Run::get().input();
    let table = table(&input, "feature_by_feature");
    let guess = input.guess.expect("a record is guessed");
    let best = guess.tally.ranking(GuessBy::MaxConfidence).listed[0];
    let truth = column(&table, "truth");
    let n_wrong = |name: &str| column(&table, name).iter().zip(&truth).filter(|(own, truth)| own != truth).count();
    assert_eq!(n_wrong("best guess"), best.distance);
    for imputed in guess.baselines.iter().filter(|imputed| imputed.guess.is_some()) {
        assert_eq!(n_wrong(imputed.by.name()) as f64, imputed.distance, "{}", imputed.by.title());
    }
}

#[test]
fn guesses_are_told_in_values_and_scores() {
    let input = Run::get().input();
    let table = table(&input, "guesses");
    let listed = &input.guess.expect("a record is guessed").tally.ranking(GuessBy::MaxConfidence).listed;
    assert_eq!(numbers(&table, "max-confidence"), listed.iter().map(|c| c.scores[0]).collect::<Vec<_>>());
    let truth = input.truth.expect("it is known");
    let n_wrong = |row: usize| {
        let is_wrong =
            |(feature, value): (&nearmiss::Feature, &f32)| column(&table, &feature.name)[row] != feature.show(*value);
        truth.features.iter().zip(&truth.values).filter(|pair| is_wrong(*pair)).count()
    };
    let distances: Vec<usize> = (0..listed.len()).map(n_wrong).collect();
    assert_eq!(distances, listed.iter().map(|c| c.distance).collect::<Vec<_>>());
}

#[test]
fn attributes_stand_beside_the_imputation_that_they_are_held_against() {
    let input = Run::get().input();
    let by_defence = table(&input, "attribute_attacks");
    let n_defences = input.matrix.expect("there is one").rows.len();
    let kinds = column(&by_defence, "kind");
    assert_eq!(kinds.iter().filter(|kind| **kind == "best imputation").count(), n_defences);
    for (kind, adds) in kinds.iter().zip(column(&by_defence, "adds on members")) {
        assert_eq!(*kind == "attack", !adds.is_empty());
    }
    let by_alpha = table(&input, "attribute_attacks_by_alpha");
    assert_eq!(by_alpha.rows.len(), 4 * by_defence.rows.len(), "α from 0 to 3");
    let kinds = column(&by_alpha, "kind").into_iter().zip(column(&by_alpha, "alpha"));
    for ((kind, alpha), adds) in kinds.zip(column(&by_alpha, "adds on members")) {
        assert_eq!(kind == "attack" && alpha != "3", !adds.is_empty(), "{kind}, α = {alpha}");
    }
}

/// 240 records of which a fifth is left out: 50, 100 and everybody else.
#[test]
fn imputation_is_told_by_number_of_people() {
    let input = Run::get().input();
    let table = table(&input, "imputation_by_people");
    let numbers: Vec<f64> = numbers(&table, "people known").into_iter().step_by(4).collect();
    assert_eq!(numbers, [50.0, 100.0, 208.0]);
    let report = input.findings.attribute_inference.as_ref().expect("records are guessed");
    let last = report.people.last().expect("there is one");
    assert_eq!(last.baselines, report.baselines);
}

#[test]
fn what_is_published_stands_beside_the_best_threshold_here() {
    let input = Run::get().input();
    let table = table(&input, "published_for_location");
    let row = &input.matrix.expect("there is one").rows[0];
    let here = |attack: &str| 0.5 + 0.5 * row.attack(attack).expect("it was tried").membership.advantage;
    assert_eq!(numbers(&table, "here"), ["gap", "loss", "noise"].map(here));
}
