//! `placet change record`.

use std::path::PathBuf;

use placet_domain::change::FillNamedRecord;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, fields_of};

/// Fill in a record that no other verb fills
#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    #[command(flatten)]
    target: Target,
    /// The record, such as `implementation`
    record: String,
    #[command(flatten)]
    fields: FieldArgs,
    /// A file with the fields, YAML or JSON; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Record {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let fields = fields_of(self.file.as_ref(), &self.fields)?;
        context.order(
            &self.target,
            "record",
            &FillNamedRecord {
                record: self.record.clone(),
                fields,
            },
        )
    }
}
