//! What reads types from JSON with less code than the library's reader.
//!
//! A struct is looked up: each of its fields, in the order of their definition, is sought among the object's entries and
//! handed on as the element of a sequence, so that no type has code of its own that knows its fields by name. Only text that
//! this project has written is read like this; so what is wrong with it is told without a place.

mod entries;
mod key;
mod variant;

use entries::{Fields, Parts};
use serde::de::{Deserializer, Error as _, Visitor};
use serde_json::{Error, Number};
use std::borrow::Cow;
use variant::Variant;

/// A text, and how far it is read.
pub(super) struct Reader<'de> {
    text: &'de str,
    place: usize,
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
    fn next(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.place..];
        let n = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
        self.place += n;
        rest.get(n).copied()
    }

    /// Whether the next byte is this one, which is then read.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.place += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
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
    fn has_another(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Error> {
        if self.takes(end) {
            return Ok(false);
        }
        if !std::mem::replace(is_first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// A number, a string, or a word like `null`, as it stands there.
    fn token(&mut self) -> &'de str {
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

    fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        let token = self.token();
        match token.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
            _ => serde_json::from_str(token).map(Cow::Owned),
        }
    }

    /// The key of an object's next entry.
    fn key(&mut self) -> Result<Cow<'de, str>, Error> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Passes over a value.
    fn skip(&mut self) -> Result<(), Error> {
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

    fn is_null(&mut self) -> bool {
        self.next();
        let is_null = self.text[self.place..].starts_with("null");
        self.place += if is_null { 4 } else { 0 };
        is_null
    }

    fn fields<V: Visitor<'de>>(&mut self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        let mut fields = Fields::open(self, names)?;
        match visitor.visit_seq(&mut fields) {
            Ok(value) => fields.close().map(|()| value),
            Err(error) => Err(fields.reason(error)),
        }
    }
}

/// Reads what these ask for as another.
macro_rules! read_as {
    ($($method:ident)* => $as:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$as(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    read_as! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 => deserialize_f64
    }

    read_as! {
        deserialize_char deserialize_string deserialize_bytes deserialize_byte_buf deserialize_identifier
        => deserialize_str
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.next() {
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            _ => self.deserialize_f64(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip()?;
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Error::custom("invalid type: expected a boolean")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // By way of a double it could be rounded twice.
        visitor.visit_f32(serde_json::from_str(self.token())?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let number: Number = serde_json::from_str(self.token())?;
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (.., number) => visitor.visit_f64(number.unwrap_or(f64::NAN)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.is_null() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.is_null() {
            true => visitor.visit_unit(),
            false => Err(Error::custom("invalid type: expected null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut elements = Parts::open(self, b'[', b']')?;
        let value = visitor.visit_seq(&mut elements)?;
        elements.close()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut entries = Parts::open(self, b'{', b'}')?;
        let value = visitor.visit_map(&mut entries)?;
        entries.close()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.fields(names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let is_object = self.takes(b'{');
        let value = visitor.visit_enum(Variant { reader: self, is_object })?;
        if is_object {
            self.expect(b'}')?;
        }
        Ok(value)
    }
}
