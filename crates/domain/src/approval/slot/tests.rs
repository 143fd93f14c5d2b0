//! Slots as they are stored.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use crate::approval::{Slot, SlotKind};
use crate::change::Event;
use crate::fixture::{change, people, process};

/// An event with a slot of each kind, as it is stored.
const STORED: &str = r#"{"type": "ApprovalRequested", "slots": [
    {"id": "roles/a", "title": "Role A", "set": "roles", "eligible": [{"role": "a"}], "timing": "before", "rules": ["r"]},
    {"id": "board:cab/after/chair", "title": "CAB", "set": "board:cab/after", "eligible": [{"role": "a"}],
     "timing": "after", "within": "2h", "rules": ["r"], "from": ["001.G1"]},
    {"id": "board:cab/member/1", "title": "CAB", "set": "board:cab", "eligible": [{"role": "b"}], "timing": "before", "rules": ["r"]},
    {"id": "roles/chair", "title": "Chair", "set": "roles", "eligible": [{"role": "chair"}], "timing": "before", "rules": ["r"]},
    {"id": "roles/vote:dao", "title": "Vote", "set": "roles", "eligible": [], "timing": "before", "rules": ["r"]},
    {"id": "roles/unreadable:r", "title": "x", "set": "roles", "eligible": [], "timing": "before", "rules": ["r"]},
    {"id": "board:gone/unknown", "title": "x", "set": "board:gone", "eligible": [], "timing": "before", "rules": ["r"]}
]}"#;

#[test]
fn the_kind_of_a_stored_slot_is_read_from_its_id() {
    let Event::ApprovalRequested { slots } = serde_json::from_str(STORED).unwrap() else {
        panic!("another event");
    };
    let kinds: Vec<SlotKind> = slots.iter().map(|slot| slot.kind).collect();
    assert_eq!(
        kinds,
        [
            SlotKind::Role,
            SlotKind::Chair,
            SlotKind::Member,
            SlotKind::Role,
            SlotKind::Vote,
            SlotKind::Unfillable,
            SlotKind::Unfillable,
        ]
    );
}

// A stored slot must equal the one that the rules ask for today; otherwise approvals would be requested again.
#[test]
fn a_stored_slot_reads_back_as_the_same_slot() {
    let process = process(
        "{boards: {x: {title: X, chair: a, members: [b, c]}, y: {title: Y, chair: a, members: [], quorum: 2}}, \
         approvals: {rules: [{rule: r, need: [{board: x}, {board: y}, {vote: v}, {all: [a, d]}, {sequence: [b, c]}, \
         {succession: [a, b], each: 15m}, {count: 2, of: [a, b]}, {board: x, after: 2h}]}]}}",
    );
    let slots = change(&process, &people("ann: a"), "{}").authority.slots;
    assert!(slots.iter().any(|slot| slot.kind == SlotKind::Unfillable));
    for slot in slots {
        let stored = serde_json::to_value(&slot).unwrap();
        assert_eq!(stored.get("kind"), None);
        assert_eq!(serde_json::from_value::<Slot>(stored).unwrap(), slot);
    }
}
