//! What the engine derives from changes, to compare everything that people read with the events.

use placet_domain::change::{Actor, Change, Facts, Others, held_targets, waiting};
use placet_domain::people::Directory;
use placet_store::{Derived, Difference, Store};

use crate::error::ExecuteError;
use crate::installed::Processes;

/// Replays every event and compares every row that people read with what follows from it, including inboxes and claims.
///
/// # Errors
/// An event is not as it was recorded, or the store cannot be read.
pub fn fsck(store: &Store) -> Result<Vec<Difference>, ExecuteError> {
    let processes = Processes::default();
    let derive = |change: &Change, people: &Directory| derived(store, &processes, change, people);
    Ok(store.fsck(Some(&derive))?)
}

/// Derives the inbox and the claims as they were written with the last event: at its time, with the people of that
/// time.
fn derived(store: &Store, processes: &Processes, change: &Change, people: &Directory) -> Derived {
    let targets = held_targets(change);
    let Ok(parsed) = processes.version(store, change.process_digest) else {
        // A process file that cannot be read is reported as its own difference. Nothing can be said about the inbox.
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
