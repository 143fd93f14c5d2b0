//! From a tree to a typed value, keeping the file's order and telling the place of what does not fit.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::node::{Content, Entry, Node};
use crate::path::{Part, Path};
use crate::problem::Problem;

/// Decodes a tree. Unlike a JSON value, a tree keeps the order of its keys, which means something in a process.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Problem> {
    T::deserialize(Reader(node)).map_err(|error| {
        let parts = error.path.into_iter().rev().collect();
        Problem::new(
            error.place.unwrap_or(node.place()),
            &Path(parts),
            error.message,
            "",
        )
    })
}

struct Reader<'a>(&'a Node);

/// What does not fit; the place and the path are filled in on the way out.
#[derive(Debug)]
struct Misfit {
    message: String,
    place: Option<(usize, usize)>,
    path: Vec<Part>,
}

impl Misfit {
    fn inside(mut self, part: Part, node: &Node) -> Self {
        self.place.get_or_insert(node.place());
        self.path.push(part);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Misfit {}

impl serde::de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            place: None,
            path: Vec::new(),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.content {
            Content::Null => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(*value),
            Content::Number(number) => number.deserialize_any(visitor).map_err(Misfit::custom),
            Content::Text(text) => visitor.visit_str(text),
            Content::List(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Content::Map(map) => visitor.visit_map(Pairs {
                rest: map.iter(),
                value: None,
            }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.0.content {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.0.content {
            Content::Text(text) => {
                StrDeserializer::new(text).deserialize_enum(name, variants, visitor)
            }
            Content::Map(map) => visitor.visit_enum(MapAccessDeserializer::new(Pairs {
                rest: map.iter(),
                value: None,
            })),
            _ => Err(Misfit::custom(format!(
                "expected a word or a map, found {}",
                self.0.kind()
            ))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'a>(std::iter::Enumerate<std::slice::Iter<'a, Node>>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        match self.0.next() {
            None => Ok(None),
            Some((index, node)) => seed
                .deserialize(Reader(node))
                .map(Some)
                .map_err(|error| error.inside(Part::Index(index), node)),
        }
    }
}

struct Pairs<'a> {
    rest: indexmap::map::Iter<'a, String, Entry>,
    value: Option<(&'a str, &'a Node)>,
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        let Some((key, entry)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some((key, &entry.value));
        seed.deserialize(StrDeserializer::new(key))
            .map(Some)
            .map_err(|error: Misfit| error.inside(Part::Key(key.clone()), &entry.value))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match self.value.take() {
            None => Err(Misfit::custom("a value was read before its key")),
            Some((key, node)) => seed
                .deserialize(Reader(node))
                .map_err(|error| error.inside(Part::Key(key.to_owned()), node)),
        }
    }
}
