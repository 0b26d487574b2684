//! Synthetic shopping baskets, in the place of the Purchase files that membership inference is tried on (Shokri et al.
//! 2017): 600 binary features, and 2, 10, 20, 50 or 100 classes that k-means has found.
//!
//! The real file, of 197,324 customers, isn't at hand. Its number of features and how its classes were made are known;
//! its density and the distances between its records aren't. The numbers of `RECIPE` were chosen so that a network
//! leaks as in the main paper, more with more classes, and density and distances are whatever came with that. So data
//! sets of different numbers of classes can be compared with each other, but a distance here says nothing about one in
//! the real file.
//!
//! The customers come from the generator in `people.rs`, whose documentation says how. They belong to no groups, so
//! what k-means finds are pieces of a continuum: the more pieces, the less of a border can be learnt from other records
//! and the more of it has to be memorised. With two classes, one is of the customers who buy much, some 117 categories
//! against 60. Of 100 classes, 44 to 56 have fewer than 20 records each, some 200 together: customers with about 150
//! ones, who are far from all others. The names of the features mean nothing.
//!
//! What comes out, of 10,000 records, as means over the seeds 1 to 6:
//!
//! | statistic | synthetic |
//! |---|---|
//! | density | .125 |
//! | ones a record: mean, standard deviation | 75.2, 31.7 |
//! | ones a record: percentiles 5, 50, 95 | 40, 67, 138 |
//! | distance of a fifth of the records to the others: percentiles 1, 5, 25, 50, 75, 95, 99 | 30, 35, 44, 55, 71, 109, 150 |
//! | pairs of features correlated above .3 | 56 |
//! | mean Hamming distance within / between 20 classes | 84.6 / 103.9 |
//! | accuracy of the nearest neighbour, 20 classes | .41 |
//!
//! What a network with 64 hidden units makes of 2,000 of the 10,000 records in 30 epochs ([`Training`](crate::Training)
//! with ReLU, Adam at a learning rate of 0.001, batches of 64, no penalty): its accuracy on 2,000 other records, and
//! the success of the maximal confidence on both, as AUC. It learns the members by heart. Means over the same seeds;
//! the AUC rises with the number of classes for each of them. The last column is the same network's AUC with 8,000
//! members and 2,000 others, over the seeds 1 to 3:
//!
//! | classes | records in the smallest / median / largest | test accuracy | AUC | AUC, 8,000 members |
//! |---|---|---|---|---|
//! | 2 | 2609 / - / 7391 | .91 | .55 | .52 |
//! | 10 | 587 / 867 / 2233 | .81 | .69 | .57 |
//! | 20 | 3 / 571 / 1197 | .75 | .77 | .63 |
//! | 50 | 1 / 126 / 756 | .67 | .85 | .69 |
//! | 100 | 1 / 19 / 558 | .61 | .88 | .73 |
//!
//! What the presets' network makes of them ([`Experiment::purchase`](crate::Experiment::purchase), one repeat with seed
//! 1, 1,000 records of each side scored, so that an AUC has a standard error of about .01; the training of another
//! repeat or epoch changes it by .01 to .03), beside the main paper's AUC of the real files:
//!
//! | classes | test accuracy | AUC | AUC, real |
//! |---|---|---|---|
//! | 2 | .95 | .557 | .548 |
//! | 10 | .80 | .646 | .628 |
//! | 20 | .79 | .690 | .671 |
//! | 50 | .69 | .708 | .745 |
//! | 100 | .67 | .758 | .794 |

use super::people::{Effect, Ones, Recipe};
use crate::dataset::{Dataset, Feature, FeatureKind, Inputs, Schema, kmeans};
use crate::{Seed, Stream};

const N_FEATURES: usize = 600;

/// Why these numbers:
///
/// - `lowest_odds` and `exponent` give a density of about .12: few categories that many people buy, many that few do.
///   `weight`: no sort of feature is special.
/// - Each of 10 interests moves every feature a little, up or down, so that a customer is a point in ten dimensions and
///   no member of a group. The preset's network then tells ten pieces apart and not a hundred. With 60 interests of a
///   mean of 0.2, 10 classes leak as much as 20 are to (an AUC of .69, one seed); with 10 of 0.5, a small network finds
///   the classes better (test accuracy of 100 classes .79, not .75) and leaks less.
/// - The ones spread so much that with 2 classes, one is of those who buy much: an easy task that leaks little. Nobody
///   buys next to nothing (`floor`) or much more than a third of everything (`most`).
/// - `by_share`, `limit`, `tilt` and `link` are the check-ins'; `n_links` makes some pairs of features go together.
const RECIPE: Recipe = Recipe {
    n_features: N_FEATURES,
    lowest_odds: 0.031,
    exponent: 1.1,
    weight: |_| 1.0,
    n_interests: 10,
    effect: Effect { probability: 1.0, mean: 0.28, weight: |_| 1.0, by_share: 0.35, limit: 2.0, negative: 0.5 },
    ones: Ones { floor: 25.0, median: 40.0, sd: 0.6, most: 200.0 },
    tilt: 0.1,
    n_links: 60,
    link: 0.8,
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

    const PINNED: &str = "d7ef53dd7a2658ebd874255166a9381577e1cd08c8e95299d4c03f8c16afd9a4";

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
            near("density", s.density, 0.1253, 0.002);
            near("mean ones", s.ones_mean, 75.2, 1.0);
            near("standard deviation of ones", s.ones_sd, 31.7, 1.5);
            for (found, documented) in s.ones.into_iter().zip([40.0, 67.0, 138.0]) {
                near("percentile of ones", found as f64, documented, 3.0);
            }
            for (found, documented) in s.min_distance.into_iter().zip([35.0, 44.0, 55.0, 71.0, 109.0]) {
                near("percentile of the distance to the others", found as f64, documented, 4.0);
            }
            near("distance within a class", s.within, 84.6, 3.0);
            near("distance between classes", s.between, 103.9, 2.0);
            near("accuracy of the nearest neighbour", s.nearest_neighbour, 0.41, 0.1);
            // A centroid is what k-means has gathered the class around.
            near("accuracy of the nearest centroid", s.nearest_centroid, 1.0, 0.02);
            assert!(s.n_correlated >= 30, "seed {seed}: {} correlated pairs", s.n_correlated);
            assert_eq!(s.n_duplicates, 0, "seed {seed}");
        }
    }
}
