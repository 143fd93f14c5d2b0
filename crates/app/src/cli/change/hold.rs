//! `placet change hold`.

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Put the change on hold; its state stays the same
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
