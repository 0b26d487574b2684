//! What happens to the page and what the shell around the session has to do.

use crate::lesson::Place;
use crate::message::{FileId, Reply, Request};
use nearmiss::Experiment;
use nearmiss::defence::Defence;
use nearmiss::experiment::{AttributeConfig, Target};
use nearmiss::game::strong_membership::Neighbour;
use nearmiss::matrix::MatrixConfig;
use nearmiss::reading::Options;

/// What happens to the page.
#[derive(Debug)]
pub enum Event {
    /// It was opened with this fragment.
    Opened(String),
    /// The fragment was changed by hand or by going back.
    LinkChanged(String),
    /// A worker said something.
    Heard(usize, Reply),
    /// A worker is lost.
    Lost(usize, String),
    /// A shipped file is here, or isn't to be had.
    Fetched(&'static str, Result<Vec<u8>, String>),
    /// A person dropped or chose a file.
    FileChosen(ChosenFile),
    /// The chosen file is to be read no further.
    StopReading,
    /// The file that the browser kept for a link, if it is the one.
    Recalled(Option<ChosenFile>),
    /// The browser should keep nothing.
    Forget,
    /// What was kept of the experiment's units, for the attempt of this number.
    Recovered(u32, Vec<Vec<u8>>),
    /// Whether to go on with what was kept.
    TakeUp(bool),
    /// So many repeats of the present experiment.
    Repeat(usize),
    /// Try attacks against defences, or no more.
    Matrix(Option<MatrixConfig>),
    /// Private training that spends this epsilon, with the settings of this defence, or with those chosen for it.
    Spend(f64, Option<Defence>),
    /// Search for the best completion of the record looked at, with these features unknown.
    Search(Vec<usize>),
    /// The chosen file can't be used.
    FileRefused(String),
    /// The chosen file is to be read in another way.
    ReadAs(Options),
    /// The file that couldn't be read is to be read in another way.
    ReadAgain(Options),
    /// The file that isn't used yet is given up.
    Discard,
    /// The chosen file, as it is read now, is to be used.
    UseFile,
    /// Another experiment: other data, split, network, training or seed.
    Change(Experiment),
    /// Another question about the same model.
    Ask(AttributeConfig),
    /// Start or go on training.
    Train,
    /// Hold the training.
    Pause,
    /// One epoch.
    Step,
    /// Back to the untrained network.
    Reset,
    /// Stop attacks, keeping what is finished.
    Stop,
    /// Go on with what was stopped.
    Continue,
    /// Another number of workers.
    SetWorkers(usize),
    /// Deal a pair of the strong membership game.
    Deal(usize, Neighbour),
    /// The person's guess: the first of the pair is the member.
    Guess(bool),
    /// Deal a record of the membership game.
    DealRecord,
    /// The person's guess before the confidence is shown: it is a member.
    GuessBlind(bool),
    /// The person's guess: it is a member.
    GuessMember(bool),
    /// Somewhere else on the page is looked at.
    Show(Place),
    /// Walks away from records are to be shown, of this model and of those after it.
    Walks,
    /// The person walks away from a record.
    Walk(Step),
    /// A preset's recorded result is looked at.
    ShowRecorded(&'static str),
    /// It is here, packed, or isn't to be had.
    FetchedRecord(&'static str, Option<Vec<u8>>),
    /// The browser doesn't do something; why, in its words.
    Lacks(Lack, String),
    /// The person wants the records as a file.
    SaveRecords,
    /// The message is read.
    Dismiss,
}

/// A step of the walk that a person takes away from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin anew at this record.
    From(Target),
    /// Flip a feature, or flip it back and forget that step.
    Flip(usize),
    /// Flip the next one of those that were drawn for the record and aren't flipped yet.
    FlipAny,
    /// Forget the last flip.
    Back,
}

/// A file of the person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenFile {
    /// Its handle's number.
    pub id: FileId,
    /// As the person knows it.
    pub name: String,
}

/// Something that the page does without where the browser doesn't let it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nothing is kept across a reload.
    Storage,
    /// The address bar stays as it is.
    Address,
}

/// What the shell has to do.
#[derive(Debug)]
pub enum Effect {
    /// Start worker number so-and-so, ending the one that had this number.
    Spawn(usize),
    /// End a worker.
    End(usize),
    /// Send a request.
    Send(usize, Request),
    /// Fetch a shipped file.
    Fetch(&'static str),
    /// Fetch a preset's recorded result.
    FetchRecorded(&'static str),
    /// Put this into the address bar, in place of what is there.
    SetFragment(String),
    /// Put this into the address bar, as a place of its own in the browser's history.
    PushFragment(String),
    /// Keep a file across reloads, under its SHA-256.
    Keep(String, FileId),
    /// Look whether the file of this SHA-256 was kept.
    Recall(String),
    /// Keep nothing.
    Forget,
    /// Hand a text to the person as a file of this name.
    SaveText(&'static str, String),
    /// Keep a finished unit across reloads, under this key.
    Save(String, Vec<u8>),
    /// Look for units whose keys begin so; the answer names the attempt.
    Recover(u32, Vec<String>),
}

/// What the shell has to do, in this order.
pub type Effects = Vec<Effect>;

/// Something that the page says to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// In a sentence or two.
    pub sentence: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

/// What a person is told.
#[derive(Debug, Default)]
pub struct Said {
    /// What to tell, until it is read.
    pub notice: Option<Notice>,
    /// The latest milestone, for assistive technology.
    pub status: String,
}

/// What the page is doing, in the order of an ordinary run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Workers and data are loading.
    Loading,
    /// A link's file is asked for.
    AwaitingFile,
    /// A person is asked whether to go on with what was kept.
    Offered,
    /// The network learns.
    Training,
    /// It could learn on.
    Paused,
    /// It learned until numbers overflowed.
    Diverged,
    /// Attacks are running.
    Attacking,
    /// Attacks could go on.
    Stopped,
    /// Everything is there.
    Done,
    /// Nothing more can be done.
    Failed,
}
