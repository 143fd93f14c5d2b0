//! `placet change submit`.

use serde_json::json;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Ask for review and approval
#[derive(Debug, clap::Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    target: Target,
}

impl Submit {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "submit", &json!({}))
    }
}
