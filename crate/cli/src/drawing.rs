//! The figures and tables of a run, by the code that draws the page's.

use crate::failure::Failure;
use crate::file;
use nearmiss::Report;
use nearmiss::attribute::GuessBy;
use nearmiss::game::strong_membership::{Neighbour, players};
use nearmiss::membership::ATTACKS;
use nearmiss::work::{Bench, Results};
use nearmiss_figures::{
    Figure, GuessDistances, LearningCurve, Roc, ScoreHistogram, ScoreScale, StrongMembershipChart, Theme,
    TiedDistances, to_svg,
};
use std::path::{Path, PathBuf};

/// CSS pixels of a picture, as of the page's downloads.
const SIZE: (u32, u32) = (720, 400);

/// A run's folders of pictures and of the numbers behind them.
struct Folders {
    figures: PathBuf,
    tables: PathBuf,
}

impl Folders {
    fn write(&self, name: &str, figure: &impl Figure) -> Result<(), Failure> {
        let svg = to_svg(figure, SIZE.0, SIZE.1, Theme::light());
        file::write(&self.figures.join(format!("{name}.svg")), svg.as_bytes())?;
        file::write(&self.tables.join(format!("{name}.csv")), figure.table().to_csv().as_bytes())
    }
}

/// Writes `figures/*.svg` and, under the same names, `tables/*.csv`: one of each for everything that was measured.
pub fn write(out: &Path, bench: &Bench, results: &Results, report: &Report) -> Result<(), Failure> {
    let folders = Folders { figures: out.join("figures"), tables: out.join("tables") };
    file::create_folder(&folders.figures)?;
    file::create_folder(&folders.tables)?;
    let experiment = &report.experiment;
    for trial in &report.trials {
        let curve = LearningCurve { curve: trial.curve.clone(), epochs: experiment.training.epochs };
        folders.write("learning_curve", &curve)?;
        write_membership(&folders, results)?;
        for neighbour in [Neighbour::Flip, Neighbour::Swap] {
            if !trial.strong_membership.iter().any(|result| result.game.neighbour == neighbour) {
                continue;
            }
            let kind = match neighbour {
                Neighbour::Flip => "flip",
                Neighbour::Swap => "swap",
            };
            for attack in players() {
                let chart = StrongMembershipChart {
                    results: trial.strong_membership.clone(),
                    attack: attack.name().to_string(),
                    attack_title: attack.title().to_string(),
                    neighbour,
                    n_features: bench.trial().dataset().schema().features.len(),
                };
                folders.write(&format!("strong_membership_{kind}_{}", attack.name()), &chart)?;
            }
        }
        for by in GuessBy::ALL {
            if let Some(guess) = &trial.guess {
                let tied = TiedDistances { tally: guess.tally.clone(), by, baselines: guess.baselines.clone() };
                folders.write(&format!("tied_distances_{}", by.name()), &tied)?;
            }
            if let Some(report) = &trial.attribute_inference {
                let guesses = GuessDistances { report: report.clone(), by };
                folders.write(&format!("guess_distances_{}", by.name()), &guesses)?;
            }
        }
    }
    Ok(())
}

/// Every attack's scores and ROC curve, the threshold where its advantage is greatest.
fn write_membership(folders: &Folders, results: &Results) -> Result<(), Failure> {
    let [Some(members), Some(non_members)] = &results.scores else { return Ok(()) };
    for (idx, attack) in ATTACKS.iter().enumerate() {
        let curve = results.roc(idx).expect("both sides are scored");
        let best = curve.points.iter().max_by(|a, b| (a.tpr - a.fpr).total_cmp(&(b.tpr - b.fpr)));
        let threshold = best.expect("a curve has points").threshold;
        let histogram = ScoreHistogram {
            attack_title: attack.title().to_string(),
            members: members.scores[idx].clone(),
            non_members: non_members.scores[idx].clone(),
            scale: match attack.name() {
                "max_confidence" => ScoreScale::Probability,
                "log_odds" => ScoreScale::Logit,
                _ => ScoreScale::Plain,
            },
            threshold,
        };
        folders.write(&format!("scores_{}", attack.name()), &histogram)?;
        let roc = Roc {
            attack_title: attack.title().to_string(),
            curve,
            threshold,
            n_members: members.n_records,
            n_non_members: non_members.n_records,
        };
        folders.write(&format!("roc_{}", attack.name()), &roc)?;
    }
    Ok(())
}
