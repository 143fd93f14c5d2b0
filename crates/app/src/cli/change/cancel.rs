//! `placet change cancel`.

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// End the change before implementation
#[derive(Debug, clap::Args)]
pub(crate) struct Cancel {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
}

impl Cancel {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "cancel", &self.reason.because())
    }
}
