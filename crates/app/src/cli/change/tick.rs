//! `placet change tick`.

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};

/// Tick tasks of a checklist
#[derive(Debug, clap::Args)]
pub(crate) struct Tick {
    #[command(flatten)]
    target: Target,
    /// The checklist, such as `before`
    #[arg(long, value_name = "NAME")]
    checklist: String,
    /// Tasks by their text
    #[arg(
        value_name = "TASK",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    tasks: Vec<String>,
    /// All tasks of the checklist
    #[arg(long)]
    all: bool,
    /// A note kept with them
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
}

impl Tick {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::Tick {
            checklist: self.checklist.clone(),
            // An empty list stands for all tasks.
            tasks: self.tasks.clone(),
            note: self.note.clone(),
        };
        context.order(&self.target, "tick", &body)
    }
}
