//! `placet change verify`.

use std::path::PathBuf;

use placet_domain::change::FillRecord;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, fields_of};

/// Record the verification
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    fields: FieldArgs,
    /// A file with the fields, YAML or JSON; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Verify {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let fields = fields_of(self.file.as_ref(), &self.fields)?;
        context.order(&self.target, "verify", &FillRecord { fields })
    }
}
