//! What a defence does, in a word, by what the strongest attack of each kind of access loses: an average over attacks hides
//! that the strongest one loses nothing.

use super::report::{MatrixReport, MatrixRow};
use super::strongest::{AccessKind, Changed, Strongest};

/// What a defence does to attacks, beside no defence. The first that fits, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefenceEffect {
    /// Without it the strongest attack is not seen to tell more than a coin.
    NothingToProtectFrom,
    /// No attack of any access can be much better than a coin: intervals end at an AUC of .55 and a true-positive rate of
    /// 3 % at a false-positive rate of 1 %, or the training's guarantee does.
    Protects,
    /// The strongest attack on labels tells less, and labels can't be withheld; the strongest of all isn't seen to tell more.
    Lowers,
    /// The strongest attack on confidences, alone or with models of the attacker's own, tells less, that on labels isn't seen
    /// to.
    OnlyHides,
    /// The strongest attack of all tells more; or that of some access does, and none of the verdicts before fits.
    Worse,
    /// No change is seen.
    NoneSeen,
}

/// Greatest AUC and true-positive rate at a false-positive rate of 1 % that count as protection.
pub const PROTECTED: (f64, f64) = (0.55, 0.03);

/// What a defence does and by how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured<'a> {
    /// In a word.
    pub effect: DefenceEffect,
    /// The strongest of all attacks without it.
    pub plain: &'a Strongest,
    /// The same with it.
    pub all: &'a Strongest,
    /// Of attacks on confidences, where there are any.
    pub answers: Option<&'a Strongest>,
    /// Of attacks on confidences with models of the attacker's own, where there are any.
    pub own_models: Option<&'a Strongest>,
    /// Of attacks on labels, where there are any.
    pub labels: Option<&'a Strongest>,
    /// The kind of access of which an attack tells more, where one does.
    pub worse: Option<&'a Strongest>,
    /// Test accuracy with it, less without.
    pub accuracy_change: f64,
}

impl Measured<'_> {
    /// What no change was seen of: the strongest attack on labels, where the defence reaches labels, else that on
    /// confidences, or of all.
    pub fn looked_at(&self) -> &Strongest {
        let changes = |of: &Option<&Strongest>| of.is_some_and(|of| of.auc.change.is_some());
        [self.labels, self.answers].into_iter().find(changes).flatten().unwrap_or(self.all)
    }

    /// The least change of its AUC that would have been seen: its interval's reach.
    pub fn least_seen(&self) -> Option<f64> {
        let changed = self.looked_at().auc.change?;
        Some((changed.interval.high - changed.value).max(changed.value - changed.interval.low))
    }
}

impl MatrixReport {
    /// What a row's defence does; none without a row of no defence on which to judge it, where a network is missing, of a
    /// single training, or without any attack on labels, which decide whether a defence does more than hide. Protection is
    /// only said where every kind of access was tried.
    pub fn measured<'a>(&'a self, row: &'a MatrixRow) -> Option<Measured<'a>> {
        let plain_row = self.rows.iter().find(|row| row.defence.name() == "none" && row.problem.is_none())?;
        let (plain, all) = (plain_row.strongest_of(AccessKind::Any)?, row.strongest_of(AccessKind::Any)?);
        let (answers, labels) = (row.strongest_of(AccessKind::Answers), Some(row.strongest_of(AccessKind::Labels)?));
        let change = |of: &Strongest| -> Option<Changed> { of.auc.change };
        let falls = |of: Option<&Strongest>| of.and_then(change).is_some_and(|change| change.interval.high < 0.0);
        let rises = |of: &&Strongest| of.auc.change.is_some_and(|change| change.interval_of_all.low > 0.0);
        let is_low = |of: &Strongest| {
            let tpr = of.tpr.as_ref().map(|tpr| tpr.interval.high);
            of.auc.interval.high <= PROTECTED.0 && tpr.is_some_and(|high| high <= PROTECTED.1)
        };
        let worse = row.strongest.iter().find(rises);
        let own_models = row.strongest_of(AccessKind::OwnModels);
        // The second look is paid for.
        let falls_for_all = |change: Changed| change.interval_of_all.high < 0.0;
        let hides = falls(answers) || own_models.and_then(change).is_some_and(falls_for_all);
        let effect = match () {
            () if plain.auc.interval.low <= 0.5 => DefenceEffect::NothingToProtectFrom,
            () if row.is_proven_low()
                || AccessKind::ALL.iter().all(|access| row.strongest_of(*access).is_some_and(is_low)) =>
            {
                DefenceEffect::Protects
            }
            // Whatever labels tell, the strongest attack of all tells more.
            () if rises(&all) => DefenceEffect::Worse,
            () if falls(labels) => DefenceEffect::Lowers,
            () if hides => DefenceEffect::OnlyHides,
            () if worse.is_some() => DefenceEffect::Worse,
            () => DefenceEffect::NoneSeen,
        };
        let accuracy_change = row.test_accuracy - plain_row.test_accuracy;
        Some(Measured { effect, plain, all, answers, own_models, labels, worse, accuracy_change })
    }
}

impl MatrixRow {
    /// What the strongest attack of a kind of access tells.
    pub fn strongest_of(&self, access: AccessKind) -> Option<&Strongest> {
        self.strongest.iter().find(|of| of.access == access)
    }

    /// Whether the training's guarantee leaves no attack more than counts as protection.
    fn is_proven_low(&self) -> bool {
        const N: u32 = 1000;
        self.guarantee.as_ref().is_some_and(|guarantee| {
            // Of a concave curve the sum of middles is above the area.
            let middle = |n: u32| guarantee.tpr((f64::from(n) + 0.5) / f64::from(N));
            let auc = (0..N).map(middle).sum::<f64>() / f64::from(N);
            auc <= PROTECTED.0 && guarantee.tpr(0.01) <= PROTECTED.1
        })
    }
}
