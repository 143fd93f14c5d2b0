//! `placet change open`.

use std::path::PathBuf;

use placet_api::Receipt;
use placet_domain::change::Request;
use placet_domain::{ModelId, ProcessName};
use serde_json::json;

use crate::cli::context::{Context, Target};
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, RequestFile};

/// Record a new change from a request file
#[derive(Debug, clap::Args)]
pub(crate) struct Open {
    #[command(flatten)]
    draft: Draft,
    /// Ask for review and approval at once
    #[arg(long)]
    submit: bool,
}

/// A request, as files and options give it.
#[derive(Debug, clap::Args)]
pub(super) struct Draft {
    /// The request: YAML, JSON or Markdown; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: PathBuf,
    /// The process, where the file does not name it
    #[arg(long, value_name = "NAME")]
    process: Option<ProcessName>,
    /// The model; found by the process's rules when missing
    #[arg(long, value_name = "MODEL")]
    model: Option<ModelId>,
    #[command(flatten)]
    fields: FieldArgs,
}

impl Draft {
    /// The request.
    pub(super) fn request(&self, context: &Context) -> Result<Request, Failure> {
        let file = RequestFile::read(&self.file)?;
        let mut request = file.request(self.process.as_ref(), |name| context.process(name))?;
        request.fields.extend(self.fields.values());
        if let Some(model) = &self.model {
            request.model = Some(model.clone());
        }
        Ok(request)
    }
}

impl Open {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let request = self.draft.request(context)?;
        let receipt: Receipt = context
            .client
            .post(&Address::new("changes"), &request, None)?;
        if !self.submit {
            context.tell(&receipt, "open")?;
            return Ok(Exit::Done);
        }
        let target = Target {
            number: receipt.change.clone(),
            if_version: Some(receipt.version),
        };
        let submitted = context.client.post(
            &Address::change(&target.number).part("submit"),
            &json!({}),
            target.if_version,
        );
        match submitted {
            Ok(submitted) => context
                .tell(&submitted, "open and submit")
                .map(|()| Exit::Done),
            Err(mut failure) => {
                // What was recorded is not lost, and the person must know its number.
                failure.message = format!(
                    "`{}` was opened, but not submitted: {}",
                    receipt.number, failure.message
                );
                Err(failure)
            }
        }
    }
}
