//! A page of text, and how its sentences list and mark things.

use std::fmt::Write as _;

use crate::ids::RoleId;
use crate::process::ast::Process;
use crate::text::in_words;

/// Text that grows line by line.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
}

impl Page {
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{}", line.as_ref());
    }

    pub(super) fn heading(&mut self, title: &str) {
        self.line("");
        self.line(format!("## {title}"));
        self.line("");
    }
}

/// The title of a role, or its id where it has none.
pub(super) fn role<'a>(process: &'a Process, id: &'a RoleId) -> &'a str {
    process
        .roles
        .get(id)
        .map_or(id.as_str(), |role| role.title.as_str())
}

/// Words as a sentence lists them: `a, b and c`.
pub(super) fn joined(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Returns the title, or the id in words.
pub(super) fn titled(title: Option<&String>, id: &str) -> String {
    title.cloned().unwrap_or_else(|| in_words(id))
}

/// The requirement ids of a rule, as a mark behind it.
pub(super) fn mark(from: &[String]) -> String {
    if from.is_empty() {
        String::new()
    } else {
        format!(" [{}]", from.join(", "))
    }
}
