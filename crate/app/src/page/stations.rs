//! What every station is drawn from. A station whose properties are equal to those before isn't drawn again.

use super::data::DataProps;
use super::defend::DefendProps;
use super::guess::{GuessProps, Since};
use super::header::{StandingProps, Working};
use super::membership::MembershipProps;
use super::near_miss::NearMissProps;
use super::overview::OverviewProps;
use super::paper::PaperProps;
use super::population::PopulationProps;
use super::share::ShareProps;
use super::train::TrainProps;
use super::ui::{Tell, Ui};
use crate::session::Session;

/// The properties of every station.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stations {
    pub standing: StandingProps,
    pub overview: OverviewProps,
    pub data: DataProps,
    pub train: TrainProps,
    pub membership: MembershipProps,
    pub near_miss: NearMissProps,
    pub guess: GuessProps,
    pub population: PopulationProps,
    pub defend: DefendProps,
    pub paper: PaperProps,
    pub share: ShareProps,
}

/// Since when the page has been at it, to tell how long it will take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Clock {
    pub working: Working,
    pub guessing: Since,
}

impl Stations {
    /// As things stand.
    pub fn of(session: &Session, ui: &Ui, clock: Clock, tell: &Tell) -> Stations {
        Stations {
            standing: StandingProps::of(session, clock.working, tell),
            overview: OverviewProps::of(session),
            data: DataProps::of(session, ui, tell),
            train: TrainProps::of(session, ui, tell),
            membership: MembershipProps::of(session, ui, tell),
            near_miss: NearMissProps::of(session, ui, tell),
            guess: GuessProps::of(session, ui, clock.guessing, tell),
            population: PopulationProps::of(session, ui, tell),
            defend: DefendProps::of(session, ui, tell),
            paper: PaperProps::of(session, ui, tell),
            share: ShareProps::of(session, ui, tell),
        }
    }
}

#[cfg(test)]
mod tests;
