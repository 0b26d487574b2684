//! What private training is to spend: a person names the epsilon, a worker finds the noise.

use super::Session;
use super::event::{Effect, Effects};
use super::wishes::Spends;
use crate::message::{Request, Spending};
use nearmiss::Experiment;
use nearmiss::defence::{Defence, Tuned};

impl Session {
    /// Asks for private training that spends `epsilon`, with the settings of `defence` or with those chosen for the data.
    pub(super) fn spend(&mut self, epsilon: f64, defence: Option<Defence>) -> Effects {
        let spends = &mut self.wishes.spends;
        *spends = Spends { number: spends.number + 1, epsilon, defence: None };
        let number = spends.number;
        let mut experiment = Experiment::clone(self.wanted());
        let n_members = self.n_members(&experiment);
        experiment.defence = defence.unwrap_or_default();
        if self.run.schedule.has_started(0) {
            return vec![Effect::Send(0, Request::Spend(Spending { number, experiment, n_members, epsilon }))];
        }
        // Before there is a worker, with the noise of the table.
        experiment.defence = Tuned::of(experiment.data.name(), epsilon).defence(&experiment.training, n_members);
        self.change(experiment, None)
    }

    pub(super) fn hear_spends(&mut self, number: u32, defence: Option<&str>) -> Effects {
        if number != self.wishes.spends.number {
            return Vec::new();
        }
        let Some(defence) = defence.and_then(Defence::parse) else {
            return self.refuse(format!(
                "No noise from 0.1 to 999 spends ε = {} at most: ask for more, or for fewer epochs.",
                self.wishes.spends.epsilon
            ));
        };
        self.wishes.spends.defence = Some(defence);
        self.change(Experiment { defence, ..Experiment::clone(self.wanted()) }, None)
    }

    /// What the defence wanted spends, where that is known: as it was asked for, or as it was accounted.
    pub fn epsilon(&self) -> Option<f64> {
        let (spends, wanted) = (&self.wishes.spends, self.wanted());
        if spends.defence == Some(wanted.defence) {
            return Some(spends.epsilon);
        }
        let is_shown = self.setup.experiment.defence == wanted.defence;
        self.found.shown.guarantee.as_ref().filter(|_| is_shown).map(|guarantee| guarantee.epsilon)
    }

    /// Those that are really split, where that is known.
    pub fn n_members(&self, experiment: &Experiment) -> usize {
        let is_split = self.setup.experiment.data == experiment.data && self.setup.experiment.split == experiment.split;
        let description = self.setup.description.as_ref().filter(|_| is_split);
        description.map_or(experiment.split.n_members, |description| description.n_members)
    }
}
