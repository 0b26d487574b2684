//! How far a person is in the lesson, and what they do in it.

use super::outcome::said;
use super::stake::Stakes;
use super::step::Step;
use super::text::{self, EN};
use serde::{Deserialize, Serialize};

/// How far a person is in the lesson.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lesson {
    /// What was staked.
    pub stakes: Stakes,
    /// Steps whose stake is locked.
    locked: Vec<Step>,
    /// What came out, by step.
    outcomes: Vec<(Step, Outcome)>,
    /// The person's name.
    pub name: String,
    /// The person's two sentences.
    pub words: [String; 2],
    /// Answers to the questions, by question; each is given once.
    answers: [Option<u8>; 10],
}

/// What came out of a step, as it was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// What the person had staked.
    pub said: String,
    /// What came out.
    pub found: String,
}

/// Something that a person does in the lesson.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Other stakes, of steps that aren't locked.
    Stake(Stakes),
    /// From now on this step's stake stays.
    Lock(Step),
    /// An answer: the question's place, and the choice's.
    Answer(usize, u8),
    /// The name.
    Name(String),
    /// One of the two sentences.
    Words(usize, String),
    /// Everything anew.
    Again,
}

/// Characters of a name or a sentence, at most.
const MOST_CHARACTERS: usize = 400;

impl Lesson {
    /// Whether a step's stake is locked.
    pub fn is_locked(&self, step: Step) -> bool {
        self.locked.contains(&step)
    }

    /// Whether a step has been played: the last one when every question is answered.
    pub fn is_played(&self, step: Step) -> bool {
        self.is_locked(step) || step == Step::TakeHome && self.answers.iter().all(Option::is_some)
    }

    /// What came out of a step, if it has been written down.
    pub fn outcome(&self, step: Step) -> Option<&Outcome> {
        self.outcomes.iter().find(|(own, _)| *own == step).map(|(_, outcome)| outcome)
    }

    /// The answer to a question.
    pub fn answer(&self, question: usize) -> Option<u8> {
        self.answers.get(question).copied().flatten()
    }

    /// Questions answered, and those answered right.
    pub fn score(&self) -> (usize, usize) {
        let is_right = |(answer, quiz): (&Option<u8>, &text::QuizText)| answer.map(usize::from) == Some(quiz.right);
        let n_right = self.answers.iter().zip(&EN.quiz).filter(|pair| is_right(*pair)).count();
        (self.answers.iter().flatten().count(), n_right)
    }

    /// Takes in what a person does; what is locked or answered stays.
    pub fn act(&mut self, act: Act) {
        let shortened = |text: String| text.chars().take(MOST_CHARACTERS).collect::<String>();
        match act {
            Act::Stake(stakes) => self.stakes.take_over(stakes, |step| self.locked.contains(&step)),
            Act::Lock(step) if self.is_locked(step) => {}
            Act::Lock(step) => self.locked.push(step),
            Act::Answer(question, choice) => {
                if let Some(answer) = self.answers.get_mut(question) {
                    answer.get_or_insert(choice);
                }
            }
            Act::Name(name) => self.name = shortened(name),
            Act::Words(which, words) => {
                if let Some(own) = self.words.get_mut(which) {
                    *own = shortened(words);
                }
            }
            Act::Again => *self = Lesson { name: std::mem::take(&mut self.name), ..Lesson::default() },
        }
    }

    /// Writes down what came out of a locked step; the first time counts. Whether something is new.
    pub fn write_down(&mut self, step: Step, found: Option<String>) -> bool {
        let Some(found) = found.filter(|_| self.is_locked(step) && self.outcome(step).is_none()) else { return false };
        let said = said(step, &self.stakes, &EN);
        self.outcomes.push((step, Outcome { said, found }));
        self.outcomes.sort_by_key(|(step, _)| step.place());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_stake_stays_and_the_first_outcome_counts() {
        let mut lesson = Lesson::default();
        lesson.act(Act::Stake(Stakes { exact: 70.0, near_miss: 90.0, ..lesson.stakes.clone() }));
        assert!(
            !lesson.write_down(Step::Attributes, Some("early".to_string())),
            "nothing is revealed before it is locked"
        );
        lesson.act(Act::Lock(Step::Attributes));
        lesson.act(Act::Stake(Stakes { exact: 1.0, near_miss: 55.0, ..lesson.stakes.clone() }));
        assert_eq!((lesson.stakes.exact, lesson.stakes.near_miss), (70.0, 55.0));
        assert!(lesson.write_down(Step::Attributes, Some("2 of 100".to_string())));
        assert!(!lesson.write_down(Step::Attributes, Some("3 of 100".to_string())));
        let outcome = lesson.outcome(Step::Attributes).expect("it was written down");
        assert!(outcome.said.contains("70") && outcome.found == "2 of 100", "{outcome:?}");
    }

    #[test]
    fn a_question_is_answered_once() {
        let mut lesson = Lesson::default();
        let right = u8::try_from(EN.quiz[3].right).expect("small");
        lesson.act(Act::Answer(3, right));
        lesson.act(Act::Answer(3, (right + 1) % 3));
        lesson.act(Act::Answer(4, 7));
        assert_eq!((lesson.answer(3), lesson.score()), (Some(right), (2, 1)));
    }

    #[test]
    fn a_lesson_comes_back_as_it_was_kept_and_an_older_one_as_far_as_it_goes() {
        let mut lesson = Lesson::default();
        lesson.act(Act::Lock(Step::NearMiss));
        lesson.write_down(Step::NearMiss, Some("59 of 100".to_string()));
        lesson.act(Act::Name("N. N.".to_string()));
        let kept = serde_json::to_string(&lesson).expect("plain data");
        assert_eq!(serde_json::from_str::<Lesson>(&kept).expect("it reads back"), lesson);
        assert_eq!(serde_json::from_str::<Lesson>("{\"name\":\"N. N.\"}").expect("it reads").name, "N. N.");
    }
}
