//! `placet change start`.

use serde_json::json;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Begin the implementation
#[derive(Debug, clap::Args)]
pub(crate) struct Start {
    #[command(flatten)]
    target: Target,
}

impl Start {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "start", &json!({}))
    }
}
