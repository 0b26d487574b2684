//! The questions of the last step.

use crate::lesson::text::QuizText;

pub(super) const QUIZ: [QuizText; 10] = [
    QuizText {
        question: "What does membership inference find out?",
        choices: [
            "whether a record was in the training data",
            "what class a record has, where nobody may see it",
            "how long and on which computer it was trained",
        ],
        right: 0,
        because: "It has the whole record and asks only whether it was trained on (Definition 1).",
    },
    QuizText {
        question: "And strong membership inference?",
        choices: [
            "whether a record was trained on, with more computers",
            "which of two almost equal records was trained on",
            "whether every record of a data set was trained on",
        ],
        right: 1,
        because: "A member beside a near miss, r features apart (Definition 2). Where that can't be told, exact attributes can't be found either.",
    },
    QuizText {
        question: "An attack has an AUC of .80. What does that say?",
        choices: [
            "80 of 100 accused records are members, 20 are others",
            "80 of 100 members are found at any threshold you set",
            "a random member scores above a random other 80 times in 100",
        ],
        right: 2,
        because: "How many of the accused are members also depends on how rare members are.",
    },
    QuizText {
        question: "Why do exact attributes stay hidden?",
        choices: [
            "the network stores classes only, and none of the features of a record",
            "the right completion and its near misses get about the same confidence",
            "there are too many completions for anybody to try them all",
        ],
        right: 1,
        because: "Here all completions are tried; the network just can't tell the right one from its neighbours.",
    },
    QuizText {
        question: "What does the rule that never asks the model show?",
        choices: [
            "that a game can be won without any leak",
            "that the model has been trained too long",
            "that an attacker needs no training data",
        ],
        right: 0,
        because: "Whatever it wins is no leak of the model, for it has no model.",
    },
    QuizText {
        question: "What is alpha?",
        choices: [
            "how sure the network must be of a guess",
            "how many features of a guess may be wrong",
            "how many of the people asked about are members",
        ],
        right: 1,
        because: "Definition 4: a guess counts if it is at most alpha away from the truth; with 0 it has to be exact (Definition 3).",
    },
    QuizText {
        question: "When is a good guess of an attribute no leak?",
        choices: [
            "when it is as good without the model, and on people who weren't in the data",
            "when it is wrong for some of the members, so that nobody can rely on it",
            "when the attribute is one that people would tell you anyway if you asked",
        ],
        right: 0,
        because: "Then it says something of people in general, not of those in the training data.",
    },
    QuizText {
        question: "A defence rounds the confidences that are shown. How do you see whether it does more than hide?",
        choices: [
            "the AUC of the attack by confidence falls nearly to .5",
            "the model classifies as many records correctly as before",
            "the strongest attack, one by labels alone included, tells less",
        ],
        right: 2,
        because: "An attacker chooses his attack. If labels tell as much as before, the defence only hides.",
    },
    QuizText {
        question: "What does a training with a small epsilon promise?",
        choices: [
            "that nobody who sees the model can guess anything about you",
            "that your record changes what comes out by little, whoever looks",
            "that the model is right about you more often than a coin",
        ],
        right: 1,
        because: "It bounds what your being in the data adds. What is true of people like you can still be learned from others.",
    },
    QuizText {
        question: "How can somebody else get the same result?",
        choices: [
            "by opening the link: it holds the whole experiment, seed included",
            "not at all: training begins with random numbers, which differ each time",
            "by installing the same libraries on a computer of the same kind",
        ],
        right: 0,
        because: "Every random choice follows from the seed; the fingerprint shows that the results are the same to the last bit.",
    },
];
