//! `placet change defer`.

use placet_domain::digest::Digest;

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Postpone the decision
#[derive(Debug, clap::Args)]
pub(crate) struct Defer {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
    /// Only if this is still what would be approved
    #[arg(long, value_name = "SHA256")]
    digest: Option<Digest>,
}

impl Defer {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "defer", &self.reason.decline(self.digest))
    }
}
