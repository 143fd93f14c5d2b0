//! What this writer last wrote of each change, so that the next append writes only what differs.
//!
//! The tables remain the source of truth. What is known of a change is valid only for the version at which it was
//! written, and the version is read from the events within the transaction. Another process's append leads to another
//! version.

use std::collections::HashMap;
use std::sync::Arc;

use placet_domain::ChangeId;
use placet_domain::change::Change;

use crate::cell::Cell;
use placet_domain::change::Waiting;

/// The most changes whose rows are known. When there are more, half of them are dropped.
const CHANGES_MAX: usize = 2_048;

/// The rows of one change.
pub(super) struct Known {
    pub(super) version: u64,
    pub(super) seq: i64,
    /// In the order of the columns.
    pub(super) cells: Vec<Cell>,
    /// The change as it was written.
    pub(super) change: Arc<Change>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) targets: Vec<String>,
}

/// The known rows of changes that were written by this connection.
#[derive(Default)]
pub(super) struct Rows {
    known: HashMap<ChangeId, Known>,
}

impl Rows {
    /// Takes out what is known of a change at a version. An append that fails half-way then leaves nothing wrong
    /// behind.
    pub(super) fn take(&mut self, change: ChangeId, version: u64) -> Option<Known> {
        self.known
            .remove(&change)
            .filter(|known| known.version == version)
    }

    /// Remembers what was written of a change.
    pub(super) fn put(&mut self, change: ChangeId, known: Known) {
        if self.known.len() >= CHANGES_MAX {
            let mut kept = 0;
            self.known.retain(|_, _| {
                kept += 1;
                kept % 2 == 0
            });
        }
        self.known.insert(change, known);
    }

    /// Drops everything, because a group of writes was not committed.
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }
}
