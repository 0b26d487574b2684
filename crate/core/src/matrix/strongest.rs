//! The strongest attack of each kind of access, chosen on other trainings than it is judged on: the best of many that know
//! nothing looks good where it was found to be the best.

use super::resampling::{LOW_FPR, Resampling, over_records_and_trainings};
use super::roc_sketch::RocSketch;
use crate::interval::Interval;
use crate::membership::{Access, Attack};
use crate::roc::{Ranked, Rates};
use crate::sorted_map::SortedMap;
use serde::{Deserialize, Serialize};

/// A kind of access, by which attacks are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    /// Whatever it takes.
    Any,
    /// What is released of confidences, and no models of the attacker's own but to set a threshold.
    Answers,
    /// Labels alone.
    Labels,
    /// The network itself.
    Inside,
    /// Confidences, and models that the attacker trained.
    OwnModels,
}

impl AccessKind {
    /// Any, then each.
    pub const ALL: [AccessKind; 5] =
        [AccessKind::Any, AccessKind::Answers, AccessKind::Labels, AccessKind::Inside, AccessKind::OwnModels];
    /// Kinds but the first.
    pub(super) const N_EACH: usize = 4;

    /// Of an attack.
    pub fn of(attack: &dyn Attack) -> AccessKind {
        let needs = attack.needs();
        match needs.access {
            Access::Network => AccessKind::Inside,
            Access::Label => AccessKind::Labels,
            Access::Confidences | Access::Logits if needs.other_data.is_own_models() => AccessKind::OwnModels,
            Access::Confidences | Access::Logits => AccessKind::Answers,
        }
    }

    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            AccessKind::Any => "of all attacks",
            AccessKind::Answers => "on confidences",
            AccessKind::Labels => "on labels alone",
            AccessKind::Inside => "inside the network",
            AccessKind::OwnModels => "with models of the attacker's own",
        }
    }
}

/// What the strongest attack of one kind of access tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Strongest {
    /// Which kind.
    pub access: AccessKind,
    /// Of the attack that has the greatest AUC in the other trainings.
    pub auc: Judged,
    /// True-positive rate at a false-positive rate of 1 %, of the attack that has the greatest in the other trainings; none of
    /// fewer than 100 non-members, of whom no threshold is known to accuse so few.
    pub tpr: Option<Judged>,
}

/// A number of several trainings, each with the attack that was strongest in the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Registered name of the attack, by training.
    pub attacks: Vec<String>,
    /// The number, by training.
    pub by_training: Vec<f64>,
    /// Its mean.
    pub value: f64,
    /// 95 %, over records and trainings.
    pub interval: Interval,
    /// Less the same without a defence, on the same records and trainings; none without a row for that, and where the
    /// attack doesn't see what the defence changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Changed>,
    /// Means over trainings of records drawn again, the same for every defence; not in reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) draws: Vec<f64>,
}

/// A difference to no defence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// With the defence, less without.
    pub value: f64,
    /// 95 %.
    pub interval: Interval,
    /// The same for all four kinds of access together (Bonferroni).
    pub interval_of_all: Interval,
}

impl Judged {
    /// The attack that was strongest most often.
    pub fn attack(&self) -> &str {
        let n_times = |name: &str| self.attacks.iter().filter(|other| *other == name).count();
        let most = |best: &str, name: &str| n_times(name) > n_times(best);
        self.attacks.iter().fold("", |best, name| if best.is_empty() || most(best, name) { name } else { best })
    }

    /// Sets the difference to no defence, where there is such a row, and drops what it was made of.
    pub(super) fn hold_against(&mut self, plain: Option<&Judged>) {
        let draws = std::mem::take(&mut self.draws);
        let Some(plain) = plain.filter(|plain| !draws.is_empty() && plain.draws.len() == draws.len()) else { return };
        let differ = |own: &[f64], other: &[f64]| own.iter().zip(other).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let (by_training, draws) = (differ(&self.by_training, &plain.by_training), differ(&draws, &plain.draws));
        // What doesn't look at what the defence changes says the same, by definition.
        if by_training.iter().chain(&draws).all(|difference| *difference == 0.0) {
            return;
        }
        let interval = |n_looks| over_records_and_trainings(&by_training, &draws, true, n_looks);
        self.change = Some(Changed {
            value: self.value - plain.value,
            interval: interval(1),
            interval_of_all: interval(AccessKind::N_EACH),
        });
    }
}

