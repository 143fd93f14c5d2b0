//! `placet process schema`.

use crate::failure::{Exit, Failure};
use crate::print::Terminal;

/// Print the JSON Schema of process files
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {}

impl Schema {
    // A schema is JSON, so `--json` changes nothing; it takes `self` as every verb does.
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let Self {} = self;
        terminal.json(&placet_domain::process::schema())?;
        Ok(Exit::Done)
    }
}
