//! An enum's value: the name of a variant, or an object with it as its only key.

use super::entries::Fields;
use super::text::Reader;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, VariantAccess, Visitor};
use serde_json::Error;

pub(super) struct Variant<'a, 'de> {
    pub reader: &'a mut Reader<'de>,
    /// It is an object, whose brace is read.
    pub is_object: bool,
}

impl<'de> Variant<'_, 'de> {
    fn content(&mut self) -> Result<&mut Reader<'de>, Error> {
        match self.is_object {
            true => Ok(&mut *self.reader),
            false => Err(Error::custom("invalid type: unit variant, expected one with content")),
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name = seed.deserialize(&mut *self.reader)?;
        if self.is_object {
            self.reader.expect(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match !self.is_object || self.reader.is_null() {
            true => Ok(()),
            false => Err(Error::custom("invalid type: expected a unit variant")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(mut self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.content()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Fields::read(self.content()?, names, visitor)
    }
}
