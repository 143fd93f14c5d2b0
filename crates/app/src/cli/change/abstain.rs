//! `placet change abstain`.

use placet_domain::digest::Digest;

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Abstain
#[derive(Debug, clap::Args)]
pub(crate) struct Abstain {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    reason: Reason,
    /// Only if this is still what would be approved
    #[arg(long, value_name = "SHA256")]
    digest: Option<Digest>,
}

impl Abstain {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "abstain", &self.reason.decline(self.digest))
    }
}
