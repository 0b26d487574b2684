//! Every attack behind every defence of a group, once all models are there.

use super::context_builder::Pairs;
use super::record::{AttackScores, by_record};
use super::report::{MatrixCell, MatrixRow};
use super::resampling::{N_DRAWS, Resampling};
use super::risk::{self, RecordRisk};
use super::strongest::{Judging, Strongest};
use crate::answer::finite;
use crate::attribute::attack::AttributeMatrix;
use crate::defence::Defence;
use crate::game::strong_membership::{PairResult, pair_result};
use crate::interval::mean;
use crate::membership::{Attack, AttackContext, Attacker, MembershipResult, Thresholds};
use crate::mlp::Workspace;
use crate::privacy::Guarantee;
use crate::roc::{Ranked, RocCurve};
use std::ops::Range;

/// What is attacked, and what isn't for attackers to know.
pub(super) struct Attacked {
    pub(super) context: AttackContext,
    pub(super) pairs: Pairs,
    /// By record attacked, the distance from its nearest other member; none where there is no row for it.
    pub(super) nearest: Option<Vec<usize>>,
    /// What the training of a private group promises.
    pub(super) guarantee: Option<Guarantee>,
    /// By subject, where several records of own data are of one cluster.
    pub(super) clusters: Option<Vec<usize>>,
    /// Models that are attacked in turn.
    pub(super) n_trainings: usize,
}

/// One attack's outcome behind one defence: what it says, and every subject's score, by training.
#[derive(Clone)]
struct Scored {
    cell: MatrixCell,
    by_training: Vec<Vec<f64>>,
}

/// Attacks being carried out, defence by defence.
pub(super) struct AttackingRun {
    attacked: Attacked,
    defences: Vec<Defence>,
    attacks: Vec<&'static dyn Attack>,
    /// By defence.
    attributes: Vec<Option<AttributeMatrix>>,
    rows: Vec<MatrixRow>,
    /// By attack so far, behind the defence that is tried now; none where it couldn't be carried out.
    scored: Vec<Option<Scored>>,
    /// By attack, what doesn't depend on what is released, once known.
    lasting: Vec<Option<Scored>>,
    now: Option<Carrying>,
    resampling: Option<Resampling>,
    judging: Option<Judging>,
    workspace: Workspace,
}

/// An attack being carried out on one model after the other.
struct Carrying {
    attacker: Box<dyn Attacker>,
    has_learnt: bool,
    /// What the experiment's model gave.
    cell: Option<MatrixCell>,
    by_training: Vec<Vec<f64>>,
    scores: Vec<f64>,
}

impl AttackingRun {
    /// Nothing tried yet. `attributes` has an entry a defence.
    pub(super) fn new(
        attacked: Attacked,
        defences: Vec<Defence>,
        attacks: Vec<&'static dyn Attack>,
        attributes: Vec<Option<AttributeMatrix>>,
    ) -> AttackingRun {
        AttackingRun {
            attacked,
            lasting: attacks.iter().map(|_| None).collect(),
            defences,
            attacks,
            attributes,
            rows: Vec::new(),
            scored: Vec::new(),
            now: None,
            resampling: None,
            judging: None,
            workspace: Workspace::default(),
        }
    }

    /// Attacks on for about 20 ms; a row a defence, once all is done.
    pub(super) fn step(&mut self) -> Option<Vec<MatrixRow>> {
        match self.attacks.get(self.scored.len()) {
            Some(attack) => self.attack(*attack),
            None => self.judge(),
        }
        (self.rows.len() == self.defences.len()).then(|| std::mem::take(&mut self.rows))
    }

    /// Share of attacks and defences that are through.
    pub(super) fn progress(&self) -> f64 {
        let n_done = self.rows.len() * self.attacks.len() + self.scored.len();
        n_done as f64 / (self.defences.len() * self.attacks.len()).max(1) as f64
    }

    fn defence(&self) -> Defence {
        self.defences[self.rows.len()]
    }

