//! The text of a file, whether it is compressed or not.

use super::error::CsvError;
use super::limit::MAX_BYTES;
use std::borrow::Cow;
use std::io::Read;

/// The text of a file, compressed by gzip or not.
///
/// # Errors
/// Broken compression, or more than [`Table::MAX_BYTES`](super::Table::MAX_BYTES).
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, CsvError> {
    let mut text = Cow::Borrowed(bytes);
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut buffer = Vec::new();
        let mut decoder = flate2::read::MultiGzDecoder::new(bytes).take(MAX_BYTES as u64 + 1);
        decoder.read_to_end(&mut buffer).map_err(|error| CsvError::Gzip(error.to_string()))?;
        text = Cow::Owned(buffer);
    }
    if text.len() > MAX_BYTES { Err(CsvError::TooLarge) } else { Ok(text) }
}
