//! The results of a class, as they come in.

use super::code::{ResultCode, SAID};
use super::error::CodeError;
use super::file::code_in;
use super::number::Number;
use super::origin::Origin;

/// Results that are kept at most, those of other experiments included.
const MOST: usize = 300;
/// Sentences that are said at most.
const MOST_SAID: usize = 30;

/// The results of a class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Class {
    /// By number; those of other experiments stay for when these are shown again.
    codes: Vec<ResultCode>,
    /// What came of the last change, in sentences.
    pub told: Vec<String>,
}

/// Where results come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name; none of what was pasted.
    pub file: Option<String>,
    /// What was pasted, or is in the file; none if it can't be read.
    pub text: Option<String>,
}

/// A change of a class.
#[derive(Debug, Clone)]
pub enum Change {
    /// The browser had kept this text.
    Recalled(String),
    /// Results came in, of the experiment shown.
    Took(Vec<Source>, Origin),
    /// One is to go.
    Remove(Number, Origin),
    /// All of this experiment are to go.
    Clear(Origin),
    /// Something else is to be told.
    Told(String),
}

impl Class {
    /// Carries out a change.
    pub fn change(&mut self, change: Change) {
        self.told.clear();
        match change {
            // What is here is newer.
            Change::Recalled(_) if !self.codes.is_empty() => {}
            Change::Recalled(text) => {
                // What isn't a code any more has no reader for a sentence about it.
                let kept = text.lines().filter_map(|line| ResultCode::read(line).ok());
                kept.take(MOST).for_each(|code| self.put(code));
            }
            Change::Took(sources, origin) => {
                let before = self.codes.len();
                let mut said = Vec::new();
                for source in sources {
                    said.extend(self.take(source, origin).into_iter().map(|error| error.to_string()));
                }
                let added = self.codes.len() - before;
                let plural = if added == 1 { "" } else { "s" };
                self.told.push(format!("{added} result{plural} added."));
                let more = said.len().saturating_sub(MOST_SAID);
                self.told.extend(said.into_iter().take(MOST_SAID));
                if more > 0 {
                    self.told.push(format!("{more} more could not be taken."));
                }
            }
            Change::Remove(number, origin) => self.codes.retain(|code| code.number != number || !code.is_of(origin)),
            Change::Clear(origin) => self.codes.retain(|code| !code.is_of(origin)),
            Change::Told(told) => self.told.push(told),
        }
    }

    /// The results of an experiment, by number.
    pub fn of(&self, origin: Origin) -> Vec<ResultCode> {
        self.codes.iter().filter(|code| code.is_of(origin)).copied().collect()
    }

    /// How many there are of other experiments.
    pub fn n_others(&self, origin: Origin) -> usize {
        self.codes.iter().filter(|code| !code.is_of(origin)).count()
    }

    /// What the browser is to keep: a code a line.
    pub fn text(&self) -> String {
        self.codes.iter().map(|code| code.text() + "\n").collect()
    }

    fn take(&mut self, source: Source, origin: Origin) -> Vec<CodeError> {
        let codes = match (source.text.as_deref(), source.file) {
            // A file's end belongs to no code.
            (Some(text), _) if text.contains('{') => match code_in(text) {
                Some(code) => vec![code.to_string()],
                None => return vec![CodeError::NoFile(text.chars().take(SAID).collect())],
            },
            (Some(text), _) => pieces(text),
            (None, file) => return vec![CodeError::NoFile(file.unwrap_or_default())],
        };
        codes.iter().filter_map(|code| self.add(code, origin).err()).collect()
    }

    fn add(&mut self, text: &str, origin: Origin) -> Result<(), CodeError> {
        let code = ResultCode::read(text)?;
        let (text, number) = (code.text(), code.number.get());
        if !code.is_of(origin) {
            return Err(CodeError::Foreign(text, number));
        }
        // With and without what is asked about attributes it is one experiment.
        if let Some(own) = self.codes.iter().find(|own| own.number == code.number && own.is_of(origin)) {
            let error = if *own == code { CodeError::Again } else { CodeError::Taken };
            return Err(error(text, number));
        }
        if self.codes.len() >= MOST {
            return Err(CodeError::Full(text, MOST));
        }
        self.put(code);
        Ok(())
    }

    fn put(&mut self, code: ResultCode) {
        let place = self.codes.iter().position(|own| own.number > code.number).unwrap_or(self.codes.len());
        self.codes.insert(place, code);
    }
}

/// What may each be a code: separated by line ends, commas, semicolons or blanks; groups of up to four letters that only
/// blanks part belong together.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for line in text.split(['\n', '\r', ',', ';']) {
        let mut groups = String::new();
        for word in line.split_whitespace() {
            let is_group = word.len() <= 4;
            if !is_group && !groups.is_empty() {
                pieces.push(std::mem::take(&mut groups));
            }
            if !groups.is_empty() {
                groups.push('-');
            }
            groups += word;
            if !is_group || groups.len() >= 24 {
                pieces.push(std::mem::take(&mut groups));
            }
        }
        if !groups.is_empty() {
            pieces.push(groups);
        }
    }
    pieces
}
