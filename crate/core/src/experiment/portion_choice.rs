//! Which features of a record are unknown.

use crate::dataset::Schema;
use crate::order;
use crate::portion::{Portion, PortionError};
use crate::seed::Stream;
use crate::trial::Trial;
use rand::seq::index;
use serde::{Deserialize, Serialize};

/// Which features are unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortionChoice {
    /// The first so many by mRMR, computed on the members.
    Mrmr(usize),
    /// So many drawn from the seed.
    Random(usize),
    /// These.
    Features(Vec<usize>),
}

impl PortionChoice {
    /// The portion chosen, in this trial.
    ///
    /// # Errors
    /// Where nothing is unknown, a feature is none, or there are too many completions.
    pub fn resolve(&self, trial: &Trial) -> Result<Portion, PortionError> {
        let schema: &Schema = trial.dataset().schema();
        let n_features = schema.features.len();
        let unknown = match self {
            PortionChoice::Mrmr(n) if *n > Portion::MAX_UNKNOWN => return Err(PortionError::TooMany { n_unknown: *n }),
            PortionChoice::Mrmr(n) => trial.mrmr().iter().take(*n).copied().collect(),
            PortionChoice::Random(n) => {
                let mut rng = trial.seed().rng(Stream::Portion, 0);
                let mut drawn = index::sample(&mut rng, n_features, (*n).min(n_features)).into_vec();
                order::sort_by_key(&mut drawn, |feature| *feature);
                drawn
            }
            PortionChoice::Features(features) => features.clone(),
        };
        Portion::new(schema, unknown)
    }
}
