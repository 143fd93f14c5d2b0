//! `placet init`.

use std::path::{Path, PathBuf};

use placet_domain::Problem;
use placet_domain::organization::{Actor, Command, InstallProcess, Request, SetPeople};
use placet_engine::{Engine, OrganizationOrder};
use placet_store::{Store, StoreError};
use placet_teeth::{Point, point};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::files::{people, process::ProcessFile};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Set up a data directory with a process and its people
///
/// Repeat it with another process to have several in one directory, or with a newer file to install a new version;
/// changes in flight stay on theirs.
#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// The data directory; created if it does not exist
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A process file, or the name of a shipped one: acgs-1, cr-loop, ecommerce, itil4, rechain-dao, service-platform
    #[arg(long, value_name = "NAME|FILE")]
    process: String,
    /// The people of the organization; when missing, the present ones stay
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// The ledger's name, by convention a host and a path; only for a new directory
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    /// Why; it is recorded
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Do this without the approval of another administrator; the ledger records it as an event of its own
    #[arg(long, requires = "reason")]
    break_glass: bool,
}

impl Init {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        // Everything is read and checked before anything is made.
        let file = ProcessFile::read(&self.process)?;
        let parsed = file.parsed()?;
        let people = match self.people.as_deref() {
            Some(path) => Some((path, people::load(path)?)),
            None => None,
        };
        if let Some((path, file)) = &people {
            warn(terminal, path, &file.oddities(&parsed.process));
        }

        let _lock = local::lock(&self.data)?;
        let created = self.create()?;
        let engine = local::open_engine(&self.data, 1)?;
        let install = Command::InstallProcess(InstallProcess {
            process: parsed.process.process.clone(),
            source: parsed.source.clone(),
        });
        let name = parsed.process.process.clone();
        engine.organize(&self.order(install))?;
        point(Point::ProcessInstalled);
        if let Some((path, file)) = &people {
            let set = Command::SetPeople(SetPeople {
                process: name.clone(),
                directory: file.directory.clone(),
            });
            let set = engine.organize(&self.order(set));
            set.map_err(|error| people::placed(error.into(), path, file))?;
        }
        let persons = engine.directory(&name)?.people.len();
        if persons == 0 {
            let advice = "nobody belongs to this process yet: run it again with --people FILE";
            terminal.note(Line::new().open("warning").plain(": ").plain(advice));
        }
        let done = json!({
            "data": self.data, "created": created, "process": name, "digest": parsed.digest, "people": persons,
            "ledger_key": engine.store().ledger_key().to_string(),
        });
        terminal.show(&done, || {
            self.page(&engine, created, persons, name.as_str())
        })?;
        Ok(Exit::Done)
    }

    fn order(&self, command: Command) -> OrganizationOrder {
        OrganizationOrder::new(
            Actor::Host,
            Request {
                command,
                reason: self.reason.clone().unwrap_or_default(),
                break_glass: self.break_glass,
            },
        )
    }

    /// Creates a store if there is none.
    fn create(&self) -> Result<bool, Failure> {
        let mut random = [0_u8; 36];
        getrandom::fill(&mut random).map_err(|error| {
            Failure::failed(format!("the system provides no random bytes: {error}"), "")
        })?;
        let Some((seed, mark)) = random.split_first_chunk::<32>() else {
            return Err(Failure::failed(
                "the system provides too few random bytes",
                "",
            ));
        };
        let mark: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
        let origin = self
            .origin
            .clone()
            .unwrap_or_else(|| format!("localhost/placet-{mark}"));
        match Store::create(&self.data, seed, &origin) {
            Ok(_) => Ok(true),
            Err(StoreError::Exists(_)) if self.origin.is_none() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn page(&self, engine: &Engine, created: bool, persons: usize, name: &str) -> Page {
        let mut page = Page::default();
        let what = if created { "made" } else { "updated" };
        let process = format!(" with process {name} and {persons} people");
        page.push(
            Line::new()
                .good(what)
                .plain(format!(" {}", self.data.display()))
                .plain(process),
        );
        if created {
            page.push(
                Line::new()
                    .dim("ledger key ")
                    .plain(engine.store().ledger_key().to_string()),
            );
            page.push(
                Line::new().dim("keep this key elsewhere: with it anybody can check the ledger"),
            );
        }
        page.push(
            Line::new()
                .dim("next: ")
                .plain(format!("placet serve --data {}", self.data.display())),
        );
        page
    }
}

fn warn(terminal: Terminal, path: &Path, warnings: &[Problem]) {
    for problem in warnings {
        let place = format!("{}:{}:{}: ", path.display(), problem.line, problem.column);
        let line = Line::new()
            .open("warning")
            .plain(": ")
            .plain(place)
            .plain(&problem.message);
        terminal.note(if problem.hint.is_empty() {
            line
        } else {
            line.dim(format!(" ({})", problem.hint))
        });
    }
}
