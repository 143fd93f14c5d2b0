//! Who may answer: never a contributor, never an agent, and only who is asked (T1, I7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use placet_teeth::{Bug, planted};

use super::capacity::{capacities, is_human};
use super::tally::{tally, under_way};
use super::{Eligible, Slot, Timing};
use crate::change::Change;
use crate::ids::PersonId;
use crate::people::{Capacity, Directory};
use crate::process::{Excluded, Process};
use crate::rejection::{Reason, Rejection, RejectionKind};

/// Those who contributed to a change.
pub(super) struct Contributors<'a> {
    pub(super) requester: &'a PersonId,
    pub(super) authors: &'a BTreeSet<PersonId>,
    pub(super) implementer: Option<&'a PersonId>,
}

impl<'a> From<&'a Change> for Contributors<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            requester: &change.requester,
            authors: &change.authors,
            implementer: change.implementer.as_ref(),
        }
    }
}

/// Everybody who may not approve this change, with the code of the reason: contributors as the process lists them, all
/// accounts of the same human, and whoever answers for a contributing agent.
pub fn excluded(
    process: &Process,
    change: &Change,
    directory: &Directory,
) -> BTreeMap<PersonId, String> {
    excluded_of(process, &Contributors::from(change), directory)
}

pub(super) fn excluded_of(
    process: &Process,
    contributors: &Contributors<'_>,
    directory: &Directory,
) -> BTreeMap<PersonId, String> {
    let mut found = BTreeMap::new();
    let mut exclude = |id: &PersonId, code: &str| {
        let mut accounts = directory.same_person(id);
        accounts.retain(|account| account == id || !planted(Bug::SecondAccountApproves));
        for account in accounts {
            found.entry(account).or_insert_with(|| code.to_owned());
        }
    };
    for kind in &process.approvals.never {
        match kind {
            Excluded::Requester => exclude(contributors.requester, "requester_may_not_approve"),
            Excluded::PlanAuthor if planted(Bug::AuthorApproves) => {}
            Excluded::PlanAuthor => {
                contributors
                    .authors
                    .iter()
                    .for_each(|id| exclude(id, "author_may_not_approve"));
            }
            Excluded::Implementer => {
                contributors
                    .implementer
                    .into_iter()
                    .for_each(|id| exclude(id, "implementer_may_not_approve"));
            }
        }
    }
    found
}

/// The capacities that may count for an approval: none of an agent, of a contributor, or on behalf of either.
pub(super) fn lawful(
    process: &Process,
    change: &Change,
    directory: &Directory,
    excluded: &BTreeMap<PersonId, String>,
    person: &PersonId,
    now: Timestamp,
) -> Vec<Capacity> {
    if excluded.contains_key(person) || !is_human(directory, person) {
        return Vec::new();
    }
    let mut all = capacities(process, &change.fields, directory, person, now);
    all.retain(|capacity| {
        let giver = capacity.on_behalf_of.as_ref();
        giver.is_none_or(|giver| !excluded.contains_key(giver) && is_human(directory, giver))
    });
    all
}

/// The capacities in which a person may answer now: for what is needed before the start until the change starts, for
/// what is needed after it from then on.
///
/// Somebody who has answered may answer again: the last answer of a round counts, so that a mistake can be corrected.
///
/// # Errors
/// Denied, with the reason and, for somebody who is not asked, who is.
pub fn may_answer(
    process: &Process,
    change: &Change,
    directory: &Directory,
    person: &PersonId,
    now: Timestamp,
) -> Result<Vec<Capacity>, Rejection> {
    let denied = |reason| Err(Rejection::one(RejectionKind::Denied, reason));
    if !is_human(directory, person) {
        return denied(not_human(directory, person));
    }
    let excluded = excluded(process, change, directory);
    if let Some(code) = excluded.get(person) {
        return denied(contributor(process, code, person));
    }
    let timing = under_way(change);
    let open: Vec<&Slot> = change
        .slots
        .iter()
        .filter(|slot| slot.timing == timing)
        .collect();
    let mut held = lawful(process, change, directory, &excluded, person, now);
    held.retain(|capacity| open.iter().any(|slot| names(slot, capacity).is_some()));
    if held.is_empty() {
        return denied(not_asked(process, change, directory, person, now));
    }

    let filled = tally(process, change, directory, now, timing);
    let is_filled = |id: &String| filled.filled.iter().any(|(slot, _)| slot == id);
    let answerable = |capacity: &Capacity| {
        open.iter().any(|slot| {
            let in_turn = slot.comes_after.as_ref().is_none_or(is_filled);
            in_turn && names(slot, capacity).is_some_and(|eligible| is_open(change, eligible, now))
        })
    };
    if held.iter().any(answerable) {
        held.retain(answerable);
        return Ok(held);
    }
    denied(too_early(change, &open, &held, now, is_filled))
}

