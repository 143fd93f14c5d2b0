//! `placet change abort`.

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Stop everything now, running steps included, and roll back
#[derive(Debug, clap::Args)]
pub(crate) struct Abort {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
}

impl Abort {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "abort", &self.reason.because())
    }
}
