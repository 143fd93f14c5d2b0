//! Approval, digest, claim and start, over the real rules.
//!
//! Two servers work on one store. One may be slow: it decides, and appends its decision later, or dies in between. The
//! other decides and appends at once. So every order of two decisions and two appends is tried. An append is refused as
//! the store refuses it: if the version of the change is not the one that was seen, if people have changed since, or if
//! another change holds a target. A refused command is decided again, which is another decision here.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stateright::{Model, Property};

use crate::ask::Ask;
use crate::bounds::{Bounds, Guards};
use crate::judge::{Judge, Law};
use crate::kept::{Decided, Kept, Memory, Question, fold};
use crate::world::{ANN, BEN, DEPUTY, REQUESTER};

/// I2, I7, I8; T1, T2, T3, T5, T9.
pub const VOTES: &str =
    "I2 I7 I8: nothing is authorized or begun without two lawful votes for what runs";
/// I3.
pub const ONCE: &str = "I3: an attempt begins once";
/// I4.
pub const FORWARD: &str = "I4: nothing goes forward while held or backed out";
/// I5.
pub const FINAL: &str = "I5: an end is final";
/// I12.
pub const HOLDER: &str = "I12: a target has one holder";

/// A decision that a slow server has not appended yet.
#[derive(Debug, Clone)]
pub struct Pending {
    which: usize,
    question: Question,
    decided: Arc<Decided>,
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        (self.which, self.question) == (other.which, other.question)
    }
}

impl Hash for Pending {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.which, self.question).hash(state);
    }
}

/// The whole state at one moment.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct State {
    changes: Vec<Kept>,
    judges: Vec<Arc<Judge>>,
    people: u8,
    pending: Option<Pending>,
    left: [u8; 8],
    two_holders: bool,
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// The quick server decides and appends.
    Quick(usize, Ask),
    /// The slow server decides.
    Decide(usize, Ask),
    /// The slow server appends its decision.
    Append,
    /// The slow server dies.
    Crash,
    /// Ann loses the role (0), or Ben hands it over (1).
    People(u8),
}

/// Places in `State::left`.
const EDITS: usize = 0;
const REJECTIONS: usize = 1;
const HOLDS: usize = 2;
const SLOW: usize = 3;
const PEOPLE: usize = 4;
const UNKNOWN: usize = 5;
const FAILURES: usize = 6;
const REPEATS: usize = 7;

/// The model.
#[derive(Debug)]
pub struct Rules {
    bounds: Bounds,
    guards: Guards,
    memory: Memory,
}

impl Rules {
    /// Makes the model within bounds. An append compares what the guards say.
    pub fn new(bounds: Bounds, guards: Guards) -> Self {
        Self {
            bounds,
            guards,
            memory: Memory::default(),
        }
    }

    /// Decides a command on the current change, if the bounds allow it. Returns none if it was refused or changes
    /// nothing.
    fn decided(&self, state: &mut State, which: usize, ask: Ask) -> Option<Pending> {
        let kept = state.changes.get(which)?.clone();
        let place = match ask {
            Ask::Edit => Some(EDITS),
            Ask::Reject => Some(REJECTIONS),
            Ask::Hold => Some(HOLDS),
            Ask::Outcome("unknown") => Some(UNKNOWN),
            Ask::Outcome("failed") => Some(FAILURES),
            Ask::Approve(_) if ask.is_repeated(&kept.change) => Some(REPEATS),
            _ => None,
        };
        if let Some(left) = place.and_then(|place| state.left.get_mut(place)) {
            *left = left.checked_sub(1)?;
        }
        let question = Question {
            print: kept.print,
            people: state.people,
            claimed: claimed(state, which),
            ask,
        };
        let decided = self.memory.decided(&kept, question)?;
        Some(Pending {
            which,
            question,
            decided,
        })
    }

    /// Appends a decision, and lets the judge read it. Returns none if the store refuses it.
    fn append(&self, state: &mut State, pending: &Pending) -> Option<()> {
        let which = pending.which;
        let kept = state.changes.get(which)?;
        let moved_on = kept.print != pending.question.print;
        if moved_on && self.guards.version
            || self.guards.people && pending.question.people != state.people
        {
            return None;
        }
        let after = if moved_on {
            Kept::new(fold(&kept.change, &pending.decided.events)?)
        } else {
            pending.decided.after.clone()
        };
        if after.change.run.holds_targets() && claimed(state, which) && self.guards.claims {
            return None;
        }
        let mut judge = Judge::clone(state.judges.get(which)?);
        for event in &pending.decided.events {
            judge.take(event, state.people);
        }
        *state.changes.get_mut(which)? = after;
        *state.judges.get_mut(which)? = Arc::new(judge);
        state.two_holders |= state.judges.iter().filter(|judge| judge.holding).count() > 1;
        Some(())
    }
}

