//! Checks a tree against the subset of JSON Schema 2020-12 that the schemas of this crate use, and collects what a word refers to.
//!
//! Known keywords: `$ref`, `type`, `enum`, `const`, `properties`, `additionalProperties`, `propertyNames`, `required`,
//! `minProperties`, `maxProperties`, `items`, `minItems`, `minLength`, `minimum`, `maximum`, `oneOf` whose branches
//! differ by the kind of node or by one required key, `format` with our own names, and our `refersTo`.

mod branch;
mod grammar;
mod missing;
mod reference;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::node::{Content, Entry, Node};
use crate::path::Path;
use crate::problem::Problem;
use crate::suggest::{nearest, remedy};
use crate::text::shown;

pub(crate) use grammar::{Grammar, Refers, Wrong, name};
pub(crate) use reference::{Reference, keys_at};

/// What a walk found.
pub(crate) struct Shape {
    grammar: &'static Grammar,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// What must be defined elsewhere.
    pub(crate) references: Vec<Reference>,
    /// Conditions that can be read.
    pub(crate) conditions: Vec<Located>,
    /// Values that would only keep the rest from being decoded, and what to decode in their place.
    pub(crate) repairs: Vec<(Path, Option<Content>)>,
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    /// The text.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) place: (usize, usize),
    /// Where it stands, in the file's words.
    pub(crate) path: Path,
}

impl Shape {
    /// Begins a walk that has found nothing yet.
    pub(crate) fn new(grammar: &'static Grammar) -> Self {
        Self {
            grammar,
            problems: Vec::new(),
            references: Vec::new(),
            conditions: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Checks a whole file.
    pub(crate) fn of_file(grammar: &'static Grammar, node: &Node) -> Self {
        let mut shape = Self::new(grammar);
        shape.check((grammar.schema)(), node, &Path::default());
        shape
    }

    /// Checks one node against one of the schema's `$defs`.
    pub(crate) fn of_part(
        grammar: &'static Grammar,
        definition: &str,
        node: &Node,
        path: &Path,
    ) -> Self {
        let mut shape = Self::new(grammar);
        match grammar.referred(&format!("#/$defs/{definition}")) {
            Some(schema) => shape.check(schema, node, path),
            None => shape.refuse(node, path, format!("no definition `{definition}`"), ""),
        }
        shape
    }

    /// Lists the references to words that the file does not define.
    pub(crate) fn unknown_words(&self, node: &Node) -> Vec<Problem> {
        reference::unknown(self.grammar, node, &self.references)
    }

    /// Returns the tree with its mistakes repaired or taken out, so that one of them does not hide what others the file
    /// has. It is decoded for the checks only, because a file with mistakes is refused.
    pub(crate) fn usable_part(&self, node: &Node) -> Node {
        let mut usable = node.clone();
        // From the back, because a removed item moves those behind it.
        for (path, repair) in self.repairs.iter().rev() {
            match repair {
                Some(content) => usable.set(path, content.clone()),
                None => usable.remove(path),
            }
        }
        usable
    }

    /// Adds what another walk found.
    pub(crate) fn extend(&mut self, other: Self) {
        self.problems.extend(other.problems);
        self.references.extend(other.references);
        self.conditions.extend(other.conditions);
        self.repairs.extend(other.repairs);
    }

    fn refuse(
        &mut self,
        node: &Node,
        path: &Path,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems
            .push(Problem::new(node.place(), path, message, hint));
    }

    fn check(&mut self, schema: &Value, node: &Node, path: &Path) {
        let keywords = match schema {
            Value::Object(keywords) => keywords,
            Value::Bool(false) => {
                return self.refuse(node, path, "not allowed here", "leave it out");
            }
            _ => return,
        };
        if !self.check_type(keywords, node, path) {
            return;
        }
        if let Some(target) = keywords
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.grammar.referred(reference))
        {
            self.check(target, node, path);
        }
        if let Some(Value::Array(branches)) = keywords.get("oneOf") {
            match branch::chosen(self.grammar, branches, node) {
                Ok(Some(branch)) => self.check(branch, node, path),
                Ok(None) => {}
                Err((message, hint)) => self.refuse(node, path, message, hint),
            }
        }
        self.check_words(keywords, node, path);
        match &node.content {
            Content::Map(map) => self.check_map(keywords, map, node, path),
            Content::List(items) => self.check_list(keywords, items, node, path),
            Content::Text(text) => self.check_text(keywords, text, node.place(), path),
            Content::Number(number) => self.check_number(keywords, number.as_f64(), node, path),
            Content::Bool(_) | Content::Null => {}
        }
    }

    fn check_type(&mut self, keywords: &Map<String, Value>, node: &Node, path: &Path) -> bool {
        let Some(kinds) = keywords.get("type") else {
            return true;
        };
        if branch::admits(kinds, node) {
            return true;
        }
        let message = format!(
            "expected {}, found {}",
            branch::in_words(kinds),
            node.kind()
        );
        self.refuse(node, path, message, branch::type_hint(kinds, node));
        false
    }

    fn check_words(&mut self, keywords: &Map<String, Value>, node: &Node, path: &Path) {
        if let Some(constant) = keywords.get("const")
            && node.to_json() != *constant
        {
            self.refuse(node, path, format!("must be {constant}"), "");
        }
        let Some(Value::Array(words)) = keywords.get("enum") else {
            return;
        };
        let known = || words.iter().filter_map(Value::as_str);
        match node.text() {
            None => {
                let message = format!("expected a word, found {}", node.kind());
                self.refuse(node, path, message, remedy("", known(), "use one of"));
            }
            Some(word) if !known().any(|other| other == word) => {
                let message = format!("`{}` is not known here", shown(word));
                self.refuse(node, path, message, remedy(word, known(), "use one of"));
                if let Some(near) = nearest(word, &known().collect::<Vec<_>>()) {
                    self.repairs
                        .push((path.clone(), Some(Content::Text(near.to_owned()))));
                }
            }
            Some(_) => {}
        }
    }

    fn check_map(
        &mut self,
        keywords: &Map<String, Value>,
        map: &IndexMap<String, Entry>,
        node: &Node,
        path: &Path,
    ) {
        let empty = Map::new();
        let properties = keywords
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        for name in required(keywords).filter(|name| !map.contains_key(*name)) {
            let hint = missing::remedy(self.grammar, properties.get(name));
            self.refuse(node, path, format!("the key `{name}` is missing"), hint);
            if properties.get(name).is_some_and(missing::is_plain_text) {
                self.repairs
                    .push((path.key(name), Some(Content::Text("missing".to_owned()))));
            }
        }
        let count = |keyword: &str| keywords.get(keyword).and_then(Value::as_u64);
        let names = || properties.keys().map(String::as_str);
        if count("minProperties").is_some_and(|least| (map.len() as u64) < least) {
            let hint = match properties.is_empty() {
                true => "write at least one entry".to_owned(),
                false => remedy("", names(), "the keys are"),
            };
            self.refuse(node, path, "the map is empty", hint);
        }
        if count("maxProperties").is_some_and(|most| map.len() as u64 > most) {
            self.refuse(
                node,
                path,
                "too many keys",
                remedy("", names(), "keep one of"),
            );
        }
        let further = keywords.get("additionalProperties");
        for (key, entry) in map {
            let below = path.key(key);
            if let Some(Value::Object(of_names)) = keywords.get("propertyNames") {
                let node = Node {
                    content: Content::Text(key.clone()),
                    line: entry.line,
                    column: entry.column,
                };
                self.check(&Value::Object(of_names.clone()), &node, &below);
            }
            match (properties.get(key), further) {
                (Some(schema), _) => self.check(schema, &entry.value, &below),
                (None, Some(Value::Bool(false))) => {
                    let hint = match entry.value.content {
                        Content::Null if key.contains(' ') => {
                            "quote the text before it, because a comma inside `{…}` ends a value"
                                .to_owned()
                        }
                        _ => remedy(key, names(), "the keys are"),
                    };
                    self.problems.push(Problem::new(
                        (entry.line, entry.column),
                        &below,
                        "unknown key",
                        hint,
                    ));
                    self.repairs.push((below, None));
                }
                (None, Some(schema)) => self.check(schema, &entry.value, &below),
                (None, None) => {}
            }
        }
    }

    fn check_list(
        &mut self,
        keywords: &Map<String, Value>,
        items: &[Node],
        node: &Node,
        path: &Path,
    ) {
        if keywords
            .get("minItems")
            .and_then(Value::as_u64)
            .is_some_and(|least| (items.len() as u64) < least)
        {
            self.refuse(node, path, "the list is empty", "write at least one item");
        }
        if let Some(schema) = keywords.get("items") {
            for (index, item) in items.iter().enumerate() {
                self.check(schema, item, &path.index(index));
            }
        }
    }

    fn check_number(
        &mut self,
        keywords: &Map<String, Value>,
        number: Option<f64>,
        node: &Node,
        path: &Path,
    ) {
        let bound = |keyword: &str| keywords.get(keyword).and_then(Value::as_f64);
        let (Some(number), least, most) = (number, bound("minimum"), bound("maximum")) else {
            return;
        };
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let hint = match (least, most) {
                (Some(least), Some(most)) => format!("use {least} to {most}"),
                (Some(least), None) => format!("use at least {least}"),
                (None, Some(most)) => format!("use at most {most}"),
                (None, None) => String::new(),
            };
            self.refuse(node, path, format!("{number} is out of range"), hint);
        }
    }

