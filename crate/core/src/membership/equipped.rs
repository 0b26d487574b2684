//! Attacks that need more than one answer: models of the attacker's own, a look inside, or many questions.

use super::scene::{Asked, Scene};
use super::{MembershipAttack, Needs, best_threshold};
use crate::mlp::Workspace;
use crate::roc::RocCurve;

/// An attack on a scene.
pub trait EquippedAttack: Sync {
    /// Registered name, in snake case.
    fn name(&self) -> &'static str;
    /// Its name in the page.
    fn title(&self) -> &'static str;
    /// What it has to be given.
    fn needs(&self) -> Needs;
    /// One who carries it out; none where the scene lacks what it needs.
    fn equip(&self, scene: &Scene) -> Option<Box<dyn Attacker>>;
}

/// One who carries out an attack, a little at a time.
pub trait Attacker {
    /// Learns on for at most about 20 ms; whether there is no more to learn.
    fn learn(&mut self, _scene: &Scene, _workspace: &mut Workspace) -> bool {
        true
    }

    /// Subjects that are scored in about 20 ms.
    fn rows_per_step(&self, _scene: &Scene) -> usize {
        usize::MAX
    }

    /// A score of a subject, higher for members.
    fn score(&self, scene: &Scene, row: usize, workspace: &mut Workspace) -> f64;

    /// Scores from which on a record is called a member, learnt without a look at the subjects; none where none was.
    fn thresholds(&self) -> Option<&Thresholds> {
        None
    }
}

/// Thresholds learnt on the attacker's own models.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// For all classes.
    pub global: f64,
    /// For each; the global one where too few records have the class.
    pub by_class: Vec<f64>,
}

/// Records of a class on either side that a threshold of its own takes.
const FEWEST_OF_CLASS: usize = 10;

impl Thresholds {
    /// Those of greatest TPR - FPR on the attacker's own records, by what `score` gives for each shadow model and row;
    /// none without shadow models.
    pub(super) fn learn(scene: &Scene, score: impl Fn(&Asked, usize) -> f64) -> Option<Thresholds> {
        let n_classes = scene.schema.classes.len();
        // By class, scores of records that a shadow was trained on, and of the others.
        let mut of_class = vec![[Vec::new(), Vec::new()]; n_classes];
        for shadow in &scene.shadows {
            for (row, is_in) in scene.in_and_out(shadow) {
                of_class[scene.own.labels[row]][usize::from(!is_in)].push(score(shadow, row));
            }
        }
        let all = |side: usize| of_class.iter().flat_map(|scores| scores[side].iter().copied()).collect::<Vec<f64>>();
        let (all_in, all_out) = (all(0), all(1));
        if all_in.is_empty() || all_out.is_empty() {
            return None;
        }
        let global = best_threshold(&RocCurve::new(&all_in, &all_out));
        let by_class = of_class.iter().map(|[of_in, of_out]| {
            let is_enough = of_in.len().min(of_out.len()) >= FEWEST_OF_CLASS;
            if is_enough { best_threshold(&RocCurve::new(of_in, of_out)) } else { global }
        });
        Some(Thresholds { global, by_class: by_class.collect() })
    }
}

/// An attack of one answer, its thresholds learnt on shadow models.
pub struct OfOneAnswer(pub &'static dyn MembershipAttack);

struct OneAnswer {
    attack: &'static dyn MembershipAttack,
    thresholds: Option<Thresholds>,
}

impl EquippedAttack for OfOneAnswer {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn title(&self) -> &'static str {
        self.0.title()
    }

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn equip(&self, scene: &Scene) -> Option<Box<dyn Attacker>> {
        let thresholds = Thresholds::learn(scene, |shadow, row| scene.of_own(shadow, row).score(self.0));
        Some(Box::new(OneAnswer { attack: self.0, thresholds }))
    }
}

impl Attacker for OneAnswer {
    fn score(&self, scene: &Scene, row: usize, _workspace: &mut Workspace) -> f64 {
        scene.of_subject(&scene.target, row).score(self.attack)
    }

    fn thresholds(&self) -> Option<&Thresholds> {
        self.thresholds.as_ref()
    }
}
