//! Synthetic shopping baskets, in the place of the Purchase files that membership inference is tried on (Shokri et al.
//! 2017): 600 binary features, and 2, 10, 20, 50 or 100 classes that k-means has found.
//!
//! The real file, of 197,324 customers, isn't at hand. Its number of features and how its classes were made are known;
//! its density and the distances between its records aren't. The numbers of `RECIPE` were chosen so that a network leaks
//! in the order of the literature, more with more classes, and density and distances are whatever came with that. So
//! data sets of different numbers of classes can be compared with each other, but a distance here says nothing about
//! one in the real file.
//!
//! The customers come from the generator in `population.rs`, whose documentation says how: 10 groups of 10 archetypes,
//! whatever the number of classes. Then their groups are forgotten and the baskets clustered. With two classes, one is
//! of the customers who buy much, some 113 categories against 55; with 50 or more, four customers in five are in a class
//! that mostly consists of their group. Of 100 classes, 16 to 31 have fewer than 20 records each: customers far from all
//! others (seeds 1 to 3). The names of the features mean nothing.
//!
//! What comes out, of 10,000 records, as means over the seeds 1 to 6:
//!
//! | statistic | synthetic |
//! |---|---|
//! | density | .123 |
//! | ones a record: mean, standard deviation | 73.5, 34.4 |
//! | ones a record: percentiles 5, 50, 95 | 34, 66, 138 |
//! | distance of a fifth of the records to the others: percentiles 1, 5, 25, 50, 75, 95, 99 | 27, 32, 42, 52, 66, 97, 130 |
//! | pairs of features correlated above .3 | 224 |
//! | mean Hamming distance within / between 20 classes | 80.4 / 102.4 |
//! | accuracy of the nearest neighbour, 20 classes | .60 |
//!
//! What a network with 64 hidden units makes of 2,000 of the 10,000 records in 30 epochs ([`Training`](crate::Training)
//! with ReLU, Adam at a learning rate of 0.001, batches of 64, no penalty): its accuracy on 2,000 other records, and the
//! success of the maximal confidence on both, as AUC. It learns the members by heart. Means over the same seeds; the AUC
//! rises with the number of classes for each of them. The last column is the main paper's AUC, of the real files, a
//! bigger network and 8,000 members:
//!
//! | classes | records in the smallest / median / largest | test accuracy | AUC | AUC, real |
//! |---|---|---|---|---|
//! | 2 | 3028 / - / 6972 | .87 | .57 | .548 |
//! | 10 | 236 / 893 / 2607 | .81 | .66 | .628 |
//! | 20 | 68 / 525 / 1273 | .81 | .69 | .671 |
//! | 50 | 3 / 124 / 691 | .75 | .77 | .745 |
//! | 100 | 1 / 75 / 500 | .74 | .81 | .794 |
//!
//! With 8,000 members and 2,000 others the same small network leaks less: .55, .58, .59, .62 and .65, over the seeds 1 to
//! 3.

use super::population::{Recipe, Rise};
use crate::dataset::{Dataset, Feature, FeatureKind, Inputs, Schema, kmeans};
use crate::{Seed, Stream};

const N_FEATURES: usize = 600;

const RECIPE: Recipe = Recipe {
    n_features: N_FEATURES,
    lowest_share: 0.03,
    highest_share: 0.68,
    tail: 1.03,
    weight: |_| 1.0,
    n_groups: 10,
    archetypes_per_group: 10,
    archetype: Rise { probability: 0.3, mean: 1.3 },
    group: Some(Rise { probability: 0.3, mean: 1.5 }),
    ambiguous: 0.2,
    activity: 0.8,
    n_links: 60,
    linked: [0..N_FEATURES / 2, N_FEATURES / 2..N_FEATURES],
};

/// The repetition of the stream `Synthetic` that clusters start from, after those of the generator.
const CLUSTERS: u64 = 3;

/// What `n_records` customers bought: 600 binary features, a product category each, and `n_classes` clusters of
/// customers as classes, none of them empty. The literature has 2, 10, 20, 50 and 100 classes. The module's
/// documentation says how they are drawn.
///
/// The baskets depend on the seed and the number of records alone: another number of classes labels the same ones.
///
/// # Panics
/// With fewer than 20 records, fewer than 2 classes or fewer than 2 records a class.
pub fn purchases(n_records: usize, n_classes: usize, seed: Seed) -> Dataset {
    let baskets = RECIPE.draw(n_records, seed).values;
    let mut records = Inputs::empty(N_FEATURES);
    for basket in baskets.outer_iter() {
        records.push_values(basket);
    }
    let labels = kmeans::cluster(&records, n_classes, &mut seed.rng(Stream::Synthetic, CLUSTERS));
    let schema = Schema {
        features: feature_names().map(|name| Feature::new(name, FeatureKind::Binary)).collect(),
        classes: (1..=n_classes).map(|class| format!("Style {class}")).collect(),
        picture: None,
    };
    Dataset::new(schema, baskets, labels).expect("at least 20 records of bits, and 2 a class, fit the schema")
}