/// All scores behind one defence, from which the strongest attacks are found, one kind of access at a time.
#[derive(Debug)]
pub(super) struct Judging {
    attacks: Vec<&'static str>,
    kinds: Vec<AccessKind>,
    /// By attack and training.
    ranked: Vec<Vec<Ranked>>,
    rates: Vec<Vec<Rates>>,
    /// By attack and training, once asked for: those of records drawn again.
    draws: SortedMap<(usize, usize), Vec<Rates>>,
    found: Vec<Strongest>,
    n_kinds_done: usize,
}

impl Judging {
    /// Of attacks, each with a ranking a training.
    pub fn new(attacks: Vec<(&'static dyn Attack, Vec<Ranked>)>) -> Judging {
        let rates = |(_, ranked): &(_, Vec<Ranked>)| ranked.iter().map(|ranked| ranked.rates_of_all(LOW_FPR)).collect();
        Judging {
            rates: attacks.iter().map(rates).collect(),
            attacks: attacks.iter().map(|(attack, _)| attack.name()).collect(),
            kinds: attacks.iter().map(|(attack, _)| AccessKind::of(*attack)).collect(),
            ranked: attacks.into_iter().map(|(_, ranked)| ranked).collect(),
            draws: SortedMap::new(),
            found: Vec::new(),
            n_kinds_done: 0,
        }
    }

    /// An attack's AUC and true-positive rate by training, and its curve.
    pub fn of(&self, attack: &str) -> Option<(&[Rates], RocSketch)> {
        let place = self.attacks.iter().position(|own| *own == attack)?;
        Some((&self.rates[place], RocSketch::of(&self.ranked[place])))
    }

    /// Judges one kind of access more; all that have attacks, once done. None of one training, where there are no others to
    /// choose on.
    pub fn step(&mut self, resampling: &Resampling) -> Option<Vec<Strongest>> {
        if self.ranked.iter().all(|of_attack| of_attack.len() > 1)
            && let Some(access) = AccessKind::ALL.get(self.n_kinds_done)
        {
            self.n_kinds_done += 1;
            let is_of = |attack: &usize| *access == AccessKind::Any || self.kinds[*attack] == *access;
            let attacks: Vec<usize> = (0..self.attacks.len()).filter(is_of).collect();
            if !attacks.is_empty() {
                let auc = self.judge(&attacks, |rates| rates.auc, resampling);
                let is_known = self.ranked[attacks[0]].iter().all(|ranked| ranked.reaches(LOW_FPR));
                let tpr = is_known.then(|| self.judge(&attacks, |rates| rates.tpr, resampling));
                self.found.push(Strongest { access: *access, auc, tpr });
            }
            return None;
        }
        Some(std::mem::take(&mut self.found))
    }

    fn judge(&mut self, attacks: &[usize], number: fn(Rates) -> f64, resampling: &Resampling) -> Judged {
        let n_trainings = self.ranked[attacks[0]].len();
        let in_others = |attack: usize, training: usize| -> f64 {
            let others = (0..n_trainings).filter(|other| *other != training);
            others.map(|other| number(self.rates[attack][other])).sum()
        };
        let chosen: Vec<usize> = (0..n_trainings)
            .map(|training| {
                let stronger = |best: usize, attack: usize| in_others(attack, training) > in_others(best, training);
                attacks.iter().fold(attacks[0], |best, attack| if stronger(best, *attack) { *attack } else { best })
            })
            .collect();
        let by_training: Vec<f64> =
            chosen.iter().enumerate().map(|(training, attack)| number(self.rates[*attack][training])).collect();
        let mut draws: Vec<f64> = Vec::new();
        for (training, attack) in chosen.iter().enumerate() {
            let place = (*attack, training);
            if !self.draws.contains_key(&place) {
                self.draws.insert(place, resampling.rates(&self.ranked[*attack][training]).collect());
            }
            let of_training = self.draws.get(&place).expect("it is there now");
            draws.resize(of_training.len(), 0.0);
            draws.iter_mut().zip(of_training).for_each(|(sum, own)| *sum += number(*own) / n_trainings as f64);
        }
        Judged {
            attacks: chosen.into_iter().map(|attack| self.attacks[attack].to_string()).collect(),
            value: by_training.iter().sum::<f64>() / n_trainings as f64,
            interval: over_records_and_trainings(&by_training, &draws, false, 1),
            by_training,
            change: None,
            draws,
        }
    }
}
