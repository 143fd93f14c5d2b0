//! `placet change skip`.

use placet_domain::StepId;
use placet_domain::change::OfStep;

use super::because::Reason;
use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Leave a step out, or take over a failed undo; without a step, the checks after the rollback
#[derive(Debug, clap::Args)]
pub(crate) struct Skip {
    #[command(flatten)]
    target: Target,
    /// The step
    step: Option<StepId>,
    #[command(flatten)]
    reason: Reason,
}

impl Skip {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = OfStep {
            step: self.step.clone(),
            reason: self.reason.because().reason,
        };
        context.order(&self.target, "skip", &body)
    }
}
