//! `placet restore`.

use std::path::PathBuf;

use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Terminal};

/// Make a data directory from a backup, and verify its ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The data directory; a new or empty one
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Restore {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        // This needs no lock, because it accepts only an empty directory, and no server runs on one.
        let verified = placet_store::restore(&self.from, &self.data)?;
        let done = json!({"data": self.data, "size": verified.head.size, "root": verified.head.root.to_string()});
        terminal.show(&done, || {
            let mut page = Page::default();
            let events = format!(
                " {} events in {}, all verified",
                verified.head.size,
                self.data.display()
            );
            page.push(Line::new().good("restored").plain(events));
            page.push(
                Line::new()
                    .dim("root ")
                    .plain(verified.head.root.to_string()),
            );
            page
        })?;
        Ok(Exit::Done)
    }
}
