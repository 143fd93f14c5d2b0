//! `placet change assess`.

use std::path::PathBuf;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, fields_of};

/// Record what the risk engines read, or raise the level
#[derive(Debug, clap::Args)]
pub(crate) struct Assess {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    fields: FieldArgs,
    /// A file with the fields, YAML or JSON; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    /// A level to raise to
    #[arg(long, requires = "reason")]
    level: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Assess {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let body = placet_domain::change::Assess {
            fields: fields_of(self.file.as_ref(), &self.fields)?,
            level: self.level.clone(),
            reason: self.reason.clone().unwrap_or_default(),
        };
        context.order(&self.target, "assess", &body)
    }
}
