//! A portion of a record: some features known, the others unknown (the main paper, section 2).

use crate::dataset::Schema;
use ndarray::ArrayView1;

/// The unknown part φ(x*): which features an attacker doesn't know. All others are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    unknown: Vec<usize>,
    /// Candidate values of each unknown feature.
    n_values: Vec<usize>,
}

/// Why features can't be the unknown part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortionError {
    /// Nothing to guess.
    #[error("No feature is marked unknown, so there is nothing to guess. Mark at least one.")]
    Empty,
    /// Too much to try.
    #[error(
        "{n_unknown} unknown features have more than 2^20 = 1,048,576 completions together, too many to try each. Mark fewer features unknown."
    )]
    TooMany {
        /// Unknown features.
        n_unknown: usize,
    },
    /// No such feature.
    #[error("There is no feature number {feature}: the data has {n_features}, counted from 0.")]
    NoFeature {
        /// As asked.
        feature: usize,
        /// In the data.
        n_features: usize,
    },
    /// Named twice.
    #[error("Feature number {feature} is named twice among the unknown ones.")]
    Twice {
        /// As asked.
        feature: usize,
    },
}

impl Portion {
    /// An exhaustive attack tries at most this many completions.
    pub const MAX_COMPLETIONS: usize = 1 << 20;
    /// More unknown features have more completions, if each has at least two values.
    pub const MAX_UNKNOWN: usize = 20;

    /// The portion in which the features listed are unknown, in this order.
    ///
    /// # Errors
    /// As [`Portion::check`], and where there are more completions than can be counted through.
    pub fn new(schema: &Schema, unknown: Vec<usize>) -> Result<Portion, PortionError> {
        Portion::check(schema, &unknown)?;
        let n_values: Vec<usize> = unknown.iter().map(|j| schema.features[*j].n_values()).collect();
        let n_completions = n_values.iter().fold(1, |product: usize, n| product.saturating_mul(*n));
        if n_completions > Portion::MAX_COMPLETIONS {
            return Err(PortionError::TooMany { n_unknown: unknown.len() });
        }
        Ok(Portion { unknown, n_values })
    }

    /// Whether these features can be unknown, however many completions they have: some, each there, none twice.
    ///
    /// # Errors
    /// Where nothing is unknown, or a feature is none of the schema's or stands twice.
    pub fn check(schema: &Schema, unknown: &[usize]) -> Result<(), PortionError> {
        let n_features = schema.features.len();
        if unknown.is_empty() {
            return Err(PortionError::Empty);
        }
        let mut seen = vec![false; n_features];
        for &feature in unknown {
            match seen.get_mut(feature) {
                None => return Err(PortionError::NoFeature { feature, n_features }),
                Some(true) => return Err(PortionError::Twice { feature }),
                Some(seen) => *seen = true,
            }
        }
        Ok(())
    }

    /// The unknown features, in the order given.
    pub fn unknown(&self) -> &[usize] {
        &self.unknown
    }

    /// Whether a feature is known.
    pub fn knows(&self, feature: usize) -> bool {
        !self.unknown.contains(&feature)
    }

    /// How many ways there are to complete the record.
    pub fn n_completions(&self) -> usize {
        self.n_values.iter().product()
    }

    /// Completion number `idx`: a code ([`crate::Feature::value`]) an unknown feature. The first unknown feature
    /// changes fastest; for binary features, bit j of `idx` is the value of the j-th.
    pub fn completion(&self, idx: usize) -> impl Iterator<Item = usize> + '_ {
        let mut rest = idx;
        self.n_values.iter().map(move |n| {
            let code = rest % n;
            rest /= n;
            code
        })
    }

    /// The probability of each completion, given that of each code of each unknown feature, if these are independent.
    pub(crate) fn product<P: AsRef<[f64]>>(&self, by_feature: &[P]) -> Vec<f64> {
        let of = |idx| self.completion(idx).zip(by_feature).fold(1.0, |p, (code, of_code)| p * of_code.as_ref()[code]);
        (0..self.n_completions()).map(of).collect()
    }

    /// The number of the completion that a record with these codes is.
    pub fn index_of(&self, codes: ArrayView1<'_, u16>) -> usize {
        let pairs = self.unknown.iter().zip(&self.n_values).rev();
        pairs.fold(0, |idx, (feature, n)| idx * n + usize::from(codes[*feature]))
    }

    /// Hamming distance of completion `idx` from a record with these codes: unknown features that differ.
    pub fn distance(&self, idx: usize, codes: ArrayView1<'_, u16>) -> usize {
        let pairs = self.completion(idx).zip(&self.unknown);
        pairs.filter(|(code, feature)| *code != usize::from(codes[**feature])).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Feature, FeatureKind};
    use ndarray::array;

    fn schema() -> Schema {
        let levels = |n: usize| FeatureKind::Categorical { levels: (0..n).map(|l| l.to_string()).collect() };
        let kinds = [FeatureKind::Binary, levels(3), FeatureKind::Binary, levels(5)];
        let features = kinds.into_iter().map(|kind| Feature::new(String::new(), kind)).collect();
        Schema { features, classes: vec![], picture: None }
    }

    #[test]
    fn completions_count_each_combination_once() {
        let portion = Portion::new(&schema(), vec![3, 0, 1]).expect("the portion is small");
        assert_eq!(portion.n_completions(), 30);
        let all: std::collections::BTreeSet<Vec<usize>> = (0..30).map(|i| portion.completion(i).collect()).collect();
        assert_eq!(all.len(), 30);
        for idx in 0..30 {
            let code: Vec<u16> = portion.completion(idx).map(|c| c as u16).collect();
            let codes = array![code[1], code[2], 1, code[0]];
            assert_eq!(portion.index_of(codes.view()), idx);
            assert_eq!(portion.distance(idx, codes.view()), 0);
        }
    }

    #[test]
    fn probabilities_of_completions_are_products() {
        let portion = Portion::new(&schema(), vec![0, 1]).expect("the portion is small");
        let product = portion.product(&[vec![0.25, 0.75], vec![0.5, 0.25, 0.25]]);
        assert_eq!(product, [0.125, 0.375, 0.0625, 0.1875, 0.0625, 0.1875]);
    }

    #[test]
    fn a_categorical_feature_counts_as_one() {
        let portion = Portion::new(&schema(), vec![1, 3]).expect("the portion is small");
        assert_eq!(portion.distance(0, array![0, 2, 0, 4].view()), 2);
    }

    #[test]
    fn bad_portions_are_refused() {
        let check = |unknown: Vec<usize>| Portion::new(&schema(), unknown).expect_err("the portion is bad");
        assert_eq!(check(vec![]), PortionError::Empty);
        assert_eq!(check(vec![4]), PortionError::NoFeature { feature: 4, n_features: 4 });
        assert_eq!(check(vec![1, 1]), PortionError::Twice { feature: 1 });
    }
}
