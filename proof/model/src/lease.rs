//! Who carries out an attempt when several nodes can: a lease with an epoch, and a fence at the target.
//!
//! The PostgreSQL back end will use this protocol. A node claims the job of an attempt, which raises its epoch. A node
//! that is slow, stopped or cut off may believe that it holds a lease that another node has taken. The target side
//! keeps the highest epoch it has seen and whether the attempt was begun. The outcome is recorded once.

use stateright::{Model, Property};

/// Most nodes.
const NODES_MAX: usize = 4;

/// The model. Each `bool` field is a rule of the protocol, and is false in one of the controls.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// The number of nodes.
    pub nodes: usize,
    /// The most claims.
    pub epochs: u8,
    /// Whether the target refuses an epoch below the highest it has seen.
    pub fence: bool,
    /// Whether the target (the shim's record of the attempt) begins an attempt only once.
    pub once: bool,
    /// Whether an outcome is accepted only from the epoch that holds the lease.
    pub outcome_by_epoch: bool,
}

/// The whole state at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The epoch of the last claim, and whether the lease still runs.
    epoch: u8,
    runs: bool,
    /// The epoch that each node believes it holds.
    believes: [Option<u8>; NODES_MAX],
    /// Which nodes have sent their order and are waiting for the outcome.
    sent: [bool; NODES_MAX],
    /// The target: the highest epoch it has seen, and how often the attempt had its effect.
    seen: u8,
    effects: u8,
    /// How many outcomes were recorded, and the epoch of the last one.
    recorded: u8,
    backwards: bool,
    stale: bool,
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A node claims the job.
    Claim(usize),
    /// The lease expires; its holder may not know.
    Expire,
    /// A node orders the effect at the target.
    Order(usize),
    /// A node reports the outcome.
    Report(usize),
    /// A node dies and forgets.
    Crash(usize),
}

impl Model for Lease {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            epoch: 0,
            runs: false,
            believes: [None; NODES_MAX],
            sent: [false; NODES_MAX],
            seen: 0,
            effects: 0,
            recorded: 0,
            backwards: false,
            stale: false,
        }]
    }

    fn actions(&self, _: &State, actions: &mut Vec<Action>) {
        actions.push(Action::Expire);
        for node in 0..self.nodes.min(NODES_MAX) {
            actions.extend([
                Action::Claim(node),
                Action::Order(node),
                Action::Report(node),
                Action::Crash(node),
            ]);
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut s = last.clone();
        match action {
            Action::Claim(node) => {
                if s.runs || s.recorded > 0 || s.epoch >= self.epochs {
                    return None;
                }
                (s.epoch, s.runs) = (s.epoch + 1, true);
                *s.believes.get_mut(node)? = Some(s.epoch);
                *s.sent.get_mut(node)? = false;
            }
            Action::Expire => {
                s.runs.then_some(())?;
                s.runs = false;
            }
            Action::Order(node) => {
                let epoch = (*s.believes.get(node)?)?;
                if std::mem::replace(s.sent.get_mut(node)?, true) {
                    return None;
                }
                let refused = self.fence && epoch < s.seen;
                let done = self.once && s.effects > 0;
                if !refused && !done {
                    s.effects += 1;
                    s.stale |= epoch < s.seen;
                }
                s.backwards |= !refused && epoch < s.seen;
                s.seen = if refused { s.seen } else { epoch };
            }
            Action::Report(node) => {
                let epoch = (*s.believes.get(node)?)?;
                s.sent.get(node)?.then_some(())?;
                *s.believes.get_mut(node)? = None;
                *s.sent.get_mut(node)? = false;
                // The version of the change is the second guard: an attempt that has ended accepts no outcome.
                let known = !self.outcome_by_epoch || (s.recorded == 0 && epoch == s.epoch);
                s.recorded += u8::from(known && s.recorded < 3);
                s.runs &= !known;
            }
            Action::Crash(node) => {
                s.believes.get(node)?.as_ref()?;
                *s.believes.get_mut(node)? = None;
                *s.sent.get_mut(node)? = false;
            }
        }
        Some(s)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("I3: an attempt has one effect", |_, s: &State| {
                s.effects <= 1
            }),
            Property::always("I3: an outcome is recorded once", |_, s: &State| {
                s.recorded <= 1
            }),
            Property::always(
                "I1: no recorded outcome without an effect",
                |_, s: &State| s.recorded == 0 || s.effects > 0,
            ),
            Property::always(
                "I14: an epoch never decreases at the target",
                |_, s: &State| !s.backwards,
            ),
            Property::sometimes("an outcome can be recorded", |_, s: &State| s.recorded == 1),
            Property::sometimes("another node can take over and finish", |_, s: &State| {
                s.recorded == 1 && s.epoch > 1
            }),
        ]
    }
}
