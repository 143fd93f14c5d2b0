//! `placet change hold`.

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Hold the change beside its state
#[derive(Debug, clap::Args)]
pub(crate) struct Hold {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
}

impl Hold {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "hold", &self.reason.because())
    }
}
