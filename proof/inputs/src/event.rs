//! Stored events: everything that an old or foreign ledger may contain.

use placet_domain::change::{Recorded, evolve};

/// `evolve` accepts any events in any order, and an event that can be read is written so that it reads the same.
pub(crate) fn event(bytes: &[u8]) {
    let mut change = None;
    for line in bytes.split(|byte| *byte == b'\n').take(64) {
        let Ok(recorded) = serde_json::from_slice::<Recorded>(line) else {
            continue;
        };
        let written = serde_json::to_vec(&recorded).expect("an event can be written");
        let again: Recorded = serde_json::from_slice(&written).expect("what was written reads");
        assert_eq!(again, recorded, "an event came back as another");
        change = evolve(change, &recorded);
    }
}
