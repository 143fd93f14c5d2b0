//! `placet change deviation`.

use placet_domain::StepId;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Record a deviation from the plan
#[derive(Debug, clap::Args)]
pub(crate) struct Deviation {
    #[command(flatten)]
    target: Target,
    /// What was different, and why
    text: String,
    /// The step it concerns
    #[arg(long)]
    step: Option<StepId>,
}

impl Deviation {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::Deviation {
            step: self.step.clone(),
            text: self.text.clone(),
        };
        context.order(&self.target, "deviation", &body)
    }
}
