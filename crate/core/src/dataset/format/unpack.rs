//! The text of a file, whether it is compressed or not.

use super::error::CsvError;
use super::limit::MAX_BYTES;
use crate::gzip;
use std::borrow::Cow;

/// The text of a file, compressed by gzip or not.
///
/// # Errors
/// Broken compression, or more than [`Table::MAX_BYTES`](super::Table::MAX_BYTES).
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, CsvError> {
    let mut text = Cow::Borrowed(bytes);
    if gzip::is_gzip(bytes) {
        text = Cow::Owned(gzip::unpack(bytes, MAX_BYTES).map_err(CsvError::Gzip)?);
    }
    if text.len() > MAX_BYTES { Err(CsvError::TooLarge) } else { Ok(text) }
}
