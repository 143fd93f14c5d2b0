//! `placet change review`.

use std::path::PathBuf;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, fields_of};

/// Record a review
#[derive(Debug, clap::Args)]
#[group(id = "result", required = true, multiple = false, args = ["passed", "failed"])]
pub(crate) struct Review {
    #[command(flatten)]
    target: Target,
    /// Which review, such as `technical`
    #[arg(long)]
    kind: String,
    /// The change may go on
    #[arg(long)]
    passed: bool,
    /// The change may not go on
    #[arg(long)]
    failed: bool,
    /// An item of the checklist, by its text; repeat it for more
    #[arg(long, value_name = "ITEM")]
    tick: Vec<String>,
    /// Every item of the checklist
    #[arg(long, conflicts_with = "tick")]
    tick_all: bool,
    /// What should be done
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    recommendations: String,
    #[command(flatten)]
    fields: FieldArgs,
    /// A file with further fields, YAML or JSON; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Review {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::Review {
            kind: self.kind.clone(),
            ticked: if self.tick_all {
                self.checklist(context)?
            } else {
                self.tick.clone()
            },
            passed: self.passed && !self.failed,
            recommendations: self.recommendations.clone(),
            fields: fields_of(self.file.as_ref(), &self.fields)?,
        };
        context.order(&self.target, "review", &body)
    }

    /// The items of the review's checklist; none for a review that the process does not know, which the server refuses.
    fn checklist(&self, context: &Context) -> Result<Vec<String>, Failure> {
        let detail = context.detail(&self.target.number)?;
        let name = detail
            .process
            .parse()
            .map_err(|error: placet_domain::InvalidId| Failure::failed(error.to_string(), ""))?;
        let process = context.process(&name)?;
        Ok(process
            .reviews
            .get(&self.kind)
            .map(|review| review.checklist.clone())
            .unwrap_or_default())
    }
}
