//! A file's bytes as text: unpacked, its encoding found out.

use super::error::ReadError;
use crate::gzip;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How a file's bytes stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// With or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// By its byte order mark.
    #[serde(rename = "utf-16")]
    Utf16,
    /// What is valid as neither: old Windows programs of western Europe and America.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// All.
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16];

    /// As a person reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16 => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }
}

/// Files that are no text, by what they begin with: what each is, and what to do.
const NO_TABLES: [(&[u8], &str, &str); 10] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (xls)", SAVE),
    (b"%PDF", "a PDF document", "Save the table in it as CSV"),
    (b"PAR1", "a Parquet file", "Write it as CSV, in pandas by to_csv"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "Fetch the file by `git lfs pull`"),
    (b"SQLite format 3", "an SQLite data base", "Export a table of it as CSV"),
    (b"\x89HDF", "an HDF5 file", "Write its table as CSV"),
    (b"\x89PNG", "a picture", "Choose a CSV file"),
    (b"\xff\xd8\xff", "a picture", "Choose a CSV file"),
    (b"<?xml", "an XML document", "Save the table in it as CSV"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and choose the CSV file in it"),
];
const SAVE: &str = "Open it and save the sheet as CSV";

/// The text of a file, compressed by gzip or not, and how it was encoded, where that isn't given.
///
/// # Errors
/// What can't be unpacked, is longer than `limit` bytes or is no text.
pub fn decode(bytes: Cow<'_, [u8]>, given: Option<Encoding>, limit: usize) -> Result<(String, Encoding), ReadError> {
    let bytes = unpack(bytes, limit)?;
    check_kind(&bytes)?;
    let (marked, rest) = match bytes.first_chunk() {
        Some([0xff, 0xfe]) => (Some(u16::from_le_bytes as fn([u8; 2]) -> u16), &bytes[2..]),
        Some([0xfe, 0xff]) => (Some(u16::from_be_bytes as fn([u8; 2]) -> u16), &bytes[2..]),
        _ => (None, &bytes[..]),
    };
    let wide = || utf16(rest, marked.unwrap_or(u16::from_le_bytes));
    match (given, marked) {
        (Some(Encoding::Utf16), _) | (None, Some(_)) => Ok((wide(), Encoding::Utf16)),
        (None, None) if bytes.contains(&0) => Err(ReadError::NoText),
        (Some(Encoding::Windows1252), _) => Ok((windows(&bytes), Encoding::Windows1252)),
        (given, _) => Ok(match (String::from_utf8(bytes.into_owned()), given) {
            (Ok(text), _) => (without_mark(text), Encoding::Utf8),
            (Err(error), Some(_)) => {
                (without_mark(String::from_utf8_lossy(error.as_bytes()).into_owned()), Encoding::Utf8)
            }
            (Err(error), None) => (windows(error.as_bytes()), Encoding::Windows1252),
        }),
    }
}

/// Without a byte order mark.
fn without_mark(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    text
}

fn windows(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| windows_1252(*byte)).collect()
}

/// The bytes of a file, unpacked if it was compressed by gzip.
///
/// # Errors
/// What can't be unpacked or is longer than `limit` bytes.
pub fn unpack<'a>(bytes: impl Into<Cow<'a, [u8]>>, limit: usize) -> Result<Cow<'a, [u8]>, ReadError> {
    let bytes = bytes.into();
    let bytes = match gzip::is_gzip(&bytes) {
        true => gzip::unpack(&bytes, limit).map_err(ReadError::Gzip)?.into(),
        false => bytes,
    };
    if bytes.len() > limit { Err(ReadError::TooLarge { limit }) } else { Ok(bytes) }
}

fn check_kind(bytes: &[u8]) -> Result<(), ReadError> {
    let no_table = |what, remedy| Err(ReadError::NoTable { what, remedy });
    if bytes.starts_with(b"PK\x03\x04") {
        let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        return match () {
            () if has(b"xl/work") || has(b"xl/shared") => no_table("an Excel workbook (xlsx)", SAVE),
            () if has(b"opendocument") => no_table("an OpenDocument spreadsheet", SAVE),
            () => no_table("a zip archive", "Unpack it and choose the CSV file in it"),
        };
    }
    if let Some((_, what, remedy)) = NO_TABLES.iter().find(|(mark, ..)| bytes.starts_with(mark)) {
        return no_table(what, remedy);
    }
    let start = bytes.trim_ascii_start();
    let start = start[..start.len().min(64)].to_ascii_lowercase();
    if start.is_empty() {
        return Err(ReadError::Empty);
    }
    match () {
        () if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") => {
            no_table("a web page", "Download the CSV file itself")
        }
        () if start.starts_with(b"{\"") || start.starts_with(b"[{") => {
            no_table("JSON", "Write it as CSV, one record a line")
        }
        () => Ok(()),
    }
}

/// What is no character is replaced.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16_lossy(&units)
}

/// The Encoding Standard's index of windows-1252: Latin-1 but for 0x80 to 0x9f.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if (0x80..0xa0).contains(&byte) { HIGH[usize::from(byte - 0x80)] } else { char::from(byte) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_out() {
        let wanted = "Größe;€\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| wanted.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        for (bytes, encoding) in [
            (wanted.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", wanted.as_bytes()].concat(), Encoding::Utf8),
            ([&b"\xff\xfe"[..], &utf16(u16::to_le_bytes)].concat(), Encoding::Utf16),
            ([&b"\xfe\xff"[..], &utf16(u16::to_be_bytes)].concat(), Encoding::Utf16),
            (b"Gr\xf6\xdfe;\x80\n".to_vec(), Encoding::Windows1252),
        ] {
            assert_eq!(decode(bytes.into(), None, 100), Ok((wanted.to_string(), encoding)));
        }
    }

    #[test]
    fn a_given_encoding_is_kept_to() {
        let bytes = "ö,1\n".as_bytes();
        let read = |encoding| decode(bytes.into(), Some(encoding), 100).map(|(text, _)| text);
        assert_eq!(read(Encoding::Windows1252), Ok("Ã¶,1\n".to_string()));
        assert_eq!(read(Encoding::Utf8), Ok("ö,1\n".to_string()));
        let cut = decode(b"\xf6,1\n"[..].into(), Some(Encoding::Utf8), 100);
        assert_eq!(cut, Ok(("\u{fffd},1\n".to_string(), Encoding::Utf8)));
        let plain = b"a\0,\0".as_slice();
        assert_eq!(decode(plain.into(), Some(Encoding::Utf16), 100), Ok(("a,".to_string(), Encoding::Utf16)));
    }

    #[test]
    fn what_is_no_table_is_named() {
        for (bytes, wanted) in [
            (&b"PK\x03\x04...xl/workbook.xml"[..], "Excel workbook"),
            (b"PK\x03\x04...data.csv", "zip archive"),
            (b"%PDF-1.4", "PDF"),
            (b"\n <!DOCTYPE html>", "web page"),
            (b"PAR1abc", "Parquet"),
            (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
            (b"a\0b", "isn't text"),
            (b" \r\n", "empty"),
            (b"\x1f\x8bno", "gzip"),
        ] {
            let sentence = decode(bytes.into(), None, 100).expect_err("it is no table").to_string();
            assert!(sentence.contains(wanted), "“{sentence}” names {wanted}");
        }
        assert_eq!(decode(b"a,b\n"[..].into(), None, 3), Err(ReadError::TooLarge { limit: 3 }));
    }
}
