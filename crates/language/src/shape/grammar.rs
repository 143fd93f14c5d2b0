//! What differs from one kind of file to the next: its schema, its named formats, and what its words refer to.

use serde_json::Value;

use crate::ids::RoleId;
use crate::node::Node;
use crate::text::shown;

/// A message and a remedy.
pub(crate) type Wrong = (String, String);

/// What a text refers to: parts of the file and words.
pub(crate) type Refers = Vec<(&'static str, String)>;

/// A kind of file.
pub(crate) struct Grammar {
    /// Returns its schema.
    pub(crate) schema: fn() -> &'static Value,
    /// Checks a text of a named format, and returns what the text refers to.
    pub(crate) format: fn(&str, &str) -> Result<Refers, Wrong>,
    /// Formats of which a bad text is left out, because it would only keep the rest from being decoded.
    pub(crate) left_out: &'static [&'static str],
    /// Returns the words that a part of the file defines.
    pub(crate) defined: for<'a> fn(&'a Node, &str) -> Vec<&'a str>,
    /// Returns what a word of a part is called, and how the list of these words begins.
    pub(crate) called: fn(&str) -> (&'static str, &'static str),
}

impl Grammar {
    /// Returns the part of the schema that `$ref` names, such as `#/$defs/role`.
    pub(super) fn referred(&self, reference: &str) -> Option<&'static Value> {
        (self.schema)().pointer(reference.strip_prefix('#')?)
    }
}

/// Checks a name of any kind.
pub(crate) fn name(text: &str) -> Result<Refers, Wrong> {
    // Every kind of name obeys the rule of roles.
    match text.parse::<RoleId>() {
        Ok(_) => Ok(Refers::new()),
        Err(error) => Err((
            format!("`{}` is not a valid name", shown(text)),
            error.reason.to_owned(),
        )),
    }
}
