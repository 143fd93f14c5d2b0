//! `placet change schedule`.

use jiff::Timestamp;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Plan the implementation for a time
#[derive(Debug, clap::Args)]
pub(crate) struct Schedule {
    #[command(flatten)]
    target: Target,
    /// When it begins, such as 2026-11-24T14:00:00Z or 2026-11-24T15:00:00+01:00
    #[arg(long, value_name = "TIME")]
    start: Timestamp,
    /// When it is over; taken from the plan's estimate when missing
    #[arg(long, value_name = "TIME")]
    end: Option<Timestamp>,
}

impl Schedule {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::Schedule {
            start: self.start,
            end: self.end,
        };
        context.order(&self.target, "schedule", &body)
    }
}
