//! Handmade histories.

use placet_domain::ChangeId;
use placet_domain::change::{Event, Recorded};
use placet_domain::digest::Digest;
use serde_json::{Value, json};

use crate::history::{Effect, Entry};
use crate::{Case, Receipt};

/// A plan of three steps: a command, an idempotent one, and a request with a probe.
const PLAN: &str = r#"{"steps": [
    {"id": "a", "action": {"command": {"run": ["x"]}}, "undo": {"command": {"run": ["y"]}}, "targets": ["db"]},
    {"id": "b", "action": {"command": {"run": ["x"]}}, "undo": {"command": {"run": ["y"]}}, "idempotent": true},
    {"id": "c", "action": {"http": {"url": "http://h/", "method": "POST"}}, "undo": "none",
     "probe": {"http": {"url": "http://h/"}}}],
  "after_back_out": [{"command": {"run": ["z"]}}]}"#;

/// A case, built event by event.
#[derive(Default)]
pub(super) struct Story {
    pub(super) case: Case,
    position: u64,
}

/// Returns a change of a story.
pub(super) fn change(number: u64) -> ChangeId {
    ChangeId::from_parts(number, 0)
}

pub(super) fn digest(name: &str) -> Digest {
    Digest::of_bytes(name.as_bytes())
}

impl Story {
    /// Makes an event of a change from its JSON.
    pub(super) fn tell(&mut self, number: u64, event: Value) -> &mut Self {
        self.tell_of("ada", number, event)
    }

    pub(super) fn tell_of(&mut self, person: &str, number: u64, event: Value) -> &mut Self {
        let event: Event = serde_json::from_value(event).unwrap();
        let stream = self.case.history.streams.entry(change(number)).or_default();
        let (version, position) = (stream.0.len() as u64 + 1, self.position);
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        let by = Some(person.parse().unwrap());
        stream.0.push(Entry {
            version,
            position,
            recorded: Recorded { at, by, event },
        });
        self.case.receipts.push(Receipt {
            change: change(number),
            version,
            position,
        });
        self.position += 1;
        self
    }

    /// Opens, authorizes and starts a change.
    pub(super) fn started(&mut self, number: u64) -> &mut Self {
        self.authorized(number).tell(
            number,
            json!({"type": "ChangeStarted", "implementer": "ada", "digest": digest("d")}),
        )
    }

    pub(super) fn authorized(&mut self, number: u64) -> &mut Self {
        self.opened(number);
        self.tell(
            number,
            json!({"type": "DigestChanged", "digest": digest("d"), "voided": 0}),
        );
        self.approved(number, "bob", "d");
        self.tell(
            number,
            json!({"type": "ChangeAuthorized", "digest": digest("d"), "by": ["bob"]}),
        )
    }

    pub(super) fn opened(&mut self, number: u64) -> &mut Self {
        let plan: Value = serde_json::from_str(PLAN).unwrap();
        let opened = json!({"type": "ChangeOpened", "id": change(number), "number": format!("C-{number}"),
            "process": "p", "process_digest": digest("p"), "model": "m", "class": "standard", "state": "draft",
            "phase": "new", "requester": "ada", "fields": {"reason": format!("tag-{number}")}, "plan": plan});
        self.tell(number, opened)
    }

    pub(super) fn approved(&mut self, number: u64, person: &str, of: &str) -> &mut Self {
        let approval = json!({"person": person, "capacities": [], "answer": "approved", "digest": digest(of),
            "round": 1, "at": "2026-01-01T00:00:00Z"});
        self.tell(
            number,
            json!({"type": "ApprovalGiven", "approval": approval}),
        )
    }

    pub(super) fn begins(
        &mut self,
        number: u64,
        step: &str,
        direction: &str,
        attempt: u32,
    ) -> &mut Self {
        let begins = json!({"type": "StepStarted", "step": step, "direction": direction, "attempt": attempt});
        self.tell(number, begins)
    }

    /// Adds the effect of the attempt that began last, as the target side saw it.
    pub(super) fn has(
        &mut self,
        number: u64,
        kind: &str,
        step: &str,
        direction: &str,
        attempt: u32,
    ) -> &mut Self {
        let (who, attempt) = match kind.starts_with("http") {
            true => (format!("tag-{number}"), 0),
            false => (change(number).to_string(), attempt),
        };
        let fence = self
            .case
            .history
            .streams
            .get(&change(number))
            .map_or(0, |stream| stream.0.len() as u64);
        let (kind, step, direction) = (kind.to_owned(), step.to_owned(), direction.to_owned());
        self.case.effects.push(Effect {
            kind,
            who,
            step,
            direction,
            attempt,
            fence,
        });
        self
    }

    /// Adds a step that begins, has its effect and succeeds.
    pub(super) fn does(&mut self, number: u64, step: &str) -> &mut Self {
        let kind = if step == "c" { "http-do" } else { "do" };
        self.begins(number, step, "forward", 1)
            .has(number, kind, step, "forward", 1);
        self.tell(
            number,
            json!({"type": "StepSucceeded", "step": step, "attempt": 1}),
        )
    }

    pub(super) fn undoes(&mut self, number: u64, step: &str) -> &mut Self {
        self.begins(number, step, "undo", 1)
            .has(number, "undo", step, "undo", 1);
        self.tell(
            number,
            json!({"type": "StepUndone", "step": step, "attempt": 1}),
        )
    }

    pub(super) fn says(&mut self, number: u64, name: &str) -> &mut Self {
        self.tell(number, json!({"type": name}))
    }

    pub(super) fn back_out(&mut self, number: u64, scope: &[&str]) -> &mut Self {
        self.tell(
            number,
            json!({"type": "BackoutStarted", "kind": "full", "trigger": "x", "scope": scope}),
        )
    }

    pub(super) fn fails(&mut self, number: u64, step: &str, attempt: u32) -> &mut Self {
        self.tell(
            number,
            json!({"type": "StepFailed", "step": step, "attempt": attempt, "message": "no"}),
        )
    }

    pub(super) fn unknown(
        &mut self,
        number: u64,
        step: &str,
        direction: &str,
        attempt: u32,
    ) -> &mut Self {
        self.tell(number, json!({"type": "OutcomeUnknown", "step": step, "direction": direction, "attempt": attempt,
            "message": "lost"}))
    }

    pub(super) fn ordered(&mut self, number: u64, step: &str) -> &mut Self {
        self.tell(
            number,
            json!({"type": "StepOrdered", "step": step, "reason": "x"}),
        )
    }

    pub(super) fn not_begun(&mut self, number: u64, step: &str, direction: &str) -> &mut Self {
        self.tell(
            number,
            json!({"type": "StepNotStarted", "step": step, "direction": direction, "attempt": 1}),
        )
    }

    pub(super) fn enters(&mut self, number: u64, state: &str, phase: &str) -> &mut Self {
        self.tell(
            number,
            json!({"type": "StateEntered", "state": state, "phase": phase}),
        )
    }
}
