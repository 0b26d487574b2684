//! What a person has asked for and doesn't have yet, and the files that it takes.

use super::event::ChosenFile;
use super::part::Part;
use crate::message::Inspection;
use nearmiss::Experiment;
use nearmiss::defence::Defence;
use nearmiss::experiment::Checked;
use nearmiss::reading::Options;
use nearmiss::sorted_map::SortedMap;
use nearmiss::source::DataSource;

/// Experiments that are to take the present one's place, and files.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// The experiment of a link whose file isn't here.
    pub awaiting: Option<Experiment>,
    /// The own file in use.
    pub own: Option<OwnFile>,
    /// An own file that may come into use.
    pub candidate: Option<OwnFile>,
    /// A file that is being looked into.
    pub inspecting: Option<Inspecting>,
    /// The file chosen last, as it was read in vain, if it might be read otherwise.
    pub unread: Option<Inspecting>,
    /// Shipped files that have been fetched.
    pub files: SortedMap<&'static str, Vec<u8>>,
    /// The wish that is being tried.
    pub pending: Option<Pending>,
    /// Wishes that came while `pending` was under way. The latest is tried first; if it is refused, the one before.
    pub next: Vec<Wanted>,
    /// Whether walks away from records are to be shown.
    pub walks: bool,
    /// What private training is to spend.
    pub spends: Spends,
    pub n_inspections: u32,
    /// Of attempts to change the data or the training.
    pub n_generations: u32,
}

/// The epsilon that was asked for last.
#[derive(Debug, Default)]
pub(super) struct Spends {
    /// Later ones have greater numbers.
    pub number: u32,
    pub epsilon: f64,
    /// What spends it, once that is found.
    pub defence: Option<Defence>,
}

/// A file of the person's own, and what is in it.
#[derive(Debug, Clone)]
pub(super) struct OwnFile {
    pub file: ChosenFile,
    pub inspection: Part<Inspection>,
}

/// An experiment that is to take the present one's place.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Later wishes have greater ones.
    pub generation: u32,
    pub experiment: Part<Checked>,
    /// The own file that it needs, if it isn't the present one.
    pub file: Option<OwnFile>,
}

/// An experiment that the first worker is looking at, or will be as soon as it can.
#[derive(Debug)]
pub(super) struct Pending {
    pub wanted: Wanted,
    /// How often the request was sent.
    pub n_sent: usize,
    /// Whether an answer is under way.
    pub is_sent: bool,
}

/// A file that the first worker is looking into, or will be as soon as it can.
#[derive(Debug)]
pub(super) struct Inspecting {
    pub number: u32,
    pub file: ChosenFile,
    pub options: Options,
    /// Share that is read.
    pub share: f64,
    pub n_sent: usize,
    pub is_sent: bool,
}

impl Wishes {
    /// The latest wish.
    pub fn latest(&self) -> Option<&Wanted> {
        self.next.last().or(self.pending.as_ref().map(|pending| &pending.wanted))
    }

    /// The file chosen last, else the one in use.
    pub fn file(&self) -> Option<&OwnFile> {
        self.candidate.as_ref().or(self.own.as_ref())
    }

    /// The file of a wish that is on its way, if these data are the same.
    pub fn file_of(&self, data: &DataSource) -> Option<OwnFile> {
        let wishes = self.pending.iter().map(|p| &p.wanted).chain(&self.next);
        let DataSource::Own { sha256, .. } = data else { return None };
        wishes.filter_map(|w| w.file.clone()).find(|file| file.inspection.sha256 == *sha256)
    }
}
