//! What the present work is about.

use super::part::Part;
use crate::link::PageSettings;
use crate::message::{Description, Plan, Records};
use nearmiss::Experiment;
use nearmiss::experiment::Checked;
use nearmiss::work::Unit;

/// The experiment shown, its data, and what it comes to.
#[derive(Debug)]
pub struct Setup {
    /// What is asked.
    pub experiment: Part<Checked>,
    /// The same without what is asked of a model once it is there: attributes, defences, repeats. Other questions leave it
    /// the part that it is.
    pub basis: Part<Experiment>,
    /// The data, once there.
    pub description: Option<Part<Description>>,
    /// The data, of a person's own file, for workers that begin later.
    pub(super) records: Option<Records>,
    /// What the portion comes to; none if it can't be attacked.
    pub plan: Option<Part<Plan>>,
    /// Why the portion can't be attacked.
    pub plan_error: Option<String>,
    /// How a link says that the page is to be shown.
    pub page: PageSettings,
    /// The attempt that the data comes from.
    pub(super) generation: u32,
    /// Questions asked about it.
    pub(super) question: u32,
}

impl Setup {
    /// Makes [`Setup::basis`] anew, if it is out of date.
    pub(super) fn refresh(&mut self) {
        self.basis.renew(basis(&self.experiment));
    }

    /// What one unit costs, in the plan's measure.
    pub(super) fn cost(&self, unit: &Unit) -> f64 {
        let Some(plan) = &self.plan else { return 0.0 };
        match unit {
            Unit::Repeat(_) => plan.repeat_cost,
            unit => plan.units.iter().position(|own| own == unit).map_or(0.0, |place| plan.costs[place]),
        }
    }

    /// What everything costs, the training included.
    pub(super) fn whole_cost(&self) -> f64 {
        let n_others = self.experiment.repeats.saturating_sub(1) as f64;
        self.plan
            .as_ref()
            .map_or(0.0, |plan| plan.training_cost + plan.costs.iter().sum::<f64>() + n_others * plan.repeat_cost)
    }
}

/// An experiment without what is asked of a model once it is there.
pub(super) fn basis(experiment: &Experiment) -> Experiment {
    Experiment {
        attribute_inference: Experiment::check_ins().attribute_inference,
        matrix: None,
        repeats: 1,
        ..experiment.clone()
    }
}

impl Default for Setup {
    /// The default experiment, without data.
    fn default() -> Setup {
        let experiment = Part::new(Checked::default());
        Setup {
            basis: Part::new(Experiment::clone(&experiment)),
            experiment,
            description: None,
            records: None,
            plan: None,
            plan_error: None,
            page: PageSettings::default(),
            generation: 0,
            question: 0,
        }
    }
}
