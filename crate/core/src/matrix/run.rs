//! One group of defences being tried, a little at a time.

use super::material::{Material, guessing, n_targets};
use super::record::{by_record, exposed};
use super::{DELTA, MatrixCell, MatrixConfig, MatrixRow};
use crate::attribute::attack::{AttributeAttackRun, AttributeMatrix, Guessed};
use crate::defence::Defence;
use crate::experiment::Experiment;
use crate::membership::{Asked, Attacker, EQUIPPED, Scene, Whose};
use crate::mlp::Workspace;
use crate::seed::Stream;
use crate::target_model::TargetModel;
use crate::train::{Sample, Training, TrainingConfig, TrainingState};
use crate::trial::{Side, Trial};
use rand::seq::SliceRandom;
use std::collections::{HashSet, VecDeque};
use std::ops::Range;

/// Shadow models that stay after they were asked, for attacks that look inside or ask again.
const N_KEPT: usize = 4;

/// Which model is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Target,
    InOut(usize),
    Shadow(usize),
}

/// A group being tried.
pub struct MatrixRun {
    defences: Vec<Defence>,
    training: TrainingConfig,
    /// What a private training spends.
    epsilon: Option<f64>,
    /// Models that are still to be trained, each with the records of its training set.
    waiting: VecDeque<(Which, Vec<usize>)>,
    n_models: usize,
    now: Option<(Which, Vec<usize>, Sample, Box<Training>)>,
    /// Asked about the subjects, then about the attacker's own records, from a row on.
    asking: Option<(Which, Whose, usize)>,
    material: Material,
    scene: Option<Box<Scene>>,
    guessing: Option<Box<AttributeAttackRun>>,
    /// By member attacked, the distance from its nearest other member; of a group without the undefended network, none.
    nearest: Option<Vec<usize>>,
    n_targets: usize,
    /// By defence.
    attributes: Vec<Option<AttributeMatrix>>,
    rows: Vec<MatrixRow>,
    /// Scores by attack, of the defence that is tried now.
    scores: Vec<Option<Vec<f64>>>,
    /// By attack, what doesn't depend on what is shown, once known.
    lasting: Vec<Option<(MatrixCell, Vec<f64>)>>,
    cells: Vec<Option<MatrixCell>>,
    attacker: Option<(Box<dyn Attacker>, Vec<f64>, bool)>,
    workspace: Workspace,
}

impl std::fmt::Debug for MatrixRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MatrixRun of {:?}", self.defences)
    }
}

impl MatrixRun {
    /// Nothing tried yet. `group` is one of [`MatrixConfig::groups`].
    pub fn new(trial: &Trial, experiment: &Experiment, config: &MatrixConfig, group: Vec<Defence>) -> MatrixRun {
        let mut training = experiment.training.clone();
        training.regularization = group.iter().map(Defence::regularization).next_back().unwrap_or_default();
        let material = Material::of(trial, config);
        let group_has_plain = group.iter().any(|defence| defence.name() == "none");
        let mut waiting = VecDeque::from([(Which::Target, trial.side(Side::Members).to_vec())]);
        let both = [trial.side(Side::Members), trial.side(Side::NonMembers)].concat();
        for pair in 0..config.n_shadows / 2 {
            let own = if material.own.is_empty() { &[][..] } else { &material.own.records[..] };
            type Make = fn(usize) -> Which;
            for (of, which, index) in [(&both[..], Which::InOut as Make, 1), (own, Which::Shadow as Make, 500)] {
                let mut records = of.to_vec();
                records.shuffle(&mut trial.seed().rng(Stream::Shadow, (index + pair) as u64));
                let second = records.split_off(records.len() / 2);
                if !records.is_empty() {
                    waiting.push_back((which(2 * pair), records));
                    waiting.push_back((which(2 * pair + 1), second));
                }
            }
        }
        MatrixRun {
            defences: group,
            epsilon: training.epsilon(trial.side(Side::Members).len(), DELTA),
            training,
            n_models: waiting.len(),
            waiting,
            now: None,
            asking: None,
            material,
            scene: None,
            guessing: guessing(trial, config).map(Box::new),
            nearest: group_has_plain.then(Vec::new),
            n_targets: n_targets(trial, config),
            attributes: Vec::new(),
            rows: Vec::new(),
            scores: Vec::new(),
            lasting: vec![None; EQUIPPED.len()],
            cells: Vec::new(),
            attacker: None,
            workspace: Workspace::default(),
        }
    }