    fn attack(&mut self, attack: &'static dyn Attack) {
        let (number, defence) = (self.scored.len(), self.defence());
        let context = &mut self.attacked.context;
        if number == 0 && self.now.is_none() {
            let AttackContext { target, in_out, shadows, .. } = context;
            let all = std::iter::once(target).chain(in_out).chain(shadows);
            all.for_each(|model| model.release(&defence));
        }
        if let Some(scored) = self.lasting[number].clone() {
            return self.put(scored);
        }
        let Some(mut now) = self.now.take() else {
            context.attack_model(0);
            match attack.begin(context) {
                Some(attacker) => self.now = Some(Carrying::of(attacker)),
                None => self.scored.push(None),
            }
            return;
        };
        // Near misses are of members of the experiment's model.
        let n_subjects = if now.by_training.is_empty() { context.subjects.len() } else { context.n_real };
        if now.has_learnt {
            let end = n_subjects.min(now.scores.len().saturating_add(now.attacker.rows_per_step(context)));
            for row in now.scores.len()..end {
                now.scores.push(finite(now.attacker.score(context, row, &mut self.workspace)));
            }
        } else {
            now.has_learnt = now.attacker.learn(context, &mut self.workspace);
        }
        if now.scores.len() < n_subjects {
            self.now = Some(now);
            return;
        }
        if now.cell.is_none() {
            now.cell = Some(self.attacked.cell(attack, &now.scores, now.attacker.thresholds()));
        }
        now.by_training.push(std::mem::take(&mut now.scores));
        let Attacked { context, n_trainings, .. } = &mut self.attacked;
        if now.by_training.len() < *n_trainings {
            context.attack_model(now.by_training.len());
            if now.attacker.knows_the_target() {
                let attacker = attack.begin(context);
                now.has_learnt = false;
                match attacker {
                    Some(attacker) => now.attacker = attacker,
                    // Too few models are left: the attack is judged by what it could do.
                    None => now.by_training.resize(*n_trainings, Vec::new()),
                }
            }
        }
        if now.by_training.len() < *n_trainings {
            self.now = Some(now);
            return;
        }
        context.attack_model(0);
        let scored = Scored { cell: now.cell.expect("the first model gave one"), by_training: now.by_training };
        if !attack.needs().access.is_of_answers() {
            self.lasting[number] = Some(scored.clone());
        }
        self.put(scored);
    }

    /// An attack is through.
    fn put(&mut self, Scored { cell, by_training }: Scored) {
        let Attacked { context, nearest, clusters, .. } = &self.attacked;
        let n = context.n_real;
        let clusters = clusters.as_ref().map(|clusters| &clusters[..n]);
        let scored = AttackScores { labels: &context.subjects.labels[..n], scores: &by_training[0][..n], clusters };
        let cell = by_record(cell, &self.defence(), nearest.as_deref(), context.schema.classes.len(), scored);
        self.scored.push(Some(Scored { cell, by_training }));
    }

    /// All attacks are through behind this defence: finds the strongest, a kind of access a step, then makes its row.
    fn judge(&mut self) {
        let Attacked { context, clusters, .. } = &mut self.attacked;
        let n = context.n_real;
        let Some(judging) = &mut self.judging else {
            let mut attacks = Vec::new();
            for (attack, scored) in self.attacks.iter().zip(&self.scored) {
                let Some(scored) = scored.as_ref().filter(|scored| scored.by_training.iter().all(|s| !s.is_empty()))
                else {
                    continue;
                };
                let mut ranked = Vec::new();
                for (training, scores) in scored.by_training.iter().enumerate() {
                    context.attack_model(training);
                    ranked.push(Ranked::new(&scores[..n], |row| context.is_member(row)));
                }
                attacks.push((*attack, ranked));
            }
            context.attack_model(0);
            self.judging = Some(Judging::new(attacks));
            return;
        };
        let resampling = self.resampling.get_or_insert_with(|| {
            Resampling::draw(N_DRAWS, n, clusters.as_ref().map(|clusters| &clusters[..n]), context.seed)
        });
        if let Some(strongest) = judging.step(resampling) {
            let row = self.row(strongest);
            self.rows.push(row);
            self.judging = None;
        }
    }

