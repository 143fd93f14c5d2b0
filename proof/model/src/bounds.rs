//! How much may happen at most, and what an append compares.

use crate::world::{ANN, BEN, DEPUTY, EDITOR, REQUESTER, VOTERS};

/// How much may happen at most. Each additional event multiplies the states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The subject of this slice.
    pub name: &'static str,
    /// The people who try to approve.
    pub voters: &'static [&'static str],
    /// The people who try to start.
    pub starters: &'static [&'static str],
    /// Edits of the plan.
    pub edits: u8,
    /// Rejections.
    pub rejections: u8,
    /// Approvals by an account whose last answer is the same.
    pub repeats: u8,
    /// Holds.
    pub holds: u8,
    /// How often the slow server decides something.
    pub slow: u8,
    /// How often a role is lost or handed over; there are two such changes.
    pub people: u8,
    /// Outcomes that report a failed step.
    pub failures: u8,
    /// Unknown outcomes.
    pub unknown: u8,
    /// Whether the search continues after the start: outcomes, back-outs, orders to continue, ends.
    pub runs: bool,
    /// Whether there is a second change that wants the same target.
    pub rival: bool,
}

const NOTHING: Bounds = Bounds {
    name: "",
    voters: &[ANN, BEN],
    starters: &[REQUESTER],
    edits: 0,
    rejections: 0,
    repeats: 0,
    holds: 0,
    slow: 0,
    people: 0,
    failures: 0,
    unknown: 0,
    runs: false,
    rival: false,
};

/// Seven accounts with every trick, two people who start, one change of roles.
pub const WHO: Bounds = Bounds {
    name: "who approves and who starts",
    voters: &VOTERS,
    starters: &[REQUESTER, ANN, DEPUTY],
    people: 1,
    slow: 1,
    ..NOTHING
};

/// What an edit or a rejection voids, and the effect of a second answer of the same person.
pub const EDITS: Bounds = Bounds {
    name: "edits and rejections between votes",
    voters: &[EDITOR, ANN, BEN],
    starters: &[REQUESTER, ANN],
    edits: 2,
    rejections: 1,
    repeats: 1,
    people: 1,
    slow: 1,
    ..NOTHING
};

/// A slow server decides on data that the quick one then changes.
pub const VOTING: Bounds = Bounds {
    name: "two servers while votes are given",
    voters: &[ANN, BEN, DEPUTY],
    edits: 1,
    slow: 3,
    people: 2,
    ..NOTHING
};

/// The same, from the start to the end of the run.
pub const RUNNING: Bounds = Bounds {
    name: "two servers while it runs",
    holds: 1,
    slow: 2,
    people: 1,
    failures: 1,
    unknown: 1,
    runs: true,
    ..NOTHING
};

/// Another change, approved, that wants the same target.
pub const RIVAL: Bounds = Bounds {
    name: "two changes that want one target",
    slow: 2,
    failures: 1,
    runs: true,
    rival: true,
    holds: 1,
    people: 1,
    ..NOTHING
};

/// Every slice is searched completely. Together they replace one search that would be too large.
pub const SLICES: [Bounds; 5] = [WHO, EDITS, VOTING, RUNNING, RIVAL];

impl Bounds {
    /// Returns wider bounds, after this many steps. The steps take turns: what voids (edits, changes of people), what
    /// goes wrong (failures, unknown outcomes, holds; before a start: rejections, repeated answers), and what races
    /// (slow decisions). The first multiplies the states by seven.
    #[must_use]
    pub fn wider(mut self, steps: u64) -> Self {
        for step in 0..steps {
            match step % 3 {
                0 => {
                    self.edits += 1;
                    self.people = (self.people + 1).min(2);
                }
                1 if self.runs => {
                    self.failures += 1;
                    self.unknown += 1;
                    self.holds += 1;
                }
                1 => {
                    self.rejections += 1;
                    self.repeats += 1;
                }
                _ => self.slow += 1,
            }
        }
        self
    }

    /// Returns narrower bounds, for a build that is not optimized.
    #[must_use]
    pub fn narrower(self) -> Self {
        Self {
            edits: self.edits.min(1),
            slow: self.slow.min(1),
            people: self.people.min(1),
            holds: 0,
            unknown: 0,
            repeats: 0,
            ..self
        }
    }
}

/// What an append compares: everything, except in the controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guards {
    /// The version of the change.
    pub version: bool,
    /// The people that the decision was made with.
    pub people: bool,
    /// That no other change holds a target.
    pub claims: bool,
}

impl Guards {
    /// Every comparison.
    pub const ALL: Self = Self {
        version: true,
        people: true,
        claims: true,
    };
}
