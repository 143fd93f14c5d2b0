//! `placet change back-out`.

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Roll back: undo what was done
#[derive(Debug, clap::Args)]
pub(crate) struct BackOut {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
}

impl BackOut {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "back-out", &self.reason.because())
    }
}
