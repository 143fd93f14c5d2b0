//! `placet change record-step`.

use placet_domain::StepId;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Report a manual step
#[derive(Debug, clap::Args)]
#[group(id = "result", required = true, multiple = false, args = ["done", "failed"])]
pub(crate) struct RecordStep {
    #[command(flatten)]
    target: Target,
    /// The step
    step: StepId,
    /// It was done
    #[arg(long)]
    done: bool,
    /// It was not done, or it failed
    #[arg(long)]
    failed: bool,
    /// What was done, or why not
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
}

impl RecordStep {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::RecordStep {
            step: self.step.clone(),
            succeeded: self.done && !self.failed,
            note: self.note.clone(),
        };
        context.order(&self.target, "record-step", &body)
    }
}
