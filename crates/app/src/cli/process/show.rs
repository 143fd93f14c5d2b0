//! `placet process show`.

use crate::failure::{Exit, Failure};
use crate::files::process::ProcessFile;
use crate::print::{Page, Terminal};

/// Show a process as a document
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The file, or the name of a shipped process; `-` is standard input
    file: String,
}

impl Show {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let parsed = ProcessFile::read(&self.file)?.parsed()?;
        terminal.show(&parsed.process, || {
            let mut page = Page::default();
            page.block(0, &placet_domain::process::show(&parsed.process));
            page
        })?;
        Ok(Exit::Done)
    }
}
