//! Looking at a change: its state with everything that a person wants to know about it.

use std::sync::Arc;

use jiff::Timestamp;
use placet_domain::approval::{Slot, Timing};
use placet_domain::change::{Actor, Change, Gate, allowed_moves};
use placet_domain::people::Directory;
use placet_domain::process::{Move, Parsed};
use placet_domain::{ChangeId, PersonId};

use crate::core::Core;
use crate::error::ExecuteError;
use crate::gather::Gathered;

/// A change and everything that can be said about it now.
#[derive(Debug, Clone)]
pub struct Look {
    /// The change.
    pub change: Arc<Change>,
    /// Its version.
    pub version: u64,
    /// The process it is pinned to.
    pub process: Arc<Parsed>,
    /// The people, as of now.
    pub directory: Arc<Directory>,
    /// Every approval that is needed.
    pub slots: Vec<SlotView>,
    /// The moves that the process offers from here, with their gates.
    pub moves: Vec<Possible>,
}

/// An approval that is needed, and its status.
#[derive(Debug, Clone)]
pub struct SlotView {
    /// The slot.
    pub slot: Slot,
    /// The person who gave it, if any.
    pub filled_by: Option<PersonId>,
    /// The people who could give it.
    pub who_can: Vec<PersonId>,
    /// When it is due.
    pub due: Option<Timestamp>,
}

/// A move that the process offers from here.
#[derive(Debug, Clone)]
pub struct Possible {
    /// The move.
    pub to_make: Move,
    /// Its gates.
    pub gates: Vec<Gate>,
}

impl Core {
    /// Looks at a change.
    ///
    /// # Errors
    /// It does not exist, or the store cannot be read.
    pub fn look(&self, id: ChangeId) -> Result<Look, ExecuteError> {
        let cached = self.load(id)?;
        let change = &cached.change;
        let gathered = Gathered::about(self, change)?;
        let facts = gathered.facts(&Actor::System);
        let ballot = change.ballot(facts.electors());
        let filled: Vec<(String, PersonId)> = [Timing::Before, Timing::After]
            .into_iter()
            .flat_map(|timing| ballot.tally(timing).filled)
            .collect();
        let slots = change
            .authority
            .slots
            .iter()
            .map(|slot| SlotView {
                slot: slot.clone(),
                filled_by: filled
                    .iter()
                    .find(|(id, _)| *id == slot.id)
                    .map(|(_, person)| person.clone()),
                who_can: ballot.who_can(slot),
                due: ballot.due(slot),
            })
            .collect();
        let moves = allowed_moves(change, &facts)
            .into_iter()
            .map(|(to_make, gates)| Possible { to_make, gates })
            .collect();
        Ok(Look {
            slots,
            moves,
            process: self.processes.version(&self.store, change.process_digest)?,
            directory: self.directory(&change.process)?,
            version: cached.version,
            change: cached.change,
        })
    }
}
