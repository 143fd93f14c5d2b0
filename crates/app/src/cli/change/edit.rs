//! `placet change edit`.

use std::path::PathBuf;

use placet_domain::{FieldId, ModelId};
use serde_json::Value;

use crate::cli::context::{Context, Target};
use crate::failure::{Exit, Failure};
use crate::files::{FieldArgs, RequestFile};

/// Replace fields or the plan; approvals may have to be given again
#[derive(Debug, clap::Args)]
#[group(id = "edits", required = true, multiple = true, args = ["file", "pairs", "clear", "model"])]
pub(crate) struct Edit {
    #[command(flatten)]
    target: Target,
    /// New values: YAML, JSON or Markdown; `-` is standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    fields: FieldArgs,
    /// A field to clear; repeat it for more
    #[arg(long, value_name = "NAME")]
    clear: Vec<FieldId>,
    /// Another model
    #[arg(long, value_name = "MODEL")]
    model: Option<ModelId>,
}

impl Edit {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let mut edit = match &self.file {
            Some(path) => self.read(&RequestFile::read(path)?, context)?,
            None => placet_domain::change::Edit::default(),
        };
        edit.fields.extend(self.fields.values());
        edit.fields
            .extend(self.clear.iter().map(|field| (field.clone(), Value::Null)));
        if let Some(model) = &self.model {
            edit.model = Some(model.clone());
        }
        context.order(&self.target, "edit", &edit)
    }

    /// Reads a request file by the rules of the change's own process.
    fn read(
        &self,
        file: &RequestFile,
        context: &Context,
    ) -> Result<placet_domain::change::Edit, Failure> {
        let name = context.detail(&self.target.number)?.process;
        let name = name
            .parse()
            .map_err(|error: placet_domain::InvalidId| Failure::failed(error.to_string(), ""))?;
        let request = file.request(Some(&name), |name| context.process(name))?;
        Ok(placet_domain::change::Edit {
            fields: request.fields,
            plan: request.plan,
            model: request.model,
        })
    }
}
