//! All words of the lesson, apart from its logic: a language is a folder beside `en` and a line here.
//!
//! What stands in braces is filled in by [`fill`]; which names a text may use is said at its field.

#![expect(missing_docs, reason = "what a text says stands in the language's file; names to fill in stand here")]

mod en;

pub use en::EN;

/// The words of one language.
#[derive(Debug)]
pub struct Text {
    /// By step.
    pub steps: [StepText; 10],
    /// Questions of the last step.
    pub quiz: [QuizText; 10],
    /// Terms, in the order in which they are met.
    pub glossary: &'static [Term],
    /// What step 1 says.
    pub who: WhoText,
    /// What step 2 says.
    pub by_heart: ByHeartText,
    /// What step 3 says.
    pub accuse: AccuseText,
    /// What step 4 says.
    pub near_and_far: NearAndFarText,
    /// What step 5 says.
    pub near_miss: NearMissText,
    /// What step 6 says.
    pub walk_away: WalkAwayText,
    /// What step 7 says.
    pub attributes: AttributesText,
    /// What step 8 says.
    pub added: AddedText,
    /// What step 9 says.
    pub defend: DefendText,
    /// What step 10 says.
    pub take_home: TakeHomeText,
}

/// What frames a step.
#[derive(Debug)]
pub struct StepText {
    /// Its heading.
    pub title: &'static str,
    /// What it begins with, by paragraph.
    pub lead: &'static [&'static str],
    /// What stands in the place of the first paragraph where records are no pictures; empty where it fits.
    pub lead_of_records: &'static str,
    /// What a person stakes.
    pub stake: &'static str,
    /// What is to be taken from it, once it is revealed.
    pub idea: &'static str,
    /// What to ask oneself.
    pub then: &'static str,
}

