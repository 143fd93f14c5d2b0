//! A decision under way: the events so far and the state they lead to.

use super::event::Event;
use super::evolve;
use super::facts::Facts;
use super::gate::{self, Gate};
use super::state::Change;
use placet_language::codes::Code;
use placet_language::condition::{Scope, holds_or_not};
use placet_language::ids::PersonId;
use placet_language::process::{Move, MoveRule, Phase};
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Collects events; each one is applied at once, so that what follows is decided on what it led to.
pub(super) struct Decision<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) change: Change,
    pub(super) events: Vec<Event>,
}

impl<'a> Decision<'a> {
    pub(super) fn new(change: Change, facts: &'a Facts<'a>) -> Self {
        Self {
            facts,
            change,
            events: Vec::new(),
        }
    }

    /// Records an event and applies it.
    pub(super) fn emit(&mut self, event: Event) {
        evolve::apply(
            &mut self.change,
            self.facts.now,
            self.facts.person(),
            &event,
        );
        self.events.push(event);
    }

    /// What conditions see.
    pub(super) fn scope(&self) -> Scope<'_> {
        self.change.scope(self.facts.process)
    }

    /// The person who asks; a rejection for the engine, which has no verbs of people.
    pub(super) fn person(&self) -> Result<&'a PersonId, Rejection> {
        self.facts.asking_person()
    }

    /// The first rule of a move that leaves the state the change is in.
    pub(super) fn rule(&self, to_make: Move) -> Option<&'a MoveRule> {
        rule_of(&self.change, self.facts, to_make)
    }

    /// Whether the change waits to be handed in, for the first time or again after it was sent back. Until then nothing
    /// is asked of approvers (003.H4).
    pub(super) fn waits_for_submission(&self) -> bool {
        self.rule(Move::Submit)
            .is_some_and(|rule| rule.to != self.change.state)
    }

    /// Enters the state a rule leads to.
    pub(super) fn enter(&mut self, rule: &MoveRule) {
        if rule.to == self.change.state {
            return;
        }
        let phase = self
            .facts
            .process
            .lifecycle
            .states
            .get(&rule.to)
            .map_or(self.change.phase, |state| state.phase);
        self.emit(Event::StateEntered {
            state: rule.to.clone(),
            phase,
        });
    }

    /// Makes a move that is optional: nothing happens when the process has none from here or a gate is closed.
    pub(super) fn move_if_possible(&mut self, to_make: Move) -> bool {
        let Some(rule) = self.rule(to_make) else {
            return false;
        };
        if self.closed_gates(rule).is_empty() {
            self.enter(rule);
            return true;
        }
        false
    }

    /// Finds the rule for a person's verb, checks who may and what must hold.
    pub(super) fn ask_to(&self, to_make: Move, verb: &str) -> Result<&'a MoveRule, Rejection> {
        let rule = self
            .rule(to_make)
            .ok_or_else(|| self.not_from_here(to_make, verb))?;
        self.may(&rule.by, verb)?;
        Rejection::unless_empty(
            RejectionKind::Blocked,
            &format!("`{verb}` is blocked"),
            self.closed_gates(rule),
        )?;
        Ok(rule)
    }

    /// Every reason of every gate of a rule that does not hold.
    pub(super) fn closed_gates(&self, rule: &MoveRule) -> Vec<Reason> {
        rule.holds
            .iter()
            .map(|hold| gate::gate(hold, &self.change, self.facts))
            .filter(|gate| !gate.passed)
            .flat_map(|gate: Gate| gate.reasons)
            .collect()
    }

    fn not_from_here(&self, to_make: Move, verb: &str) -> Rejection {
        let rules = self.facts.process.lifecycle.moves.get(&to_make);
        let states: Vec<String> = rules
            .into_iter()
            .flat_map(|list| &list.0)
            .flat_map(|rule| &rule.at)
            .map(|state| format!("`{state}`"))
            .collect();
        let hint = if states.is_empty() {
            format!("the process has no move `{verb}`")
        } else {
            format!("the process allows it in {}", states.join(", "))
        };
        not_in_this_state(&self.change, verb, hint)
    }

    /// Checks that the person is one of those a rule names: roles, `requester`, `implementer`; anybody when empty.
    pub(super) fn may(&self, by: &[String], verb: &str) -> Result<(), Rejection> {
        let Some(person) = self.facts.person() else {
            return Ok(());
        };
        if by.is_empty() {
            return Ok(());
        }
        let electors = self.facts.electors();
        let roles = electors.capacities(&self.change.request.fields, person);
        let named = by.iter().any(|who| match who.as_str() {
            "requester" => *person == self.change.who.requester,
            "implementer" => self.change.who.implementer.as_ref() == Some(person),
            role => roles.iter().any(|capacity| capacity.role.as_str() == role),
        });
        if named {
            return Ok(());
        }
        Err(Rejection::one(
            RejectionKind::Denied,
            Reason::new(
                Code::NotYourRole,
                format!("`{person}` may not `{verb}` this change"),
                format!("it takes one of: {}", by.join(", ")),
            ),
        ))
    }
}

/// Returns the rejection of a verb that the state of the change does not allow.
pub(super) fn not_in_this_state(change: &Change, verb: &str, hint: String) -> Rejection {
    let message = format!(
        "`{verb}` is not possible while the change is `{}`",
        change.state
    );
    let reason = Reason::new(Code::NotInThisState, message, hint).at("state");
    Rejection::one(RejectionKind::WrongState, reason)
}

fn rule_of<'a>(change: &Change, facts: &Facts<'a>, to_make: Move) -> Option<&'a MoveRule> {
    let rules = facts.process.lifecycle.moves.get(&to_make)?;
    let scope = std::cell::OnceCell::new();
    rules.0.iter().find(|rule| {
        rule.at.contains(&change.state)
            && (rule.when.is_none()
                || holds_or_not(
                    rule.when.as_ref(),
                    scope.get_or_init(|| change.scope(facts.process)),
                ))
    })
}

/// The moves that the process has from where a change is, with their gates, for people who ask what is possible.
pub fn allowed_moves(change: &Change, facts: &Facts<'_>) -> Vec<(Move, Vec<Gate>)> {
    if matches!(change.phase, Phase::Closed | Phase::Canceled) {
        return Vec::new();
    }
    facts
        .process
        .lifecycle
        .moves
        .keys()
        .filter_map(|to_make| {
            let rule = rule_of(change, facts, *to_make)?;
            let gates = rule
                .holds
                .iter()
                .map(|hold| gate::gate(hold, change, facts))
                .collect();
            Some((*to_make, gates))
        })
        .collect()
}
