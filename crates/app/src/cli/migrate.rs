//! `placet migrate`.

use std::path::PathBuf;

use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Bring a data directory to this program's schema, as starting the server would
#[derive(Debug, clap::Args)]
pub(crate) struct Migrate {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Try the migrations, undo them, and show what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        if !self.data.is_dir() {
            return Err(placet_store::StoreError::Missing(self.data.display().to_string()).into());
        }
        let _lock = local::lock(&self.data)?;
        let migrations = placet_store::migrate_dry_run(&self.data)?;
        if !self.dry_run {
            local::open_store(&self.data)?;
        }
        let done = json!({"dry_run": self.dry_run, "migrations": migrations});
        terminal.show(&done, || {
            let mut page = Page::default();
            let what = if self.dry_run {
                "would apply "
            } else {
                "applied "
            };
            if migrations.is_empty() {
                page.push(Line::new().good("up to date"));
            } else {
                page.push(Line::new().good(what).plain(migrations.join(", ")));
            }
            page
        })?;
        Ok(Exit::Done)
    }
}