    fn row(&mut self, strongest: Vec<Strongest>) -> MatrixRow {
        let judging = self.judging.as_ref().expect("it was judged");
        let mut cells: Vec<MatrixCell> =
            std::mem::take(&mut self.scored).into_iter().flatten().map(|scored| scored.cell).collect();
        for cell in &mut cells {
            if let Some((rates, roc)) = judging.of(&cell.attack) {
                cell.trainings = rates.to_vec();
                cell.roc = Some(roc);
            }
        }
        let attributes = self.attributes.get_mut(self.rows.len()).and_then(Option::take);
        let (accuracies, risk) = (self.accuracies(), self.risk());
        MatrixRow {
            defence: self.defence(),
            problem: None,
            train_accuracy: mean(accuracies.iter().map(|of| of[0])),
            test_accuracy: mean(accuracies.iter().map(|of| of[1])),
            epsilon: self.attacked.guarantee.as_ref().map(|guarantee| guarantee.epsilon),
            guarantee: self.attacked.guarantee.clone(),
            attacks: cells,
            attributes,
            strongest,
            canaries: None,
            risk,
        }
    }

    /// By training, of members and of others.
    fn accuracies(&mut self) -> Vec<[f64; 2]> {
        let Attacked { context, n_trainings, .. } = &mut self.attacked;
        let of_training = |training: usize| {
            context.attack_model(training);
            let (mut n_right, mut n) = ([0, 0], [0, 0]);
            for row in 0..context.n_real {
                let (answer, side) = (context.of_subject(&context.target, row), usize::from(!context.is_member(row)));
                n_right[side] += usize::from(answer.predicted() == answer.label);
                n[side] += 1;
            }
            [0, 1].map(|side| f64::from(n_right[side] as u32) / f64::from(n[side].max(1)))
        };
        let accuracies = (0..*n_trainings).map(of_training).collect();
        context.attack_model(0);
        accuracies
    }

    fn risk(&self) -> Option<RecordRisk> {
        risk::of_records(&self.attacked.context, self.attacked.clusters.as_deref())
    }
}

impl Carrying {
    fn of(attacker: Box<dyn Attacker>) -> Carrying {
        Carrying { attacker, has_learnt: false, cell: None, by_training: Vec::new(), scores: Vec::new() }
    }
}

impl Attacked {
    /// What the scores of an attack say.
    fn cell(&self, attack: &dyn Attack, scores: &[f64], thresholds: Option<&Thresholds>) -> MatrixCell {
        let n = self.context.n_real / 2;
        let (members, others) = (&scores[..n], &scores[n..2 * n]);
        let accuracy = |threshold: &dyn Fn(usize) -> f64| {
            let called = |rows: Range<usize>| rows.filter(|row| scores[*row] >= threshold(*row)).count();
            0.5 + 0.5 * (called(0..n) as f64 - called(n..2 * n) as f64) / n as f64
        };
        let plays = !attack.needs().needs_the_original();
        let pairs = |pairs: &[(usize, usize)]| -> Option<PairResult> {
            let own: Vec<f64> = pairs.iter().map(|(row, _)| scores[*row]).collect();
            let near: Vec<f64> = pairs.iter().map(|(_, row)| scores[*row]).collect();
            let originals: Vec<usize> =
                pairs.iter().map(|(row, _)| self.clusters.as_ref().map_or(*row, |c| c[*row])).collect();
            (plays && !pairs.is_empty()).then(|| pair_result(&own, &near, &originals))
        };
        let clusters = self.clusters.as_ref().map(|clusters| [&clusters[..n], &clusters[n..2 * n]]);
        let curve = RocCurve::of(members, others, clusters);
        let labels = &self.context.subjects.labels;
        MatrixCell {
            attack: attack.name().to_string(),
            membership: MembershipResult::of_curve(&curve, members, others, clusters),
            balanced_accuracy: thresholds.map(|t| accuracy(&|_| t.global)),
            balanced_accuracy_by_class: thresholds.map(|t| accuracy(&|row| t.by_class[labels[row]])),
            near_miss: pairs(&self.pairs[0]),
            near_miss_control: pairs(&self.pairs[1]),
            outliers: None,
            by_class: Vec::new(),
            trainings: Vec::new(),
            roc: None,
        }
    }
}
