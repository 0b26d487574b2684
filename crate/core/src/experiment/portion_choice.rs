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
        let twins = trial.dataset().own().map_or(&[][..], |own| &own.twins);
        let chosen = match self {
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
        // Who chose the features by name gets all of them or hears why not; otherwise the last ones give way.
        for n in (1..=chosen.len()).rev() {
            let portion = Portion::new(schema, with_twins(&chosen[..n], twins));
            if matches!(self, PortionChoice::Features(_))
                || !matches!(portion, Err(PortionError::TooMany { .. }))
                || twins.is_empty()
            {
                return portion;
            }
        }
        Portion::new(schema, chosen)
    }
}

/// Features with those that are nothing but one of them in other words: who doesn't know the one doesn't know the other.
fn with_twins(features: &[usize], twins: &[(usize, usize)]) -> Vec<usize> {
    let mut all = features.to_vec();
    loop {
        let missing = twins.iter().find_map(|(a, b)| match (all.contains(a), all.contains(b)) {
            (true, false) => Some(*b),
            (false, true) => Some(*a),
            _ => None,
        });
        match missing {
            Some(feature) => all.push(feature),
            None => return all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_are_unknown_together() {
        assert_eq!(with_twins(&[4, 2], &[(7, 2), (9, 7), (3, 1)]), [4, 2, 7, 9]);
        assert_eq!(with_twins(&[4], &[]), [4]);
    }
}
