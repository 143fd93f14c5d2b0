//! `placet change resume`.

use serde_json::json;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Let forward steps continue after a pause
#[derive(Debug, clap::Args)]
pub(crate) struct Resume {
    #[command(flatten)]
    target: Target,
}

impl Resume {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        context.order(&self.target, "resume", &json!({}))
    }
}
