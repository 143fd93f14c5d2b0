//! `placet change close`.

use std::path::PathBuf;

use clap::ValueEnum;
use placet_domain::process::ClosureCode;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, fields_of};

/// End the change
#[derive(Debug, clap::Args)]
pub(crate) struct Close {
    #[command(flatten)]
    target: Target,
    /// How it ended
    #[arg(long, value_enum)]
    code: Code,
    #[command(flatten)]
    fields: FieldArgs,
    /// A file with the fields of the closure record, YAML or JSON; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// How a change ended, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Code {
    /// As planned
    #[value(alias = "success")]
    Successful,
    /// Done, with problems on the way
    #[value(alias = "successful_with_issues")]
    SuccessfulWithIssues,
    /// Done, but the goal was missed
    Unsuccessful,
    /// Undone
    #[value(alias = "backed_out")]
    BackedOut,
}

impl From<Code> for ClosureCode {
    fn from(code: Code) -> Self {
        match code {
            Code::Successful => Self::Successful,
            Code::SuccessfulWithIssues => Self::SuccessfulWithIssues,
            Code::Unsuccessful => Self::Unsuccessful,
            Code::BackedOut => Self::BackedOut,
        }
    }
}

impl Close {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let fields = fields_of(self.file.as_ref(), &self.fields)?;
        context.order(
            &self.target,
            "close",
            &placet_domain::change::Close {
                code: self.code.into(),
                fields,
            },
        )
    }
}