    /// Works on for about 20 ms; a row a defence, once all is done.
    pub fn step(&mut self, trial: &Trial) -> Option<Vec<MatrixRow>> {
        if let Some((which, whose, row)) = self.asking {
            self.ask(which, whose, row);
        } else if self.now.is_some() {
            if let Some(problem) = self.train(trial) {
                return Some(
                    self.defences.iter().map(|defence| MatrixRow::without_model(*defence, &problem)).collect(),
                );
            }
        } else if let Some((which, records)) = self.waiting.pop_front() {
            self.now = Some(self.begin(trial, which, records));
        } else if self.scene.is_none() {
            self.scene = Some(Box::new(self.material.take_scene(trial)));
        } else if self.nearest.as_ref().is_some_and(|nearest| nearest.len() < self.material.n_real / 2) {
            self.measure(trial);
        } else if let Some(run) = &mut self.guessing {
            let model = self.scene.as_ref().and_then(|scene| scene.target.model.as_ref());
            let model = model.expect("the target stays");
            if let Some(guessed) = run.step(trial, model, &self.defences, &mut self.workspace) {
                let of = |guessed: &Vec<Guessed>| {
                    let (members, others) = guessed.split_at(self.n_targets);
                    Some(AttributeMatrix::of(members, others))
                };
                self.attributes = guessed.iter().map(of).collect();
                self.guessing = None;
            }
        } else {
            self.attack();
        }
        (self.rows.len() == self.defences.len()).then(|| std::mem::take(&mut self.rows))
    }

    /// Share of the work that is done, by the number of models and attacks.
    pub fn progress(&self) -> f64 {
        let trained = 1.0 - (self.waiting.len() + usize::from(self.now.is_some())) as f64 / self.n_models as f64;
        let n_cells = (self.rows.len() * EQUIPPED.len() + self.cells.len()) as f64;
        let guessed = match &self.guessing {
            Some(run) if self.scene.is_some() => run.progress(),
            Some(_) => 0.0,
            None => 1.0,
        };
        0.6 * trained + 0.2 * guessed + 0.2 * n_cells / (self.defences.len() * EQUIPPED.len()) as f64
    }

    fn begin(&self, trial: &Trial, which: Which, records: Vec<usize>) -> (Which, Vec<usize>, Sample, Box<Training>) {
        let sample = trial.sample_of(&records);
        // The target's numbers are those of the page's own training.
        let index = match which {
            Which::Target => 0,
            Which::InOut(number) => 1 + number as u64,
            Which::Shadow(number) => 500 + number as u64,
        };
        let schema = trial.dataset().schema();
        let rng = |stream| trial.seed().rng(stream, index);
        // The half that the attacker's models aren't trained on is their reference.
        let reference = match which {
            Which::Target => trial.rest(),
            Which::InOut(_) => {
                self.others([trial.side(Side::Members), trial.side(Side::NonMembers)].concat(), &records)
            }
            Which::Shadow(_) => self.others(self.material.own.records.clone(), &records),
        };
        let training = Training::new(
            self.training.clone(),
            schema.n_inputs(),
            schema.classes.len(),
            &mut rng(Stream::Init),
            rng(Stream::Batches),
        );
        let training = training.with_noise(rng(Stream::Defence));
        let training = training.with_reference(trial.sample_of(&reference), rng(Stream::Adversary));
        (which, records, sample, Box::new(training))
    }

    /// Those of `all` that aren't among `records`; none where no adversary needs them.
    fn others(&self, all: Vec<usize>, records: &[usize]) -> Vec<usize> {
        let is_needed = self.training.regularization.adversary > 0.0;
        let taken: HashSet<&usize> = records.iter().collect();
        all.into_iter().filter(|record| is_needed && !taken.contains(record)).collect()
    }

    /// Trains on; a sentence if that can't go on.
    fn train(&mut self, trial: &Trial) -> Option<String> {
        let (which, mut records, sample, mut training) = self.now.take()?;
        match training.step(&sample, None) {
            TrainingState::Running => self.now = Some((which, records, sample, training)),
            TrainingState::Diverged => return Some("The training diverged.".to_string()),
            TrainingState::Finished => {
                let mut trained_on = vec![false; trial.dataset().n_records()];
                records.drain(..).for_each(|record| trained_on[record] = true);
                let n_records = [self.material.subjects.len(), self.material.own.len()];
                let asked = Asked::new(TargetModel::new(training.into_mlp()), trained_on, n_records);
                match which {
                    Which::Target => self.material.target = Some(asked),
                    Which::InOut(_) => self.material.in_out.push(asked),
                    Which::Shadow(_) => self.material.shadows.push(asked),
                }
                self.asking = Some((which, Whose::Subjects, 0));
            }
        }
        None
    }