/// Every sort of every good, good by good.
fn feature_names() -> impl Iterator<Item = String> {
    GOODS.split(", ").flat_map(|good| SORTS.split(", ").map(move |sort| format!("{sort} {good}")))
}

/// 30 goods.
const GOODS: &str = "bread, breakfast cereal, biscuits, chocolate, sweets, crisps, nuts, dried fruit, pasta, rice, \
    soup, sauce, spices, cooking oil, cheese, yoghurt, butter, ice cream, frozen meals, coffee, tea, juice, lemonade, \
    pet food, baby food, soap, shampoo, toothpaste, detergent, candles";

/// 20 sorts that there may be of any of them.
const SORTS: &str = "Organic, Fair-trade, Regional, Imported, Seasonal, Limited-edition, Premium, Classic, Own-brand, \
    Budget, New, Award-winning, Trial-size, Single-pack, Double-pack, Family-pack, Bulk, Gift-boxed, Discounted, \
    Clearance";

#[cfg(test)]
mod tests {
    use super::super::statistics::Statistics;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_and_the_numbers_of_records_and_classes_determine_every_bit() {
        let digest = |n_records, n_classes, seed| purchases(n_records, n_classes, Seed(seed)).digest();
        assert_eq!(digest(300, 10, 1), PINNED);
        assert_ne!(digest(300, 10, 2), PINNED);
        assert_ne!(digest(301, 10, 1), PINNED);
        assert_ne!(digest(300, 11, 1), PINNED);
    }

    const PINNED: &str = "bd4c6f14f9db6c0458621b1bfa5099898e718bb07d9319423514a601d95d9742";

    #[test]
    fn another_number_of_classes_labels_the_same_baskets() {
        let two = purchases(300, 2, Seed(1));
        let many = purchases(300, 100, Seed(1));
        assert_eq!(two.values(), many.values());
        assert_eq!(two.schema().features, many.schema().features);
        assert_ne!(two.labels(), many.labels());
    }

    #[test]
    fn every_class_has_a_record() {
        for (n_records, n_classes) in [(20, 2), (20, 10), (200, 100), (1000, 2), (1000, 20), (1000, 50), (1000, 100)] {
            let dataset = purchases(n_records, n_classes, Seed(1));
            assert_eq!(dataset.schema().classes.len(), n_classes);
            let found: BTreeSet<usize> = dataset.labels().iter().copied().collect();
            assert_eq!(found.len(), n_classes, "of {n_records} records");
        }
    }

    #[test]
    fn features_have_distinct_readable_names() {
        let names: BTreeSet<String> = feature_names().collect();
        assert_eq!(names.len(), N_FEATURES);
        assert!(names.contains("Organic bread") && names.contains("Gift-boxed dried fruit"));
        assert!(purchases(20, 2, Seed(1)).schema().is_binary());
    }

    /// The draws of a seed are fixed, so this can't fail by chance. A tolerance covers the spread over seeds around the
    /// table in the module's documentation.
    #[test]
    fn statistics_are_those_of_the_documentation() {
        for seed in [1, 2] {
            let s = Statistics::of(&purchases(10_000, 20, Seed(seed)));
            let near = |name: &str, found: f64, documented: f64, tolerance: f64| {
                let error = (found - documented).abs();
                assert!(error <= tolerance, "seed {seed}, {name}: {found} is not within {tolerance} of {documented}");
            };
            near("density", s.density, 0.1225, 0.002);
            near("mean ones", s.ones_mean, 73.5, 1.0);
            near("standard deviation of ones", s.ones_sd, 34.4, 1.5);
            for (found, documented) in s.ones.into_iter().zip([34.0, 66.0, 138.0]) {
                near("percentile of ones", found as f64, documented, 3.0);
            }
            for (found, documented) in s.min_distance.into_iter().zip([32.0, 42.0, 52.0, 66.0, 97.0]) {
                near("percentile of the distance to the others", found as f64, documented, 4.0);
            }
            near("distance within a class", s.within, 80.4, 3.0);
            near("distance between classes", s.between, 102.4, 2.0);
            near("accuracy of the nearest neighbour", s.nearest_neighbour, 0.6, 0.1);
            // A centroid is what k-means has gathered the class around.
            near("accuracy of the nearest centroid", s.nearest_centroid, 1.0, 0.02);
            assert!(s.n_correlated >= 100, "seed {seed}: {} correlated pairs", s.n_correlated);
            assert_eq!(s.n_duplicates, 0, "seed {seed}");
        }
    }
}
