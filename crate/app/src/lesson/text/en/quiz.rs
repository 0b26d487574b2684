//! The questions of the last step.

use crate::lesson::text::QuizText;

pub(super) const QUIZ: [QuizText; 10] = [
    QuizText {
        question: "What does membership inference find out?",
        choices: ["whether a record was in the training data", "what a record's class is", "how the model was trained"],
        right: 0,
        because: "It has the whole record and asks only whether it was trained on (Definition 1).",
    },
    QuizText {
        question: "And strong membership inference?",
        choices: [
            "the same with a stronger computer",
            "which of two almost equal records was trained on",
            "whether all records were trained on",
        ],
        right: 1,
        because: "A member beside a near miss, r features apart (Definition 2). Where that can't be told, exact attributes can't be found either.",
    },
    QuizText {
        question: "An attack has an AUC of .80. What does that say?",
        choices: [
            "80 % of the accused are members",
            "80 % of the members are found",
            "a random member scores above a random other 80 times in 100",
        ],
        right: 2,
        because: "How many of the accused are members also depends on how rare members are.",
    },
    QuizText {
        question: "Why do exact attributes stay hidden?",
        choices: [
            "the network doesn't store them",
            "the right completion and its near misses get about the same confidence",
            "there are too many to try",
        ],
        right: 1,
        because: "Here all completions are tried; the network just can't tell the right one from its neighbours.",
    },
    QuizText {
        question: "What does the rule that never asks the model show?",
        choices: ["that a game can be won without any leak", "that the model is bad", "that attackers are lazy"],
        right: 0,
        because: "Whatever it wins is no leak of the model, for it has no model.",
    },
    QuizText {
        question: "What is alpha?",
        choices: ["a confidence", "how many features of a guess may be wrong", "the share of members"],
        right: 1,
        because: "Definition 4: a guess counts if it is at most alpha away from the truth; with 0 it has to be exact (Definition 3).",
    },
    QuizText {
        question: "When is a good guess of an attribute no leak?",
        choices: [
            "when it is as good without the model, and on people who weren't in the data",
            "when it is wrong sometimes",
            "when the attribute is harmless",
        ],
        right: 0,
        because: "Then it says something of people in general, not of those in the training data.",
    },
    QuizText {
        question: "A defence rounds the confidences that are shown. How do you see whether it protects?",
        choices: [
            "the AUC by confidence falls",
            "the model stays as accurate",
            "the strongest attack, one by labels alone included, tells less",
        ],
        right: 2,
        because: "An attacker chooses his attack. If labels tell as much as before, the defence only hides.",
    },
    QuizText {
        question: "What does a training with a small epsilon promise?",
        choices: [
            "that nobody can guess anything about you",
            "that your record changes what comes out by little, whoever looks",
            "that the model is correct",
        ],
        right: 1,
        because: "It bounds what your being in the data adds. What is true of people like you can still be learned from others.",
    },
    QuizText {
        question: "How can somebody else get the same result?",
        choices: [
            "by opening the link: it holds the whole experiment, seed included",
            "not at all, training is random",
            "by installing the same libraries",
        ],
        right: 0,
        because: "Every random choice follows from the seed; the fingerprint shows that the results are the same to the last bit.",
    },
];
