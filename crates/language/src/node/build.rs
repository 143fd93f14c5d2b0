//! From parser events to the tree, refusing what the subset leaves out.

use indexmap::IndexMap;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::scalar;
use super::tree::{Content, DEPTH_MAX, Entry, NODES_MAX, Node, TEXT_BYTES_MAX};
use crate::path::Path;
use crate::problem::{PROBLEMS_MAX, Problem};
use crate::text::shown;

/// Reads a text; the problems are not in order yet.
pub(super) fn read(bytes: &[u8]) -> Result<Node, Vec<Problem>> {
    let text = checked_text(bytes).map_err(|problem| vec![problem])?;
    let mut builder = Builder::default();
    builder.run(text);
    match builder.root {
        Some(root) if builder.problems.is_empty() => Ok(root),
        None if builder.problems.is_empty() => Err(vec![problem(
            (1, 1),
            "the text is empty",
            "write at least one key and its value",
        )]),
        _ => Err(builder.problems),
    }
}

fn problem(place: (usize, usize), message: impl Into<String>, hint: &str) -> Problem {
    Problem::new(place, &Path::default(), message, hint)
}

/// The text of the bytes, if it is short enough, UTF-8, and every line ends where an editor shows its end.
fn checked_text(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(problem(
            (1, 1),
            format!(
                "the text has {} bytes and may have {TEXT_BYTES_MAX}",
                bytes.len()
            ),
            "split it or move long texts elsewhere",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        problem(
            place_after(&String::from_utf8_lossy(valid)),
            "the text is not UTF-8",
            "save it with the encoding UTF-8",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lone = text
        .match_indices('\r')
        .find(|(at, _)| text.as_bytes().get(at + 1) != Some(&b'\n'));
    if let Some((at, _)) = lone {
        return Err(problem(
            place_after(text.get(..at).unwrap_or_default()),
            "a carriage return without a line feed, which can hide text from its reader",
            "end lines with a line feed",
        ));
    }
    Ok(text)
}

fn place_after(text: &str) -> (usize, usize) {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

/// A map or list that is not complete yet.
struct Open {
    node: Node,
    /// The key that waits for its value, and where it stands.
    key: Option<(String, usize, usize)>,
    /// Path of the node, for messages.
    path: Path,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
    problems: Vec<Problem>,
    stopped: bool,
}

impl Builder {
    fn run(&mut self, text: &str) {
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => self.event(event, place(&span.start)),
                Err(error) => {
                    let message = format!("not readable as YAML: {}", shown(error.info()));
                    self.refuse(
                        place(error.marker()),
                        message,
                        "check indentation, colons and quotes",
                    );
                    return;
                }
            }
            if self.stopped || self.problems.len() >= PROBLEMS_MAX {
                return;
            }
        }
    }

    fn event(&mut self, event: Event<'_>, place: (usize, usize)) {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(
                        place,
                        "a second document",
                        "write one document and no further `---`",
                    );
                    self.stopped = true;
                }
            }
            Event::Alias(_) => {
                self.refuse(
                    place,
                    "an alias (`*name`)",
                    "write the value out: aliases can be made to explode",
                );
                self.value(Content::Null, place);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), place);
                self.scalar(&text, style, place);
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), place);
                self.begin(Content::List(Vec::new()), place);
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_extras(anchor, tag.is_some(), place);
                self.begin(Content::Map(IndexMap::new()), place);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    fn refuse(&mut self, place: (usize, usize), message: impl Into<String>, hint: &str) {
        self.problems
            .push(Problem::new(place, &self.path(), message, hint));
    }

    fn refuse_extras(&mut self, anchor: usize, tag: bool, place: (usize, usize)) {
        if anchor != 0 {
            self.refuse(
                place,
                "an anchor (`&name`)",
                "leave it out and write the value where it is needed",
            );
        }
        if tag {
            self.refuse(
                place,
                "a tag (`!name`)",
                "leave it out; quote the value to make it text",
            );
        }
    }

    /// The path of the value that comes next.
    fn path(&self) -> Path {
        match self.open.last() {
            None => Path::default(),
            Some(Open {
                key: Some((key, ..)),
                path,
                ..
            }) => path.key(key),
            Some(Open {
                node:
                    Node {
                        content: Content::List(items),
                        ..
                    },
                path,
                ..
            }) => path.index(items.len()),
            Some(Open { path, .. }) => path.clone(),
        }
    }

    fn key_is_next(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                node: Node {
                    content: Content::Map(_),
                    ..
                },
                key: None,
                ..
            })
        )
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: (usize, usize)) {
        if text.contains('\r') && !text.contains('\n') {
            self.refuse(
                place,
                "a carriage return inside a single line",
                "leave it out",
            );
        }
        if self.key_is_next() {
            if let Some(open) = self.open.last_mut() {
                open.key = Some((text.to_owned(), place.0, place.1));
            }
            return;
        }
        let content = match style {
            ScalarStyle::Plain => scalar::resolve(text).unwrap_or_else(|why| {
                self.refuse(
                    place,
                    format!("`{}` is {why}", shown(text)),
                    "quote it if it is meant as text",
                );
                Content::Null
            }),
            _ => Content::Text(text.to_owned()),
        };
        self.value(content, place);
    }

    fn begin(&mut self, content: Content, (line, column): (usize, usize)) {
        if self.key_is_next() {
            self.refuse(
                (line, column),
                "a key that is a map or a list",
                "use text as the key",
            );
            self.stopped = true;
            return;
        }
        if self.open.len() >= DEPTH_MAX {
            let message = format!("nested deeper than {DEPTH_MAX} levels");
            self.refuse((line, column), message, "flatten the structure");
            self.stopped = true;
            return;
        }
        let path = self.path();
        self.open.push(Open {
            node: Node {
                content,
                line,
                column,
            },
            key: None,
            path,
        });
    }

    fn end(&mut self) {
        if let Some(Open { node, .. }) = self.open.pop() {
            self.value(node.content, (node.line, node.column));
        }
    }

    /// Puts a complete value where it belongs.
    fn value(&mut self, content: Content, (line, column): (usize, usize)) {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            let message = format!("more than {NODES_MAX} values");
            self.refuse((line, column), message, "split the text");
            self.stopped = true;
            return;
        }
        let value = Node {
            content,
            line,
            column,
        };
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return;
        };
        match &mut open.node.content {
            Content::List(items) => items.push(value),
            Content::Map(map) => {
                // A value in the place of a key is an alias, which has been refused.
                let Some((key, key_line, key_column)) = open.key.take() else {
                    open.key = Some((String::new(), line, column));
                    return;
                };
                if let Some(first) = map.get(&key) {
                    let message = format!("the key is there twice, first on line {}", first.line);
                    let path = open.path.key(&key);
                    let hint = "keep one of the two";
                    self.problems
                        .push(Problem::new((key_line, key_column), &path, message, hint));
                    return;
                }
                map.insert(
                    key,
                    Entry {
                        line: key_line,
                        column: key_column,
                        value,
                    },
                );
            }
            _ => {}
        }
    }
}

fn place(marker: &Marker) -> (usize, usize) {
    (marker.line(), marker.col() + 1)
}
