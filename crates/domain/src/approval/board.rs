//! Boards: seats approve, so two holders of one seat are one voice and the chair must be among them.

use super::matching::matching;
use super::voice::Voice;
use super::{Slot, SlotKind};

/// For each slot of a board's set, the voice that fills it. Voices are matched with seats first; then the slots for
/// members are filled by as many seats as were found, the chair's slot by the chair's seat only.
pub(super) fn seats(slots: &[&Slot], voices: &[Voice<'_>], distinct: bool) -> Vec<Option<usize>> {
    let is_chair = |slot: &&&Slot| slot.kind == SlotKind::Chair;
    let chairs: Vec<&&Slot> = slots.iter().filter(is_chair).collect();
    let member = slots.iter().find(|slot| !is_chair(slot));

    // Rows: the chair's seat, then one row for each member role.
    let mut seat_edges: Vec<Vec<usize>> = Vec::new();
    for slot in &chairs {
        seat_edges.push(fitting(voices, |voice| voice.fills(slot)));
    }
    let roles = member
        .map(|slot| slot.eligible.as_slice())
        .unwrap_or_default();
    for role in roles {
        let fits = |voice: &Voice<'_>| member.is_some_and(|slot| voice.fills_as(slot, &role.role));
        seat_edges.push(fitting(voices, fits));
    }

    let of_seat = if distinct {
        matching(&seat_edges, voices.len(), |_, _| true)
    } else {
        seat_edges
            .iter()
            .map(|edges| edges.first().copied())
            .collect()
    };
    let (of_chair, of_members) = of_seat.split_at(chairs.len().min(of_seat.len()));
    let mut chair_voices = of_chair.iter().copied();
    let mut member_voices = of_members.iter().copied().flatten();
    slots
        .iter()
        .map(|slot| match is_chair(&slot) {
            true => chair_voices.next().flatten(),
            false => member_voices.next(),
        })
        .collect()
}

fn fitting(voices: &[Voice<'_>], fits: impl Fn(&Voice<'_>) -> bool) -> Vec<usize> {
    voices
        .iter()
        .enumerate()
        .filter(|(_, voice)| fits(voice))
        .map(|(index, _)| index)
        .collect()
}
