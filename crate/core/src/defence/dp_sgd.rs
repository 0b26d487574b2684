//! Differentially private training (Abadi et al. 2016).

use super::kind::{ActsOn, DefenceKind};
use crate::parameter::Parameter;
use crate::train::{Privacy, Regularization, Schedule};

/// Each step takes each member with probability batch size / members, clips each record's gradient over all parameters
/// to the L2 norm C, adds normal noise of standard deviation σ C to the sum and divides by the batch size. Noise is
/// borne best with other batches, rates and numbers of epochs than training without it takes; where these are 0, or left
/// out, they are the experiment's.
pub struct DpSgd;

impl DefenceKind for DpSgd {
    fn name(&self) -> &'static str {
        "dp_sgd"
    }

    fn title(&self) -> &'static str {
        "DP-SGD"
    }

    fn summary(&self) -> &'static str {
        "Each record's pull on the network is clipped and drowned in noise, which bounds what any attack can tell of \
         its presence."
    }

    fn acts_on(&self) -> ActsOn {
        ActsOn::Training
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[
            Parameter { name: "noise", title: "σ", default: 1.0, range: (0.0, 100.0), whole: false },
            Parameter { name: "clip", title: "C", default: 1.0, range: (0.001, 1000.0), whole: false },
            Parameter { name: "batch_size", title: "batch", default: 0.0, range: (0.0, 100_000.0), whole: true },
            Parameter { name: "learning_rate", title: "rate", default: 0.0, range: (0.0, 10.0), whole: false },
            Parameter { name: "epochs", title: "epochs", default: 0.0, range: (0.0, 1000.0), whole: true },
        ]
    }

    fn n_optional(&self) -> usize {
        3
    }

    fn regularize(&self, values: &[f64], regularization: &mut Regularization) {
        regularization.privacy = Some(Privacy { noise: values[0] as f32, clip: values[1] as f32 });
        regularization.schedule =
            Schedule { batch_size: values[2] as usize, learning_rate: values[3] as f32, epochs: values[4] as usize };
    }
}
