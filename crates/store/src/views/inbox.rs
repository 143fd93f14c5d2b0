//! What waits for a person.

use crate::views::ChangeRow;
use placet_domain::change::Waiting;

/// The most rows of an inbox.
pub const INBOX_ROWS_MAX: usize = 200;

/// A change that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxRow {
    /// The change.
    pub change: ChangeRow,
    /// The one thing it waits for, out of everything that it waits for.
    pub waiting: Waiting,
}
