//! The experiment cut into units that can be done anywhere and in any order, and their results put together.
//!
//! A [`TrialWorker`] is where units are worked on: data, and once there is one, a model. An [`Agenda`] says what may start now.
//! [`Results`] collects what units give. The page hands units to workers, [`run`] does them one after the other; both
//! end with the same report.

mod agenda;
mod digest;
mod kept;
mod outcome;
mod question;
mod results;
mod serial;
mod trial_worker;
mod unit;

pub use agenda::{Agenda, Model};
pub use digest::{mlp_digest, sha256_of};
pub use kept::{Kept, NotKept, Subject};
pub use outcome::{Outcome, Pair, PairScores, Progress};
pub use question::Question;
pub use results::Results;
pub use serial::{run, run_on, work_off};
pub use trial_worker::{TrialWorker, TrialWorkerError};
pub use unit::{Unit, UnitGroup, UnitNeeds, UnitRun};
