//! `wait`: so much time.

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::invalid;
use crate::lead::Elapsed;
use crate::process::Process;
use crate::reason::Reason;

impl Kind for Elapsed {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let none = self
            .0
            .is_zero()
            .then(|| invalid("it waits for no time at all", "write it like `30s`"));
        none.into_iter().collect()
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: true,
            leaves_traces: false,
            by_person: false,
            undo: UndoneBy::Nothing,
        }
    }

    fn sentence(&self) -> String {
        format!("waits {self}")
    }

    fn too_long_for(&self, timeout: Elapsed) -> Option<(&'static str, Elapsed)> {
        (*self >= timeout).then_some(("wait", *self))
    }
}
