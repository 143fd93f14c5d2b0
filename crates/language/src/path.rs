//! Places inside a document, written `approvals.rules[2].table.major`.

use std::fmt;

use crate::text::shown;

/// One part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The value of a key.
    Key(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

/// A place inside a document, from the outside in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path(pub Vec<Part>);

impl Path {
    /// The path of a key below this one.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Part::Key(key.to_owned()))
    }

    /// The path of an item below this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Part::Index(index))
    }

    fn with(&self, part: Part) -> Self {
        let mut parts = self.0.clone();
        parts.push(part);
        Self(parts)
    }

    /// Reads the written form; `None` for a text that is no path. Keys with other characters than letters, digits,
    /// `_` and `-` stand in brackets and quotes: `table["standard, minor"]`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(quoted) = rest.strip_prefix("[\"") {
                let (key, after) = quoted.split_once("\"]")?;
                parts.push(Part::Key(key.to_owned()));
                rest = after;
            } else if let Some(number) = rest.strip_prefix('[') {
                let (digits, after) = number.split_once(']')?;
                parts.push(Part::Index(digits.parse().ok()?));
                rest = after;
            } else {
                let key = if parts.is_empty() {
                    rest
                } else {
                    rest.strip_prefix('.')?
                };
                let end = key.find(['.', '[']).unwrap_or(key.len());
                let (key, after) = key.split_at_checked(end)?;
                if key.is_empty() {
                    return None;
                }
                parts.push(Part::Key(key.to_owned()));
                rest = after;
            }
        }
        Some(Self(parts))
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.iter().enumerate() {
            match part {
                Part::Index(index) => write!(f, "[{index}]")?,
                Part::Key(key) if !is_plain(key) => {
                    write!(f, "[\"{}\"]", shown(key))?;
                }
                Part::Key(key) if place == 0 => f.write_str(&shown(key))?,
                Part::Key(key) => write!(f, ".{}", shown(key))?,
            }
        }
        Ok(())
    }
}
