//! `placet ledger export`.

use std::path::PathBuf;

use placet_ledger::Checkpoint;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Write the ledger as files that independent tools read (C2SP tlog-tiles)
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The data directory; works while a server runs
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to; a new or empty directory
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Export {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let store = local::open_store(&self.data)?;
        let note = store.export(&self.to)?;
        let checkpoint = Checkpoint::parse(note.unverified_text()).map_err(|error| {
            Failure::failed(format!("the new checkpoint cannot be read: {error}"), "")
        })?;
        let (size, root) = (checkpoint.size(), checkpoint.root().to_string());
        let done = json!({"to": self.to, "size": size, "root": root, "key": store.ledger_key().to_string()});
        terminal.show(&done, || {
            let mut page = Page::default();
            page.push(
                Line::new()
                    .good("exported")
                    .plain(format!(" {size} events to {}", self.to.display())),
            );
            page.push(Line::new().dim("root ").plain(&root));
            page.push(
                Line::new()
                    .dim("key  ")
                    .plain(store.ledger_key().to_string()),
            );
            page
        })?;
        Ok(Exit::Done)
    }
}