    fn check_text(
        &mut self,
        keywords: &Map<String, Value>,
        text: &str,
        place: (usize, usize),
        path: &Path,
    ) {
        if keywords.get("minLength").is_some() && text.trim().is_empty() {
            let hint = "write it or leave the key out";
            self.problems
                .push(Problem::new(place, path, "the text is empty", hint));
        }
        if let Some(Value::String(target)) = keywords.get("refersTo") {
            self.refer(target, text, place, path);
        }
        let Some(Value::String(name)) = keywords.get("format") else {
            return;
        };
        match (self.grammar.format)(name, text) {
            Ok(refers_to) => {
                for (target, word) in refers_to {
                    self.refer(target, &word, place, path);
                }
                if name == "condition" {
                    self.conditions.push(Located {
                        text: text.to_owned(),
                        place,
                        path: path.clone(),
                    });
                }
            }
            Err((message, hint)) => {
                self.problems.push(Problem::new(place, path, message, hint));
                if self.grammar.left_out.contains(&name.as_str()) {
                    self.repairs.push((path.clone(), None));
                }
            }
        }
    }

    fn refer(&mut self, to: &str, name: &str, place: (usize, usize), path: &Path) {
        let (to, name) = (to.to_owned(), name.to_owned());
        self.references.push(Reference {
            to,
            name,
            place,
            path: path.clone(),
        });
    }
}

fn required(keywords: &Map<String, Value>) -> impl Iterator<Item = &str> {
    keywords
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
