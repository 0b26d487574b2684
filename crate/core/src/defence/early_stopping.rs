//! Training that ends before it has learnt everything by heart.

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::Regularization;

/// Training ends after so many epochs, if it isn't over before.
pub struct EarlyStopping;

impl DefenceKind for EarlyStopping {
    fn name(&self) -> &'static str {
        "early_stopping"
    }

    fn title(&self) -> &'static str {
        "Early stopping"
    }

    fn summary(&self) -> &'static str {
        "Training ends after few passes over the members, a number that is set beforehand and not found on records held out."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[Parameter { name: "epochs", title: "epochs", default: 4.0, range: (1.0, 1000.0), whole: true }]
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.most_epochs = Some(values[0] as usize);
    }
}
