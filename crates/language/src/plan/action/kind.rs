//! What every action says of itself.

use super::nature::Nature;
use crate::lead::Elapsed;
use crate::process::Process;
use crate::reason::Reason;

/// What every action says of itself.
pub(super) trait Kind {
    fn check(&self, process: &Process) -> Vec<Reason>;
    fn nature(&self) -> Nature;
    fn sentence(&self) -> String;

    fn targets(&self) -> Vec<String> {
        Vec::new()
    }

    fn too_long_for(&self, _timeout: Elapsed) -> Option<(&'static str, Elapsed)> {
        None
    }
}
