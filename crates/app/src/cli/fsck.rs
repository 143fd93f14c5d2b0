//! `placet fsck`.

use std::path::PathBuf;

use placet_store::Difference;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Replay every event and compare the result with what people read
#[derive(Debug, clap::Args)]
pub(crate) struct Fsck {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Fsck {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let found = placet_engine::fsck(&local::open_store(&self.data)?)?;
        let rows: Vec<_> = found
            .iter()
            .map(|one| json!({"table": one.table, "key": one.key, "column": one.column, "stored": one.stored, "expected": one.expected}))
            .collect();
        terminal.show(
            &json!({"ok": found.is_empty(), "differences": rows}),
            || page(&found),
        )?;
        Ok(if found.is_empty() {
            Exit::Done
        } else {
            Exit::Failed
        })
    }
}

fn page(found: &[Difference]) -> Page {
    let mut page = Page::default();
    if found.is_empty() {
        page.push(
            Line::new()
                .good("ok")
                .plain(": every row follows from the events"),
        );
        return page;
    }
    for one in found {
        let column = if one.column.is_empty() {
            String::new()
        } else {
            format!(".{}", one.column)
        };
        page.push(Line::new().bold(format!("{}{column} of {}", one.table, one.key)));
        page.push(Line::new().dim("  stored   ").bad(&one.stored));
        page.push(Line::new().dim("  expected ").good(&one.expected));
    }
    page.push(Line::new().bad(format!("{} differences", found.len())));
    page.push(
        Line::new().dim("hint").plain(
            ": the database was edited by hand; restore a backup from before, and verify it",
        ),
    );
    page
}
