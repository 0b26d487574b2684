//! Every attack behind every defence of a group, once all models are there.

use super::context_builder::Pairs;
use super::record::{self, AttackScores, by_record};
use super::report::{MatrixCell, MatrixRow};
use crate::answer::finite;
use crate::attribute::attack::AttributeMatrix;
use crate::defence::Defence;
use crate::game::strong_membership::{PairResult, pair_result};
use crate::membership::{Attack, AttackContext, Attacker, MembershipResult, Thresholds};
use crate::mlp::Workspace;
use crate::privacy::Guarantee;
use crate::roc::RocCurve;
use crate::trial::Side;
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
}

/// One attack's outcome behind one defence: what it says, and every subject's score.
type Scored = (MatrixCell, Vec<f64>);

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
    workspace: Workspace,
}

/// An attack being carried out.
struct Carrying {
    attacker: Box<dyn Attacker>,
    has_learnt: bool,
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
            workspace: Workspace::default(),
        }
    }

    /// Attacks on for about 20 ms; a row a defence, once all is done.
    pub(super) fn step(&mut self) -> Option<Vec<MatrixRow>> {
        match self.attacks.get(self.scored.len()) {
            Some(attack) => self.attack(*attack),
            None => {
                let row = self.row();
                self.rows.push(row);
            }
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
        if let Some((cell, scores)) = self.lasting[number].clone() {
            return self.put(cell, scores);
        }
        let Some(mut now) = self.now.take() else {
            match attack.begin(context) {
                Some(attacker) => self.now = Some(Carrying { attacker, has_learnt: false, scores: Vec::new() }),
                None => self.scored.push(None),
            }
            return;
        };
        let n_subjects = context.subjects.len();
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
        let cell = self.attacked.cell(attack, &now.scores, now.attacker.thresholds());
        if !attack.needs().access.is_of_answers() {
            self.lasting[number] = Some((cell.clone(), now.scores.clone()));
        }
        self.put(cell, now.scores);
    }

    /// An attack is through.
    fn put(&mut self, cell: MatrixCell, scores: Vec<f64>) {
        let Attacked { context, nearest, clusters, .. } = &self.attacked;
        let n = context.n_real;
        let clusters = clusters.as_ref().map(|clusters| &clusters[..n]);
        let scored = AttackScores { labels: &context.subjects.labels[..n], scores: &scores[..n], clusters };
        let cell = by_record(cell, &self.defence(), nearest.as_deref(), context.schema.classes.len(), scored);
        self.scored.push(Some((cell, scores)));
    }

    fn row(&mut self) -> MatrixRow {
        let context = &self.attacked.context;
        let n = context.n_real / 2;
        let accuracy = |rows: Range<usize>| {
            let is_right = |row: &usize| {
                let answer = context.of_subject(&context.target, *row);
                answer.predicted() == answer.label
            };
            rows.clone().filter(is_right).count() as f64 / rows.len() as f64
        };
        let (attacks, scores): (Vec<MatrixCell>, Vec<Vec<f64>>) =
            std::mem::take(&mut self.scored).into_iter().flatten().unzip();
        let (records, labels) = (&context.subjects.records[..2 * n], &context.subjects.labels[..2 * n]);
        let exposed = |side: Side| record::exposed(records, labels, &scores, side);
        MatrixRow {
            defence: self.defence(),
            problem: None,
            train_accuracy: accuracy(0..n),
            test_accuracy: accuracy(n..2 * n),
            epsilon: self.attacked.guarantee.as_ref().map(|guarantee| guarantee.epsilon),
            guarantee: self.attacked.guarantee.clone(),
            attacks,
            attributes: self.attributes.get_mut(self.rows.len()).and_then(Option::take),
            exposed: exposed(Side::Members),
            exposed_others: exposed(Side::NonMembers).iter().map(|record| record.mean).collect(),
        }
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
            tpr_interval: curve.tpr_interval_at_fpr(0.01),
            balanced_accuracy: thresholds.map(|t| accuracy(&|_| t.global)),
            balanced_accuracy_by_class: thresholds.map(|t| accuracy(&|row| t.by_class[labels[row]])),
            near_miss: pairs(&self.pairs[0]),
            near_miss_control: pairs(&self.pairs[1]),
            outliers: None,
            by_class: Vec::new(),
        }
    }
}
