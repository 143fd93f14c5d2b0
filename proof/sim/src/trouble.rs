//! What goes wrong in a run, and how often.

use placet_proof::Rng;

/// The kinds of trouble that a run has. Most runs have only a few, so that each shows its effect.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trouble {
    pub(crate) server_crashes: bool,
    pub(crate) power_cuts: bool,
    pub(crate) failing_disk: bool,
    pub(crate) full_disk: bool,
    pub(crate) clock_jumps: bool,
    /// Whether the fault is already planned.
    pub(crate) only: bool,
    /// Whether the next death of the server is a death of its host.
    pub(crate) takes_host: bool,
}

impl Trouble {
    pub(crate) fn draw(chance: &mut Rng) -> Self {
        Self {
            server_crashes: chance.percent(60),
            power_cuts: chance.percent(40),
            failing_disk: chance.percent(25),
            full_disk: chance.percent(15),
            clock_jumps: chance.percent(30),
            only: false,
            takes_host: false,
        }
    }

    pub(crate) fn none() -> Self {
        Self::default()
    }
}
