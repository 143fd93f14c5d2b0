//! `placet ledger verify`.

use std::path::{Path, PathBuf};

use placet_ledger::{OpenedCheckpoint, VerifierKey};
use placet_store::StoreError;
use serde_json::json;

use super::exported;
use super::intact::{Intact, checkpoint};
use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Check every event against the ledger, and report the first that was altered
#[derive(Debug, clap::Args)]
// A group would hold every option of the struct, `--key` and `--checkpoint` too.
#[group(skip)]
pub(crate) struct Verify {
    /// A data directory; works while a server runs
    #[arg(long, value_name = "DIR", required_unless_present = "export")]
    data: Option<PathBuf>,
    /// An exported copy
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    export: Option<PathBuf>,
    /// The ledger's key from another source; without it the key beside the ledger is trusted
    #[arg(long, value_name = "KEY")]
    key: Option<VerifierKey>,
    /// A checkpoint that was kept elsewhere; repeat it for more
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
}

impl Verify {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let intact = match (&self.data, &self.export) {
            (Some(data), _) => self.data(data)?,
            (None, Some(export)) => {
                exported::verify(export, self.key.as_ref(), |key| self.kept(key))?
            }
            (None, None) => return Err(Failure::new(Exit::Usage, "give --data or --export", "")),
        };
        let done = json!({"ok": true, "size": intact.size, "root": intact.root, "checkpoints": intact.checkpoints,
            "covered": intact.covered});
        terminal.show(&done, || page(&intact))?;
        Ok(Exit::Done)
    }

    fn data(&self, data: &Path) -> Result<Intact, Failure> {
        // The store is not opened for writing, because verification must not change it.
        let kept = if self.checkpoints.is_empty() && self.key.is_none() {
            Vec::new()
        } else {
            let own = local::open_store(data)?.ledger_key().clone();
            if self.key.as_ref().is_some_and(|key| *key != own) {
                let message = format!("the ledger's key is `{own}`, not the one that was given");
                return Err(Failure::failed(
                    message,
                    "this is another ledger, or its key was replaced",
                ));
            }
            self.kept(&own)?
        };
        let verified = placet_store::verify(data, &kept).map_err(touched)?;
        Ok(Intact {
            size: verified.head.size,
            root: verified.head.root.to_string(),
            checkpoints: verified.checkpoints,
            covered: verified.covered,
        })
    }

    /// Returns the checkpoints that were kept elsewhere, if the key signed them.
    fn kept(&self, key: &VerifierKey) -> Result<Vec<OpenedCheckpoint>, Failure> {
        self.checkpoints
            .iter()
            .map(|path| checkpoint(path, key))
            .collect()
    }
}

/// Reports the first event that was altered, and what to do about it.
fn touched(error: StoreError) -> Failure {
    match error {
        StoreError::Tampered(tampered) => {
            let hint = "do not go on working with it: restore a backup, and keep this copy to find out who did it";
            Failure::failed(tampered.to_string(), hint)
        }
        other => other.into(),
    }
}

fn page(intact: &Intact) -> Page {
    let mut page = Page::default();
    page.push(Line::new().good("ok").plain(format!(
        ": {} events are as they were recorded",
        intact.size
    )));
    page.push(Line::new().dim("root    ").plain(&intact.root));
    let checkpoints = format!(
        "{} checkpoints, which cover {} events",
        intact.checkpoints, intact.covered
    );
    page.push(Line::new().dim("signed  ").plain(checkpoints));
    page
}
