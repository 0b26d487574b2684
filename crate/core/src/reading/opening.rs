//! A file's way from its bytes to a reading, a little at a time.

use super::column::ColumnReading;
use super::error::ReadError;
use super::table::{Given, Reader, Table};
use super::understanding::Reading;
use crate::dataset::hex;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Bytes that the digest goes over in a step.
const STEP: usize = 2 << 20;

/// A file that is being read. Until it is done the caller owns the loop, and can drop it.
#[derive(Debug)]
pub struct Opening<'a> {
    given: Given,
    limit: usize,
    sha256: String,
    stage: Stage<'a>,
}

/// How far it is.
#[derive(Debug, Default)]
enum Stage<'a> {
    /// Which file it is: so many bytes have gone into the digest.
    Digest { bytes: Cow<'a, [u8]>, hash: Sha256, n_bytes: usize },
    /// Lines become records.
    Rows(Box<Reader>),
    /// What each column is.
    Columns { table: Table, columns: Vec<ColumnReading> },
    /// There is nothing left.
    #[default]
    Done,
}

/// A file that was read.
#[derive(Debug)]
pub struct Opened {
    /// Of its bytes as they are, in hexadecimal digits.
    pub sha256: String,
    /// What was found out about it.
    pub reading: Reading,
}

impl<'a> Opening<'a> {
    /// Begins on a file of at most `limit` bytes unpacked.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>, given: Given, limit: usize) -> Opening<'a> {
        let stage = Stage::Digest { bytes: bytes.into(), hash: Sha256::new(), n_bytes: 0 };
        Opening { given, limit, sha256: String::new(), stage }
    }

    /// Goes on for some milliseconds; what was read, once that was all, after which there is nothing to go on with.
    /// Unpacking and decoding are one step.
    ///
    /// # Errors
    /// As [`Table::read`] and [`Reading::of`].
    pub fn step(&mut self) -> Result<Option<Opened>, ReadError> {
        self.stage = match std::mem::take(&mut self.stage) {
            Stage::Digest { bytes, mut hash, n_bytes } => {
                let end = bytes.len().min(n_bytes + STEP);
                hash.update(&bytes[n_bytes..end]);
                if end < bytes.len() {
                    Stage::Digest { bytes, hash, n_bytes: end }
                } else {
                    self.sha256 = hex(&hash.finalize());
                    Stage::Rows(Box::new(Reader::new(bytes, self.given, self.limit)?))
                }
            }
            Stage::Rows(mut reader) => match reader.step() {
                false => Stage::Rows(reader),
                true => Stage::Columns { table: reader.finish()?, columns: Vec::new() },
            },
            Stage::Columns { table, mut columns } => match table.columns.get(columns.len()) {
                Some(column) => {
                    columns.push(ColumnReading::of(column, table.separator));
                    Stage::Columns { table, columns }
                }
                None => {
                    let (sha256, reading) = (std::mem::take(&mut self.sha256), Reading::with(table, columns)?);
                    return Ok(Some(Opened { sha256, reading }));
                }
            },
            Stage::Done => panic!("it is read already"),
        };
        Ok(None)
    }

    /// About which share is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Digest { bytes, n_bytes, .. } => 0.2 * *n_bytes as f64 / bytes.len().max(1) as f64,
            Stage::Rows(reader) => 0.2 + 0.6 * reader.progress(),
            Stage::Columns { table, columns } => 0.8 + 0.2 * columns.len() as f64 / table.columns.len() as f64,
            Stage::Done => 1.0,
        }
    }
}
