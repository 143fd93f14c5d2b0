//! One change: its approvals, gates, answers and steps, with what follows from them for a reader.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::approval::{Approval, Slot, Timing};
use placet_domain::change::{Change, Gate};
use placet_domain::plan::{self, Step, StepRun, StepStatus, Undo, UndoWords};
use placet_domain::process::{Hold, Move};
use placet_engine::{Look, SlotView};

/// An approval that is needed.
pub(crate) struct SlotRow<'a> {
    pub(crate) slot: &'a Slot,
    pub(crate) filled_by: Option<&'a PersonId>,
    /// Who can give it now.
    pub(crate) can: &'a [PersonId],
    pub(crate) due: Option<Timestamp>,
}

/// A gate of a move.
pub(crate) struct GateRow<'a> {
    pub(crate) gate: &'a Gate,
    pub(crate) guards: &'a Move,
    /// Who can clear it, where the rules name persons; the hints of its reasons say it for the others.
    pub(crate) who: Vec<&'a PersonId>,
}

/// An answer to a request for approval.
pub(crate) struct AnswerRow<'a> {
    pub(crate) given: &'a Approval,
    /// Whether it is about what would run now.
    pub(crate) current: bool,
}

/// A step of the plan with its run.
pub(crate) struct StepRow<'a> {
    pub(crate) step: &'a Step,
    pub(crate) run: StepRun,
    /// What it does, in a line.
    pub(crate) does: String,
    /// How it is undone, in a line.
    pub(crate) undo: String,
    /// The words of the process for the undo.
    pub(crate) undo_words: UndoWords,
}

impl StepRow<'_> {
    /// Returns what the run says about the step, or the words of the process for an undo that succeeded.
    pub(crate) fn message(&self) -> &str {
        if self.run.status == StepStatus::Undone && self.run.message.is_empty() {
            &self.undo_words.success
        } else {
            &self.run.message
        }
    }
}

/// Lists the approvals that are needed.
pub(crate) fn slots(look: &Look) -> Vec<SlotRow<'_>> {
    look.slots.iter().map(slot).collect()
}

fn slot(view: &SlotView) -> SlotRow<'_> {
    SlotRow {
        slot: &view.slot,
        filled_by: view.filled_by.as_ref(),
        can: &view.who_can,
        due: view.due,
    }
}

/// Lists the gates of every move from here.
pub(crate) fn gates(look: &Look) -> Vec<GateRow<'_>> {
    let mut rows = Vec::new();
    for possible in &look.moves {
        rows.extend(possible.gates.iter().map(|gate| GateRow {
            gate,
            guards: &possible.to_make,
            who: who_can_clear(gate, look),
        }));
    }
    rows
}

fn who_can_clear<'a>(gate: &Gate, look: &'a Look) -> Vec<&'a PersonId> {
    let timing = match gate.hold {
        Hold::Approvals => Timing::Before,
        Hold::Ratification => Timing::After,
        _ => return Vec::new(),
    };
    if gate.passed {
        return Vec::new();
    }
    let open = look
        .slots
        .iter()
        .filter(|view| view.filled_by.is_none() && view.slot.timing == timing);
    let mut who: Vec<&PersonId> = open.flat_map(|view| &view.who_can).collect();
    who.sort();
    who.dedup();
    who
}

/// Lists the answers of all rounds.
pub(crate) fn answers(change: &Change) -> Vec<AnswerRow<'_>> {
    let row = |given: &'_ Approval| {
        given.is_for(change.request.digest) && given.round == change.authority.round
    };
    let answers = change.authority.approvals.iter();
    answers
        .map(|given| AnswerRow {
            current: row(given),
            given,
        })
        .collect()
}

/// Lists the steps of the plan, in order.
pub(crate) fn steps(look: &Look) -> Vec<StepRow<'_>> {
    let rules = &look.process.process.plan;
    let row = |step| StepRow {
        step,
        run: look.change.run.step(&step.id),
        does: step.action.sentence(),
        undo: undo(step),
        undo_words: plan::undo_words(rules, step),
    };
    look.change.request.plan.steps.iter().map(row).collect()
}

fn undo(step: &Step) -> String {
    match &step.undo {
        None if step.is_irreversible() => "cannot be undone".to_owned(),
        None => "no undo is given".to_owned(),
        Some(Undo::Previous(_)) => "puts back what was there before".to_owned(),
        Some(Undo::None(_)) => "leaves nothing behind".to_owned(),
        Some(Undo::Action(action)) => action.sentence(),
    }
}
