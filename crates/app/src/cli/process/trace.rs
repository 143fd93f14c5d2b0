//! `placet process trace`.

use placet_domain::process::{Machinery, TraceRow, trace};

use crate::failure::{Exit, Failure};
use crate::files::process::ProcessFile;
use crate::print::{Line, Page, Table, Terminal};

/// Show which rule carries which requirement, and what runs it
#[derive(Debug, clap::Args)]
pub(crate) struct Trace {
    /// The file, or the name of a shipped process; `-` is standard input
    file: String,
}

impl Trace {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let rows = trace(&ProcessFile::read(&self.file)?.parsed()?);
        terminal.show(&rows, || page(&rows))?;
        Ok(Exit::Done)
    }
}

fn page(rows: &[TraceRow]) -> Page {
    let mut table = Table::new(&["requirement", "line", "rule", "runs"]);
    for row in rows {
        table.row(vec![
            Line::new().bold(&row.requirement),
            Line::new().plain(row.line.to_string()),
            Line::new().plain(&row.path),
            match row.machinery {
                Machinery::Runs => Line::new().good("now"),
                Machinery::ToCome(what) => Line::new().open(format!("waits for {what}")),
            },
        ]);
    }
    table.page()
}