    fn ask(&mut self, which: Which, whose: Whose, row: usize) {
        let Material { subjects, own, target, in_out, shadows, .. } = &mut self.material;
        let asked = match which {
            Which::Target => target.as_mut(),
            Which::InOut(_) => in_out.last_mut(),
            Which::Shadow(_) => shadows.last_mut(),
        };
        let asked = asked.expect("the model was just trained");
        let about = if whose == Whose::Subjects { subjects } else { own };
        let n = asked.model.as_ref().map_or(1, |model| model.mlp().rows_per_step());
        let end = about.len().min(row + n);
        asked.ask(whose, about, row..end, &mut self.workspace);
        self.asking = match (end < about.len(), whose) {
            (true, _) => Some((which, whose, end)),
            (false, Whose::Subjects) => Some((which, Whose::Own, 0)),
            (false, Whose::Own) => None,
        };
        let is_kept = match which {
            Which::Target => true,
            Which::InOut(_) => false,
            Which::Shadow(number) => number < N_KEPT,
        };
        if self.asking.is_none() && !is_kept {
            asked.model = None;
        }
    }

    /// Measures some more members' distances from their nearest other member.
    fn measure(&mut self, trial: &Trial) {
        const COST: usize = 20_000_000;
        let (codes, members) = (trial.dataset().codes(), trial.side(Side::Members));
        let nearest = self.nearest.as_mut().expect("distances are asked for");
        let n_now = (COST / (members.len() * codes.ncols()).max(1)).max(1);
        let end = (nearest.len() + n_now).min(self.material.n_real / 2);
        for own in nearest.len()..end {
            let record = codes.row(members[own]);
            let distance = |other: &usize| record.iter().zip(codes.row(*other)).filter(|(a, b)| a != b).count();
            let others = members.iter().enumerate().filter(|(place, _)| *place != own);
            nearest.push(others.map(|(_, other)| distance(other)).min().unwrap_or(0));
        }
    }

    fn attack(&mut self) {
        let scene = self.scene.as_mut().expect("all models are there");
        let defence = self.defences[self.rows.len()];
        let Some(attack) = EQUIPPED.get(self.cells.len()).copied() else {
            let row = self.row(defence);
            self.rows.push(row);
            return;
        };
        let number = self.cells.len();
        if number == 0 && self.attacker.is_none() {
            let Scene { target, in_out, shadows, .. } = &mut **scene;
            let all = std::iter::once(target).chain(in_out).chain(shadows);
            all.for_each(|asked| asked.show(&defence));
        }
        if let Some((cell, scores)) = &self.lasting[number] {
            self.cells.push(Some(by_record(cell.clone(), &defence, self.nearest.as_deref(), scene, scores)));
            self.scores.push(Some(scores.clone()));
            return;
        }
        let Some((mut attacker, mut scores, mut has_learnt)) = self.attacker.take() else {
            match attack.equip(scene) {
                Some(attacker) => self.attacker = Some((attacker, Vec::new(), false)),
                None => {
                    self.cells.push(None);
                    self.scores.push(None);
                }
            }
            return;
        };
        if !has_learnt {
            has_learnt = attacker.learn(scene, &mut self.workspace);
        } else {
            let end = scene.subjects.len().min(scores.len().saturating_add(attacker.rows_per_step(scene)));
            for row in scores.len()..end {
                let score = attacker.score(scene, row, &mut self.workspace);
                scores.push(if score.is_nan() { f64::MIN } else { score.clamp(f64::MIN, f64::MAX) });
            }
        }
        if scores.len() < scene.subjects.len() {
            self.attacker = Some((attacker, scores, has_learnt));
            return;
        }
        let cell = self.material.cell(attack, scene, &scores, attacker.thresholds());
        if !attack.needs().access.is_of_answers() {
            self.lasting[number] = Some((cell.clone(), scores.clone()));
        }
        self.cells.push(Some(by_record(cell, &defence, self.nearest.as_deref(), scene, &scores)));
        self.scores.push(Some(scores));
    }

    fn row(&mut self, defence: Defence) -> MatrixRow {
        let scene = self.scene.as_ref().expect("attacks had a scene");
        let n = scene.n_real / 2;
        let accuracy = |rows: Range<usize>| {
            let is_right = |row: &usize| {
                let answer = scene.of_subject(&scene.target, *row);
                answer.predicted() == answer.label
            };
            rows.clone().filter(is_right).count() as f64 / rows.len() as f64
        };
        let scores: Vec<Vec<f64>> = std::mem::take(&mut self.scores).into_iter().flatten().collect();
        MatrixRow {
            defence,
            problem: None,
            train_accuracy: accuracy(0..n),
            test_accuracy: accuracy(n..2 * n),
            epsilon: self.epsilon,
            attacks: std::mem::take(&mut self.cells).into_iter().flatten().collect(),
            attributes: self.attributes.get_mut(self.rows.len()).and_then(Option::take),
            exposed: exposed(scene, &scores),
        }
    }
}

impl MatrixRow {
    fn without_model(defence: Defence, problem: &str) -> MatrixRow {
        MatrixRow {
            defence,
            problem: Some(problem.to_string()),
            train_accuracy: 0.0,
            test_accuracy: 0.0,
            epsilon: None,
            attacks: Vec::new(),
            attributes: None,
            exposed: Vec::new(),
        }
    }
}