/// Everything that an approver in these capacities has to tick: what the slots ask that they could fill.
pub fn checklist_for(change: &Change, capacities: &[Capacity]) -> Vec<String> {
    let timing = under_way(change);
    let mut items: Vec<String> = Vec::new();
    for slot in change.slots.iter().filter(|slot| slot.timing == timing) {
        if capacities
            .iter()
            .any(|capacity| names(slot, capacity).is_some())
        {
            items.extend(
                slot.checklist
                    .iter()
                    .filter(|item| !items.contains(item))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
    }
    items
}

/// The entry of a slot that names a capacity's role.
pub(super) fn names<'a>(slot: &'a Slot, capacity: &Capacity) -> Option<&'a Eligible> {
    slot.eligible
        .iter()
        .find(|eligible| eligible.role == capacity.role)
}

/// Whether a role of a succession may answer at an instant.
pub(super) fn is_open(change: &Change, eligible: &Eligible, at: Timestamp) -> bool {
    match (eligible.opens_after, change.times.requested) {
        (None, _) => true,
        (Some(wait), Some(requested)) => {
            planted(Bug::SuccessionOpensEarly)
                || requested.checked_add(wait.0).is_ok_and(|opens| opens <= at)
        }
        // Nothing was asked for yet, so nothing has waited.
        (Some(wait), None) => wait.0.is_zero(),
    }
}

fn not_human(directory: &Directory, person: &PersonId) -> Reason {
    match directory.person(person) {
        Some(_) => Reason::new(
            "agents_never_approve",
            format!("`{person}` is an agent or a service account, and only people approve"),
            "ask a person who holds one of the roles",
        ),
        None => Reason::new(
            "not_asked",
            format!("`{person}` is not a person of this organization"),
            "an administrator can add them to the people file",
        ),
    }
}

fn contributor(process: &Process, code: &str, person: &PersonId) -> Reason {
    let what = match code {
        "requester_may_not_approve" => "asked for this change",
        "author_may_not_approve" => "wrote or edited what will run",
        _ => "carries out this change",
    };
    Reason::new(
        code,
        format!("`{person}`, or an account or agent of the same person, {what}"),
        "somebody else who holds one of the roles must approve",
    )
    .from(&process.approvals.from)
}

fn not_asked(
    process: &Process,
    change: &Change,
    directory: &Directory,
    person: &PersonId,
    now: Timestamp,
) -> Reason {
    let later = under_way(change) == Timing::Before
        && change.slots.iter().any(|slot| {
            let held = capacities(process, &change.fields, directory, person, now);
            slot.timing == Timing::After
                && held.iter().any(|capacity| names(slot, capacity).is_some())
        });
    if later {
        return Reason::new(
            "too_early",
            format!("`{person}` is asked after implementation has begun"),
            "answer once the change has started",
        );
    }
    let missing = tally(process, change, directory, now, under_way(change)).missing;
    let asked: Vec<&str> = missing.iter().map(|slot| slot.title.as_str()).collect();
    let hint = match asked.as_slice() {
        [] => "every approval that is asked for now has been given".to_owned(),
        titles => format!("asked are: {}", titles.join(", ")),
    };
    Reason::new(
        "not_asked",
        format!("`{person}` holds no role whose approval is asked for now"),
        hint,
    )
}

fn too_early(
    change: &Change,
    open: &[&Slot],
    held: &[Capacity],
    now: Timestamp,
    is_filled: impl Fn(&String) -> bool,
) -> Reason {
    let own = || {
        open.iter()
            .filter_map(|slot| Some((slot, held.iter().find_map(|c| names(slot, c))?)))
    };
    let waits = own().find_map(|(slot, _)| {
        let first = slot.comes_after.as_ref().filter(|id| !is_filled(id))?;
        open.iter().find(|other| other.id == *first)
    });
    let (message, hint) = match waits {
        Some(first) => (
            "an earlier approval of the sequence is missing".to_owned(),
            format!("first comes: {}", first.title),
        ),
        None => {
            let opens =
                own()
                    .filter(|(_, e)| !is_open(change, e, now))
                    .find_map(|(_, eligible)| {
                        change
                            .times
                            .requested?
                            .checked_add(eligible.opens_after?.0)
                            .ok()
                    });
            let when = opens.map_or_else(String::new, |at| format!("your turn begins at {at}"));
            (
                "somebody before you in the succession is still asked alone".to_owned(),
                when,
            )
        }
    };
    Reason::new("too_early", message, hint)
}
