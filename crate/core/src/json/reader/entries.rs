//! The parts of arrays and objects.

use super::key::Key;
use super::text::Reader;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Error;
use std::borrow::Cow;

/// The elements of an array, or the entries of an object that is a map.
pub(super) struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    is_first: bool,
    /// What ends them; none once it is read.
    end: Option<u8>,
}

impl<'a, 'de> Parts<'a, 'de> {
    pub fn open(reader: &'a mut Reader<'de>, start: u8, end: u8) -> Result<Parts<'a, 'de>, Error> {
        reader.expect(start)?;
        Ok(Parts { reader, is_first: true, end: Some(end) })
    }

    /// # Errors
    /// A part that was not asked for.
    pub fn close(self) -> Result<(), Error> {
        self.end.map_or(Ok(()), |end| self.reader.expect(end))
    }

    fn has_another(&mut self) -> Result<bool, Error> {
        if let Some(end) = self.end
            && !self.reader.has_another(&mut self.is_first, end)?
        {
            self.end = None;
        }
        Ok(self.end.is_some())
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.has_another()? {
            true => seed.deserialize(&mut *self.reader).map(Some),
            false => Ok(None),
        }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.has_another()? {
            true => seed.deserialize(Key(self.reader.key()?)).map(Some),
            false => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(&mut *self.reader)
    }
}

/// The fields of a struct, in the order of their definition, of an object that may have them in any.
pub(super) struct Fields<'a, 'de> {
    reader: &'a mut Reader<'de>,
    names: &'static [&'static str],
    /// Where the first entry stands.
    start: usize,
    /// Behind the last entry that was read.
    last: usize,
    /// Fields asked for.
    n_asked: usize,
    /// The last one asked for was not there.
    is_missing: bool,
}

impl<'a, 'de> Fields<'a, 'de> {
    /// # Errors
    /// What is no object, and fields that make no such struct.
    pub fn read<V: Visitor<'de>>(
        reader: &'a mut Reader<'de>,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut fields = Fields::open(reader, names)?;
        match visitor.visit_seq(&mut fields) {
            Ok(value) => fields.close().map(|()| value),
            Err(error) => Err(fields.reason(error)),
        }
    }

    fn open(reader: &'a mut Reader<'de>, names: &'static [&'static str]) -> Result<Fields<'a, 'de>, Error> {
        reader.expect(b'{')?;
        let start = reader.place;
        Ok(Fields { reader, names, start, last: start, n_asked: 0, is_missing: false })
    }

    /// Goes to the next field's value; whether it has one.
    fn find(&mut self) -> Result<bool, Error> {
        let Some(name) = self.names.get(self.n_asked) else { return Ok(false) };
        self.n_asked += 1;
        self.last = self.last.max(self.reader.place);
        let before = self.reader.place;
        // As it was written, it comes next; if not, it may be anywhere.
        let mut is_found = self.next_key()?.is_some_and(|key| key == *name);
        if !is_found {
            self.reader.place = self.start;
            is_found = self.seek(name)?;
        }
        if !is_found {
            self.reader.place = before;
        }
        self.is_missing = !is_found;
        Ok(is_found)
    }

    /// Reads the next entry's key; none behind the last.
    fn next_key(&mut self) -> Result<Option<Cow<'de, str>>, Error> {
        let mut is_first = self.reader.place == self.start;
        match self.reader.has_another(&mut is_first, b'}')? {
            true => self.reader.key().map(Some),
            false => Ok(None),
        }
    }

    /// Goes to the value of a key that is ahead, if it is.
    fn seek(&mut self, name: &str) -> Result<bool, Error> {
        while let Some(key) = self.next_key()? {
            if key == name {
                return Ok(true);
            }
            self.reader.skip()?;
        }
        Ok(false)
    }

    /// Passes over the entries that weren't asked for.
    fn close(mut self) -> Result<(), Error> {
        self.reader.place = self.last.max(self.reader.place);
        while self.next_key()?.is_some() {
            self.reader.skip()?;
        }
        Ok(())
    }

    /// Why the fields make no struct, when reading them ended with this.
    fn reason(self, error: Error) -> Error {
        match self.is_missing {
            true => Error::missing_field(self.names[self.n_asked - 1]),
            false => error,
        }
    }
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.find()? {
            true => seed.deserialize(&mut *self.reader).map(Some),
            false => Ok(None),
        }
    }
}
