//! Differences between what people read and what follows from the events.

use placet_domain::change::Change;
use placet_domain::people::Directory;

use placet_domain::change::Waiting;

/// What the engine derives from a change, besides its row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Derived {
    /// Everything that the change waits for.
    pub waiting: Vec<Waiting>,
    /// Every target that it holds.
    pub targets: Vec<String>,
}

/// Returns what the engine derives from a change, with the people as they were at its last event.
pub type Derive<'a> = dyn Fn(&Change, &Directory) -> Derived + 'a;

/// A value that people would read and that does not follow from the events.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The row: the id of a change, the digest of a process, or a person.
    pub key: String,
    /// The column; empty if the row should not exist, or is missing.
    pub column: &'static str,
    /// What is stored.
    pub stored: String,
    /// What follows from the events.
    pub expected: String,
}
