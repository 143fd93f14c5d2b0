//! `placet backup`.

use std::path::PathBuf;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Copy everything into an empty directory; works while a server runs
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to; a new or empty directory. It holds keys: guard it like the data
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let backup = local::open_store(&self.data)?.backup(&self.to)?;
        terminal.show(&backup, || {
            let mut page = Page::default();
            let files = format!(
                " {} files with {} events in {}",
                backup.files.len(),
                backup.size,
                self.to.display()
            );
            page.push(Line::new().good("backed up").plain(files));
            page.push(Line::new().dim("root ").plain(backup.root.to_string()));
            page
        })?;
        Ok(Exit::Done)
    }
}
