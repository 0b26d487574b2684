//! A text of JSON, read part by part.

use serde::de::Error as _;
use serde_json::Error;
use std::borrow::Cow;

/// A text, and how far it is read.
pub(in crate::json) struct Reader<'de> {
    text: &'de str,
    /// Bytes read.
    pub(super) place: usize,
}

impl<'de> Reader<'de> {
    /// At a text's beginning.
    pub fn new(text: &'de str) -> Reader<'de> {
        Reader { text, place: 0 }
    }

    /// # Errors
    /// Something that is left of the text.
    pub fn end(&mut self) -> Result<(), Error> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(Error::custom("trailing characters")),
        }
    }

    /// The next byte that is no space.
    pub(super) fn next(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.place..];
        let n = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
        self.place += n;
        rest.get(n).copied()
    }

    /// Whether the next byte is this one, which is then read.
    pub(super) fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.place += usize::from(is_next);
        is_next
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.takes(byte) {
            return Ok(());
        }
        let kind = match self.next() {
            None => "the end",
            Some(b'{') => "a map",
            Some(b'[') => "a sequence",
            Some(b'"') => "a string",
            Some(_) => "something else",
        };
        Err(Error::custom(format_args!("invalid type: {kind}, expected {}", char::from(byte))))
    }

    /// Whether another part follows in what ends with this byte, which is read if none does.
    pub(super) fn has_another(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Error> {
        if self.takes(end) {
            return Ok(false);
        }
        if !std::mem::replace(is_first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// A number, a string, or a word like `null`, as it stands there.
    pub(super) fn token(&mut self) -> &'de str {
        let is_string = self.next() == Some(b'"');
        let rest = &self.text[self.place..];
        let mut is_escaped = false;
        let is_end = |byte: u8| match is_string {
            true => {
                let ends = byte == b'"' && !is_escaped;
                is_escaped = byte == b'\\' && !is_escaped;
                ends
            }
            false => matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']') || byte.is_ascii_whitespace(),
        };
        let n = match is_string {
            true => rest.bytes().skip(1).position(is_end).map(|n| n + 2),
            false => rest.bytes().position(is_end),
        };
        let token = &rest[..n.unwrap_or(rest.len())];
        self.place += token.len();
        token
    }

    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        let token = self.token();
        match token.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
            _ => serde_json::from_str(token).map(Cow::Owned),
        }
    }

    /// The key of an object's next entry.
    pub(super) fn key(&mut self) -> Result<Cow<'de, str>, Error> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 0_usize;
        loop {
            match self.next() {
                None => return Err(Error::custom("the text ends early")),
                Some(b'{' | b'[') => (depth, self.place) = (depth + 1, self.place + 1),
                Some(b'}' | b']') if depth > 0 => (depth, self.place) = (depth - 1, self.place + 1),
                Some(b',' | b':') if depth > 0 => self.place += 1,
                Some(b',' | b':' | b'}' | b']') => return Err(Error::custom("a value is missing")),
                Some(_) => drop(self.token()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    pub(super) fn is_null(&mut self) -> bool {
        self.next();
        let is_null = self.text[self.place..].starts_with("null");
        self.place += if is_null { 4 } else { 0 };
        is_null
    }
}
