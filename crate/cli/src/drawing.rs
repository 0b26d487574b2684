//! The figures and tables of a run, by the code that draws the page's.

use crate::failure::Failure;
use crate::file;
use nearmiss::attribute::GuessBy;
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::membership::{self, best_threshold};
use nearmiss::work::Results;
use nearmiss::{Experiment, Report};
use nearmiss_figures::{
    AdvantageByAlpha, ConfidenceChangeChart, DistanceHistogram, Figure, Guarantee, GuessDistances, GuessHistogram,
    LearningCurve, NearnessAuc, Roc, RocAxes, ScoreHistogram, StrongMembershipChart, Theme, TiedDistances, advantages,
    to_svg,
};
use std::fs;
use std::path::{Path, PathBuf};

/// CSS pixels of a picture, as of the page's downloads.
const SIZE: (u32, u32) = (720, 400);

/// A run's folders of pictures and of the numbers behind them.
struct Folders {
    figures: PathBuf,
    tables: PathBuf,
}

impl Folders {
    fn make(out: &Path) -> Result<Folders, Failure> {
        let folders = Folders { figures: out.join("figures"), tables: out.join("tables") };
        file::create_folder(&folders.figures)?;
        file::create_folder(&folders.tables)?;
        Ok(folders)
    }

    fn write(&self, name: &str, figure: &Option<impl Figure>) -> Result<(), Failure> {
        let Some(figure) = figure else { return Ok(()) };
        let svg = to_svg(figure, SIZE.0, SIZE.1, Theme::light());
        file::write(&self.figures.join(format!("{name}.svg")), svg.as_bytes())?;
        file::write(&self.tables.join(format!("{name}.csv")), figure.table().to_csv().as_bytes())
    }
}

/// Writes `figures/*.svg` and, under the same names, `tables/*.csv`: one of each for everything that the report says of
/// all its trials together, the paper's figures with their number; of a single record and of the learning curve, what
/// its first trial says.
pub fn write(out: &Path, report: &Report) -> Result<(), Failure> {
    let folders = Folders::make(out)?;
    let (experiment, findings) = (&report.experiment, &report.pooled.findings);
    folders.write("figure_1_auc_by_distance", &NearnessAuc::of(findings, experiment))?;
    folders.write("figure_2_distances", &DistanceHistogram::of(findings, experiment))?;
    for (neighbour, kind) in [(Neighbour::Flip, "flip"), (Neighbour::Swap, "swap")] {
        for attack in experiment.players() {
            let name = format!("figure_3_strong_membership_{kind}_{}", attack.name);
            folders.write(&name, &StrongMembershipChart::of(findings, neighbour, attack.name))?;
        }
        folders
            .write(&format!("figure_4_confidence_change_{kind}"), &ConfidenceChangeChart::of(findings, neighbour))?;
    }
    for by in GuessBy::ALL {
        folders.write(&format!("figure_5_guesses_{}", by.name()), &GuessHistogram::of(findings, experiment, by))?;
        folders.write(&format!("guess_distances_{}", by.name()), &GuessDistances::of(findings, by))?;
        folders.write(&format!("advantage_by_alpha_{}", by.name()), &AdvantageByAlpha::of(findings, by))?;
    }
    file::write(&folders.tables.join("games.csv"), advantages(findings).to_csv().as_bytes())?;
    let Some(trial) = report.trials.first() else { return Ok(()) };
    let curve = LearningCurve { curve: trial.curve.clone(), epochs: experiment.training.epochs };
    folders.write("learning_curve", &Some(curve))?;
    for by in GuessBy::ALL {
        let tied = |guess: &nearmiss::report::GuessReport| TiedDistances {
            tally: guess.tally.clone(),
            by,
            baselines: guess.baselines.clone(),
        };
        folders.write(&format!("tied_distances_{}", by.name()), &trial.guess.as_ref().map(tied))?;
    }
    Ok(())
}

/// How the names of the files begin that need every score of the first trial, which no report holds.
const OF_SCORES: [&str; 2] = ["scores_", "roc_"];

/// Writes every attack's scores and ROC curve in the first trial, the threshold where its advantage is greatest.
pub fn write_scores(out: &Path, experiment: &Experiment, results: &Results) -> Result<(), Failure> {
    let folders = Folders::make(out)?;
    let [Some(members), Some(non_members)] = &results.scores else { return Ok(()) };
    for name in members.attacks.iter().map(|own| &own.attack) {
        let (Some(attack), Some(curve)) = (membership::attack(name), results.roc(name)) else { continue };
        let threshold = best_threshold(&curve);
        let histogram = ScoreHistogram::of(name, members, non_members, threshold);
        folders.write(&format!("{}{name}", OF_SCORES[0]), &histogram)?;
        let roc = Roc {
            attack_title: attack.title().to_string(),
            curve,
            threshold,
            n_non_members: non_members.n_records,
            axes: RocAxes::Linear,
            guarantee: Guarantee::of(experiment),
        };
        folders.write(&format!("{}{name}", OF_SCORES[1]), &Some(roc))?;
    }
    Ok(())
}

/// Copies what [`write_scores`] has written into the part that has the first trial.
pub fn copy_scores(part: &Path, out: &Path) -> Result<(), Failure> {
    for folder in ["figures", "tables"] {
        let (from, to) = (part.join(folder), out.join(folder));
        let entries = fs::read_dir(&from).map_err(|error| Failure::Read { path: from.clone(), error })?;
        for entry in entries {
            let name = entry.map_err(|error| Failure::Read { path: from.clone(), error })?.file_name();
            let is_of_scores = |name: &str| OF_SCORES.iter().any(|start| name.starts_with(start));
            if name.to_str().is_some_and(is_of_scores) {
                file::write(&to.join(&name), &file::read(&from.join(&name))?)?;
            }
        }
    }
    Ok(())
}
