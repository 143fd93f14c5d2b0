//! `placet process check`.

use std::path::Path;

use placet_domain::Problem;
use placet_domain::process::Parsed;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::files::process::ProcessFile;
use crate::print::{Line, Page, Terminal};

/// Check a process file and report every problem with its place
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The file, or the name of a shipped process; `-` is standard input
    file: String,
}

impl Check {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let file = ProcessFile::read(&self.file)?;
        match file.parse() {
            Ok(parsed) => {
                terminal.show(
                    &json!({"file": self.file, "ok": true, "process": parsed.process.process,
                    "digest": parsed.digest, "problems": []}),
                    || fine(&parsed),
                )?;
                Ok(Exit::Done)
            }
            Err(problems) => {
                terminal.show(
                    &json!({"file": self.file, "ok": false, "problems": problems}),
                    || wrong(&file.path, &problems),
                )?;
                Ok(Exit::Failed)
            }
        }
    }
}

fn fine(parsed: &Parsed) -> Page {
    let process = &parsed.process;
    let mut page = Page::default();
    page.push(
        Line::new()
            .good("ok")
            .plain(format!(": {} ({})", process.title, process.process)),
    );
    let models: Vec<String> = process.models.keys().map(ToString::to_string).collect();
    page.push(Line::new().dim("models ").plain(models.join(", ")));
    page.push(Line::new().dim("digest ").plain(parsed.digest.to_string()));
    page
}

fn wrong(path: &Path, problems: &[Problem]) -> Page {
    let mut page = Page::default();
    for problem in problems {
        let place = format!("{}:{}:{}: ", path.display(), problem.line, problem.column);
        let within = if problem.path.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", problem.path)
        };
        page.push(
            Line::new()
                .bold(place)
                .plain(within)
                .plain(&problem.message),
        );
        if !problem.hint.is_empty() {
            page.push(Line::new().dim("  hint: ").plain(&problem.hint));
        }
    }
    let counted = if problems.len() == 1 {
        "1 problem".to_owned()
    } else {
        format!("{} problems", problems.len())
    };
    page.push(Line::new().bad(counted));
    page
}
