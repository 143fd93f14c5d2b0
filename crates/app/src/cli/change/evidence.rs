//! `placet change evidence`.

use std::path::PathBuf;

use placet_api::EvidenceReceipt;

use crate::cli::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::files::{self, FILE_BYTES_MAX};
use crate::print::{Line, Page};

/// Attach a file as evidence
#[derive(Debug, clap::Args)]
pub(crate) struct Evidence {
    /// The change's number
    number: String,
    /// The file; `-` is standard input
    file: PathBuf,
    /// What kind, such as `test:unit` or `rollback_rehearsal`
    #[arg(long)]
    kind: String,
    /// Its name; the file's name when missing
    #[arg(long)]
    name: Option<String>,
}

impl Evidence {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let bytes = files::read(&self.file, FILE_BYTES_MAX)?;
        let name = self
            .name
            .clone()
            .or_else(|| Some(self.file.file_name()?.to_string_lossy().into_owned()));
        let address = Address::change(&self.number)
            .part("evidence")
            .with("kind", Some(&self.kind))
            .with("name", name);
        let taken: EvidenceReceipt = context.client.upload(&address, &bytes)?;
        context.terminal.show(&taken, || page(&taken))?;
        Ok(Exit::Done)
    }
}

fn page(taken: &EvidenceReceipt) -> Page {
    let mut page = Page::default();
    let line = Line::new()
        .bold(&taken.receipt.number)
        .plain(": ")
        .good("evidence done");
    page.push(line.dim(format!(" (version {})", taken.receipt.version)));
    page.push(
        Line::new()
            .dim("sha256 ")
            .plain(&taken.sha256)
            .dim(format!(", {} bytes", taken.bytes)),
    );
    match taken.passed {
        Some(true) => page.push(
            Line::new()
                .good("passed")
                .plain(format!(": {}", taken.summary)),
        ),
        Some(false) => page.push(
            Line::new()
                .bad("not passed")
                .plain(format!(": {}", taken.summary)),
        ),
        None if taken.summary.is_empty() => {}
        None => page.text(&taken.summary),
    }
    page
}
