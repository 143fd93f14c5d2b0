//! `placet change condition`.

use placet_domain::change::MeetCondition;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Report a condition of an approval as met
#[derive(Debug, clap::Args)]
pub(crate) struct Condition {
    #[command(flatten)]
    target: Target,
    /// The condition's number, from 1
    #[arg(value_name = "CONDITION")]
    condition: u32,
    /// How it was met
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
}

impl Condition {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = MeetCondition {
            number: self.condition,
            note: self.note.clone(),
        };
        context.order(&self.target, "condition", &body)
    }
}
