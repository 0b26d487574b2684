//! Who is in the training set: members and non-members, with no record on both sides.

use super::Dataset;
use crate::seed::Rng;
use rand::seq::SliceRandom;

/// How many records stand on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitSizes {
    /// Records that the network is trained on.
    pub n_members: usize,
    /// Records that it never sees.
    pub n_non_members: usize,
}

/// Members and non-members by record index, in random order.
///
/// The records of each side fall into [`Split::N_FOLDS`] folds, so that a baseline that learns from other people's records
/// can leave out the fold of the record it is asked about. Another person's record that is equal to it stays among what is
/// known: were such records left out, whoever is like the record in what is known would be left out exactly if he is like
/// it in what isn't, and a baseline would do worse than chance where records have few features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The training set.
    pub members: Vec<usize>,
    /// Everybody else who takes part.
    pub non_members: Vec<usize>,
    /// The fold of each member, then of each non-member; those of one person share theirs.
    pub folds: [Vec<usize>; 2],
}

/// Why a data set can't be split as asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SplitError {
    /// More records asked for than there are.
    #[error(
        "{asked} records were asked for ({n_members} members and {n_non_members} non-members), but the data has {n_records}. Ask for fewer."
    )]
    TooFew {
        /// Members and non-members together.
        asked: usize,
        /// As asked.
        n_members: usize,
        /// As asked.
        n_non_members: usize,
        /// Records in the data.
        n_records: usize,
    },
    /// A side is too small to say anything.
    #[error(
        "{n_members} members and {n_non_members} non-members were asked for; each side needs at least {}.",
        Split::MIN_SIDE
    )]
    TooSmall {
        /// As asked.
        n_members: usize,
        /// As asked.
        n_non_members: usize,
    },
    /// So many identical records that one side stays empty.
    #[error(
        "The records repeat each other so much ({n_distinct} different ones or persons) that they can't be divided into members and non-members without an overlap."
    )]
    TooAlike {
        /// Different feature vectors.
        n_distinct: usize,
    },
}

impl Split {
    /// Folds that the non-members are divided into.
    pub const N_FOLDS: usize = 5;
    /// The smallest side.
    pub const MIN_SIDE: usize = 10;

    /// Draws members and non-members. Records with identical features and those of one person stay on one side; where they don't fit, a side
    /// may end up a few records short.
    ///
    /// # Errors
    /// Where the data have too few records, or too few different ones, for sides of these sizes.
    pub fn draw(dataset: &Dataset, sizes: SplitSizes, rng: &mut Rng) -> Result<Split, SplitError> {
        let SplitSizes { n_members, n_non_members } = sizes;
        let n_records = dataset.n_records();
        let asked = n_members.saturating_add(n_non_members);
        if asked > n_records {
            return Err(SplitError::TooFew { asked, n_members, n_non_members, n_records });
        }
        if n_members < Split::MIN_SIDE || n_non_members < Split::MIN_SIDE {
            return Err(SplitError::TooSmall { n_members, n_non_members });
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (record, cluster) in super::clusters(dataset).into_iter().enumerate() {
            if cluster == groups.len() {
                groups.push(Vec::new());
            }
            groups[cluster].push(record);
        }
        groups.shuffle(rng);

        let mut split = Split { members: Vec::new(), non_members: Vec::new(), folds: Default::default() };
        let persons = dataset.own().and_then(|own| own.persons.as_ref());
        let (mut n_apart, mut n_persons) = ([0, 0], [0, 0]);
        for group in &groups {
            let sides = [(&mut split.members, n_members), (&mut split.non_members, n_non_members)];
            let room = sides.into_iter().enumerate().find(|(_, (side, n))| side.len() + group.len() <= *n);
            if let Some((idx, (side, _))) = room {
                side.extend(group);
                let mut known: Vec<(usize, usize)> = Vec::new();
                for record in group {
                    let person = persons.map_or(*record, |persons| persons[*record]);
                    let fold = known.iter().find(|(own, _)| *own == person).map(|(_, fold)| *fold);
                    let fold = fold.unwrap_or_else(|| {
                        known.push((person, n_persons[idx] % Split::N_FOLDS));
                        n_persons[idx] += 1;
                        known[known.len() - 1].1
                    });
                    split.folds[idx].push(fold);
                }
                n_apart[idx] += 1;
            }
        }
        let is_short = split.members.len() < Split::MIN_SIDE || split.non_members.len() < Split::MIN_SIDE;
        // Were a side a single fold, a baseline would learn from one side alone.
        if is_short || n_apart.iter().any(|n| *n < 2) {
            return Err(SplitError::TooAlike { n_distinct: groups.len() });
        }
        Ok(split)
    }
}