/// Tells whether another change holds the target.
fn claimed(state: &State, which: usize) -> bool {
    let mut others = state.changes.iter().enumerate();
    others.any(|(other, kept)| other != which && kept.change.run.holds_targets())
}

impl Model for Rules {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let b = &self.bounds;
        let first = Kept::opened("CR-1", 1);
        let rival = Kept::opened("CR-2", 2).filter(|_| b.rival);
        let (changes, judges) = first.into_iter().chain(rival).unzip();
        let mut state = State {
            changes,
            judges,
            people: 0,
            pending: None,
            left: [
                b.edits,
                b.rejections,
                b.holds,
                b.slow,
                b.people,
                b.unknown,
                b.failures,
                b.repeats,
            ],
            two_holders: false,
        };
        // Both are submitted. The rival is also approved, so that it only waits for its start.
        let steps = [
            (0, Ask::Submit),
            (1, Ask::Submit),
            (1, Ask::Approve(ANN)),
            (1, Ask::Approve(BEN)),
        ];
        for (which, ask) in steps {
            if let Some(pending) = self.decided(&mut state, which, ask) {
                let _ = self.append(&mut state, &pending);
            }
        }
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let mut asks = vec![
            Ask::Reject,
            Ask::Submit,
            Ask::Edit,
            Ask::Hold,
            Ask::Release,
            Ask::Cancel,
        ];
        asks.extend(self.bounds.voters.iter().copied().map(Ask::Approve));
        asks.extend(self.bounds.starters.iter().copied().map(Ask::Start));
        if self.bounds.runs {
            asks.extend(["succeeded", "failed", "unknown"].map(Ask::Outcome));
            asks.extend(["successful", "backed_out"].map(Ask::Close));
            asks.extend([Ask::BackOut, Ask::Retry]);
        }
        actions.extend(asks.iter().map(|ask| Action::Quick(0, *ask)));
        let rival = [Ask::Start(REQUESTER), Ask::Outcome("succeeded")];
        if state.changes.len() > 1 {
            actions.extend(rival.map(|ask| Action::Quick(1, ask)));
        }
        if state.pending.is_some() {
            actions.extend([Action::Append, Action::Crash]);
        } else {
            // A slow decision is only interesting if it begins something, counts as a vote, or changes what runs.
            let slow = [
                Ask::Start(REQUESTER),
                Ask::Approve(BEN),
                Ask::Edit,
                Ask::Outcome("succeeded"),
            ];
            actions.extend(slow.map(|ask| Action::Decide(0, ask)));
        }
        let people = (0..2_u8).filter(|bit| state.people & (1 << bit) == 0);
        actions.extend(people.map(Action::People));
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Quick(which, ask) => {
                let pending = self.decided(&mut state, which, ask)?;
                self.append(&mut state, &pending)?;
            }
            Action::Decide(which, ask) => {
                state.left[SLOW] = state.left[SLOW].checked_sub(1)?;
                state.pending = Some(self.decided(&mut state, which, ask)?);
            }
            Action::Append => {
                let pending = state.pending.take()?;
                // The store writes nothing for a decision that it refuses.
                let _ = self.append(&mut state, &pending);
            }
            Action::Crash => state.pending = None,
            Action::People(bit) => {
                state.left[PEOPLE] = state.left[PEOPLE].checked_sub(1)?;
                state.people |= 1 << bit;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn never(state: &State, law: Law) -> bool {
            let mut judges = state.judges.iter();
            judges.all(|judge| !judge.broken.contains(&law))
        }
        vec![
            Property::always(VOTES, |_, s| never(s, Law::Quorum)),
            Property::always(ONCE, |_, s| never(s, Law::StartedTwice)),
            Property::always(FORWARD, |_, s| never(s, Law::ForwardThough)),
            Property::always(FINAL, |_, s| never(s, Law::Final)),
            Property::always(HOLDER, |_, s: &State| !s.two_holders),
            Property::sometimes("a start can be reached", |_, s: &State| has_run(s)),
            Property::sometimes("an edited change can be approved again", |_, s: &State| {
                s.judges.iter().any(|judge| judge.approved_after_edit)
            }),
            Property::sometimes("a deputy's vote can carry a start", |_, s: &State| {
                has_run(s) && voted(s, DEPUTY)
            }),
            Property::sometimes("a change can be backed out to its end", |_, s: &State| {
                let mut changes = s.changes.iter();
                changes.any(|kept| kept.change.state.as_str() == "undone")
            }),
            Property::sometimes("a change can be closed", |_, s: &State| {
                let mut changes = s.changes.iter();
                changes.any(|kept| kept.change.times.closed.is_some())
            }),
        ]
    }
}

fn has_run(state: &State) -> bool {
    let first = state.changes.first();
    first.is_some_and(|kept| kept.change.times.started.is_some())
}

fn voted(state: &State, who: &str) -> bool {
    let mut answers = state
        .changes
        .iter()
        .flat_map(|kept| &kept.change.authority.approvals);
    answers.any(|answer| answer.person.as_str() == who)
}