/// A question with answers of which one is right.
#[derive(Debug)]
pub struct QuizText {
    /// The question.
    pub question: &'static str,
    /// What can be chosen.
    pub choices: [&'static str; 3],
    /// The place of the right one.
    pub right: usize,
    /// Why, once it is answered.
    pub because: &'static str,
}

/// A term of the field.
#[derive(Debug)]
pub struct Term {
    /// As the field has it.
    pub term: &'static str,
    /// In plain words.
    pub plain: &'static str,
    /// As a paper defines it, if it does.
    pub defined: &'static str,
}

/// Step 1.
#[derive(Debug)]
pub struct WhoText {
    /// `n`, `all`.
    pub round: &'static str,
    pub was_in_it: &'static str,
    pub was_not: &'static str,
    /// `confidence`, `median`.
    pub answer: &'static str,
    pub again: &'static str,
    pub is_member: &'static str,
    pub is_none: &'static str,
    pub next_round: &'static str,
    /// `blind`, `seeing`, `attacker`, `all`, `threshold`.
    pub score: &'static str,
    /// Behind [`WhoText::score`].
    pub luck: &'static str,
    /// `times`, `low`, `high`.
    pub auc: &'static str,
    /// Behind [`WhoText::auc`]: the interval lies above chance, holds it, or lies below.
    pub against_chance: [&'static str; 3],
    pub play_on: &'static str,
    /// `blind`, `seeing`, `all`.
    pub said: &'static str,
}

/// Step 2.
#[derive(Debug)]
pub struct ByHeartText {
    pub points: [&'static str; 5],
    pub lock: &'static str,
    /// `start`, `auc`, `low`, `high`, `members`, `others`, `gap`, `epochs`.
    pub found: &'static str,
    /// `members`, `others`: beside the figure where its line is of fewer records than the number.
    pub sampled: &'static str,
    /// `start`, `end`.
    pub said: &'static str,
    pub pad: &'static str,
}

/// Step 3.
#[derive(Debug)]
pub struct AccuseText {
    pub threshold: &'static str,
    pub of_accused: &'static str,
    /// `n`.
    pub in_words: &'static str,
    pub lock: &'static str,
    /// `found`, `accused`, `precision`, `rate`.
    pub found: &'static str,
    pub found_nobody: &'static str,
    /// `n`, `all`: behind it where few are accused.
    pub few: &'static str,
    /// `said`.
    pub said: &'static str,
    pub rate: &'static str,
    /// Before the sliders, once all is told.
    pub try_it: &'static str,
    /// Before the ROC curve.
    pub curve: &'static str,
}

/// Step 4.
#[derive(Debug)]
pub struct NearAndFarText {
    pub yes: &'static str,
    pub no: &'static str,
    pub said: [&'static str; 2],
    /// Where groups by distance can't be made.
    pub none: &'static str,
    /// Behind what came out.
    pub brackets: &'static str,
}

/// Step 5.
#[derive(Debug)]
pub struct NearMissText {
    /// `n`, `all`.
    pub hidden: &'static str,
    /// `n`, `all`.
    pub shown: &'static str,
    pub a: &'static str,
    pub b: &'static str,
    pub pick: &'static str,
    pub is_member: &'static str,
    pub is_near_miss: &'static str,
    pub right: &'static str,
    pub wrong: &'static str,
    /// `model`, `rule`, each one of the verdicts.
    pub others: &'static str,
    pub verdicts: [&'static str; 3],
    pub next: &'static str,
    pub skip: &'static str,
    /// `blind`, `n_blind`, `seeing`, `n_seeing`, `model`, `rule`, `n`, `low`, `high`.
    pub score: &'static str,
    pub slider: &'static str,
    /// `n`.
    pub in_words: &'static str,
    pub lock: &'static str,
    /// `model`, `control`, `added`, `low`, `high`.
    pub found: &'static str,
    /// `rule`: behind all.
    pub rule: &'static str,
    /// Behind it: membership is seen to add something, not seen to, or seen to take away.
    pub adds: [&'static str; 3],
    pub said: &'static str,
    pub bars: [&'static str; 3],
}

/// Step 6.
#[derive(Debug)]
pub struct WalkAwayText {
    pub slider: &'static str,
    /// `n`.
    pub in_words: &'static str,
    pub lock: &'static str,
    /// `n`.
    pub preview: &'static str,
    /// `said`.
    pub said: &'static str,
    /// `members`, `others`.
    pub found: &'static str,
    /// `n`.
    pub more_than: &'static str,
    /// `change`.
    pub first: &'static str,
}

/// Step 7.
#[derive(Debug)]
pub struct AttributesText {
    pub people: &'static str,
    pub on_people: &'static str,
    pub of_people: &'static str,
    pub on_digits: &'static str,
    pub slider: &'static str,
    /// `n`.
    pub in_words: &'static str,
    pub lock: &'static str,
    /// `exact`, `low`, `high`, `unknown`, `completions`, `off`, `chance`.
    pub found: &'static str,
    /// `rank`.
    pub rank: &'static str,
    /// `alpha`, `within`, `others`, `unknown`.
    pub within: &'static str,
    pub alpha: &'static str,
    /// `said`.
    pub said: &'static str,
    pub one_record: &'static str,
    /// `off`, `unknown`, `chance`.
    pub one_found: &'static str,
    pub another: &'static str,
}

/// Step 8.
#[derive(Debug)]
pub struct AddedText {
    pub model: &'static str,
    pub imputation: &'static str,
    pub said: [&'static str; 2],
    pub caption: &'static str,
    pub bars: [&'static str; 4],
    /// `members`, `others`, `best`, `by`, `chance`, `unknown`.
    pub found: &'static str,
    /// Before it, with `added`, `low`, `high`: the model is seen to add something, isn't, or imputation is seen to do better.
    pub adds: [&'static str; 3],
    /// Behind it, with `more`, `low`, `high`: members are guessed better than others, aren't seen to be, or others are.
    pub sides: [&'static str; 3],
}

/// Step 9.
#[derive(Debug)]
pub struct DefendText {
    pub sorts: [&'static str; 3],
    pub lock: &'static str,
    /// `right`, `all`.
    pub said: &'static str,
    pub columns: [&'static str; 5],
    /// `said`.
    pub you: &'static str,
    /// `all`, `n`: none protects, or some do.
    pub protect: [&'static str; 2],
    /// What the words of the column of results mean.
    pub legend: &'static str,
    /// `n`, `all`.
    pub waits: &'static str,
    pub promise: &'static str,
}

/// Step 10.
#[derive(Debug)]
pub struct TakeHomeText {
    pub name: &'static str,
    pub words: [&'static str; 2],
    pub columns: [&'static str; 3],
    pub not_played: &'static str,
    /// `right`, `answered`, `all`.
    pub score: &'static str,
    pub about: &'static str,
    pub next_question: &'static str,
    /// `n`, `all`.
    pub question: &'static str,
    pub print: &'static str,
    pub again: &'static str,
    pub really: &'static str,
    /// `said`.
    pub you_said: &'static str,
    pub class: &'static str,
    /// `data`, `defence`, `seed`.
    pub settings: &'static str,
    pub figures: &'static str,
    pub link: &'static str,
    pub same: &'static str,
    pub quiz: &'static str,
    pub right: &'static str,
    pub wrong: &'static str,
}

/// What a data set's records are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// Pictures of pixels.
    Picture,
    /// Records of features.
    Record,
}

impl Noun {
    /// A text about records with their nouns filled in: `picture`, `pictures`, `pixel`, `pixels`, `members` for their number.
    pub fn of(self, text: &str, n_members: usize) -> String {
        let [picture, pictures, pixel, pixels] = match self {
            Noun::Picture => ["picture", "pictures", "pixel", "pixels"],
            Noun::Record => ["record", "records", "feature", "features"],
        };
        let text = text.replace("{pictures}", pictures).replace("{picture}", picture);
        text.replace("{pixels}", pixels).replace("{pixel}", pixel).replace("{n_members}", &n_members.to_string())
    }
}

/// A text with its names filled in.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = text.to_string();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    debug_assert!(!filled.contains('{'), "every name of “{text}” is filled in");
    filled
}
