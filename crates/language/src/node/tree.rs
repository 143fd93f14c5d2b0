//! The tree: every value with its line and column.

use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

use crate::path::{Part, Path};

/// Longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// Most values in one text, keys not counted.
pub const NODES_MAX: usize = 50_000;

/// Deepest nesting of maps and lists.
pub const DEPTH_MAX: usize = 64;

/// A value and where it begins. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub content: Content,
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the text.
    Map(IndexMap<String, Entry>),
}

/// The value of a key, and where the key stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Line of the key.
    pub line: usize,
    /// Column of the key.
    pub column: usize,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Where the value begins.
    pub fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn map(&self) -> Option<&IndexMap<String, Entry>> {
        match &self.content {
            Content::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list; empty if it is none.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key of this map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()
            .and_then(|map| map.get(key))
            .map(|entry| &entry.value)
    }

    /// The node at a path such as `approvals.rules[2].table.major`.
    pub fn find(&self, path: &str) -> Option<&Node> {
        self.at(&Path::parse(path)?)
    }

    /// The node at a path.
    pub fn at(&self, path: &Path) -> Option<&Node> {
        path.0.iter().try_fold(self, |node, part| match part {
            Part::Key(key) => node.get(key),
            Part::Index(index) => node.items().get(*index),
        })
    }

    /// Line and column of the nearest thing that exists on the way to a path: its key where it has one.
    pub fn place_of(&self, path: &Path) -> (usize, usize) {
        let mut node = self;
        let mut place = self.place();
        for part in &path.0 {
            match part {
                Part::Key(key) => match node.map().and_then(|map| map.get(key)) {
                    Some(entry) => {
                        place = (entry.line, entry.column);
                        node = &entry.value;
                    }
                    None => return place,
                },
                Part::Index(index) => match node.items().get(*index) {
                    Some(item) => {
                        place = item.place();
                        node = item;
                    }
                    None => return place,
                },
            }
        }
        place
    }

    /// The value without its places. The order of keys is not kept.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(value) => Value::Bool(*value),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Content::Map(map) => Value::Object(
                map.iter()
                    .map(|(key, entry)| (key.clone(), entry.value.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// The kind of value in words.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            Content::Null => "nothing",
            Content::Bool(_) => "true or false",
            Content::Number(_) => "a number",
            Content::Text(_) => "text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}
