//! The reason that several verbs take.

use placet_domain::change::{Because, Decline};
use placet_domain::digest::Digest;

/// A reason.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Reason {
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Reason {
    pub(super) fn because(&self) -> Because {
        Because {
            reason: self.reason.clone(),
        }
    }

    pub(super) fn decline(&self, digest: Option<Digest>) -> Decline {
        Decline {
            digest,
            reason: self.reason.clone(),
        }
    }
}
