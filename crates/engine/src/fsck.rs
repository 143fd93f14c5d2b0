//! What the engine derives from changes, for the comparison of everything that people read with the events.

use placet_domain::change::{Actor, Change, Facts, Others, held_targets, waiting};
use placet_domain::people::Directory;
use placet_store::{Derived, Difference, Store};

use crate::error::ExecuteError;
use crate::installed::Processes;

/// Replays every event and compares every row that people read with what follows from it, inboxes and claims too.
///
/// # Errors
/// An event is not as it was recorded, or the store cannot be read.
pub fn fsck(store: &Store) -> Result<Vec<Difference>, ExecuteError> {
    let processes = Processes::default();
    let derive = |change: &Change, people: &Directory| derived(store, &processes, change, people);
    Ok(store.fsck(Some(&derive))?)
}

/// Inbox and claims as they were written with the last event: at its instant, with the people as they were then.
fn derived(store: &Store, processes: &Processes, change: &Change, people: &Directory) -> Derived {
    let targets = held_targets(change);
    let Ok(parsed) = processes.version(store, change.process_digest) else {
        // A process file that cannot be read is a difference of its own; nothing can be said about the inbox.
        let waiting = Vec::new();
        return Derived { waiting, targets };
    };
    let facts = Facts {
        now: change.times.updated,
        actor: Actor::System,
        process: &parsed.process,
        process_digest: parsed.digest,
        directory: people,
        opening: None,
        others: Others::default(),
    };
    Derived {
        waiting: waiting(change, &facts),
        targets,
    }
}
