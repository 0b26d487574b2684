//! The terms.

use crate::lesson::text::Term;

pub(super) const GLOSSARY: &[Term] = &[
    Term { term: "Member", plain: "A record that the network was trained on.", defined: "" },
    Term { term: "Non-member", plain: "A record of the same kind that it was not trained on.", defined: "" },
    Term {
        term: "Confidence",
        plain: "How sure the network is of the class that it names, from 0 to 100 %.",
        defined: "The greatest entry of the softmax of the network's outputs; max-confidence is the attack that uses it as its score.",
    },
    Term {
        term: "Membership inference",
        plain: "Given a record, say whether it was trained on.",
        defined: "Definition 1 (Zhao et al. 2019): a coin decides whether the record is a member; the attacker, who may ask the model, has to tell.",
    },
    Term {
        term: "AUC",
        plain: "How often a random member scores above a random non-member. .5 is a coin, 1 always.",
        defined: "The area under the ROC curve; equal scores count one half.",
    },
    Term {
        term: "False-positive rate (FPR)",
        plain: "The share of non-members that are accused wrongly.",
        defined: "TPR, the true-positive rate, is the share of members that are found.",
    },
    Term {
        term: "ROC curve, threshold",
        plain: "Whoever is above the threshold is called a member. The curve shows, for every threshold, how many members are found and how many others are accused.",
        defined: "TPR over FPR.",
    },
    Term {
        term: "Near miss",
        plain: "A record that differs from a member in few features and isn't one.",
        defined: "A neighbour at distance r; r counts the features that differ (Hamming distance).",
    },
    Term {
        term: "Strong membership inference",
        plain: "Tell a member from a near miss.",
        defined: "Definition 2: the attacker gets a member and a neighbour at distance r and has to say which one was trained on.",
    },
    Term {
        term: "Control",
        plain: "The same game with records that the network has never seen. What is won there is no leak of membership.",
        defined: "",
    },
    Term {
        term: "Attribute inference",
        plain: "Know part of a record and find the rest, exactly.",
        defined: "Definition 3: every unknown feature has to be right.",
    },
    Term {
        term: "Approximate attribute inference, alpha",
        plain: "The same, with up to alpha errors allowed.",
        defined: "Definition 4: the guess may be at a distance of up to alpha from the truth.",
    },
    Term {
        term: "Imputation",
        plain: "A guess from other people's records that never asks the network.",
        defined: "Majority value, nearest neighbours, logistic regression.",
    },
    Term {
        term: "Advantage",
        plain: "How much better an attack does on members than on others.",
        defined: "The difference of the two shares of wins; 0 is none.",
    },
    Term {
        term: "95 % interval",
        plain: "What the number may also be: made so that it holds the truth in 95 of 100 such experiments.",
        defined: "",
    },
    Term {
        term: "DP-SGD, epsilon",
        plain: "Training with noise, so that a single record changes little. The smaller epsilon, the less.",
        defined: "Differential privacy: for every outcome the odds change by a factor of at most e to the epsilon, but for a probability delta.",
    },
    Term {
        term: "Record, feature, class, label",
        plain: "A record is what the network gets: a picture, or a person's data. Its features are the pixels, or what is known of the person. The class is what the network says of it; a label is a class named without a confidence.",
        defined: "",
    },
    Term {
        term: "Seed",
        plain: "The number from which everything random follows: the same seed, the same result.",
        defined: "",
    },
    Term { term: "Epoch", plain: "One pass of the training over all members.", defined: "" },
    Term {
        term: "Fingerprint",
        plain: "A digest of the whole result: equal if and only if every number is.",
        defined: "SHA-256 of the report.",
    },
];
