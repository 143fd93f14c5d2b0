//! `placet change retry`.

use placet_domain::StepId;
use placet_domain::change::OfStep;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Run a step or its undo again; without a step, the checks after the rollback
#[derive(Debug, clap::Args)]
pub(crate) struct Retry {
    #[command(flatten)]
    target: Target,
    /// The step
    step: Option<StepId>,
    /// Why
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    reason: String,
}

impl Retry {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = OfStep {
            step: self.step.clone(),
            reason: self.reason.clone(),
        };
        context.order(&self.target, "retry", &body)
    }
}
