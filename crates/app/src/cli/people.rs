//! `placet people`.

use std::path::PathBuf;

use placet_domain::PersonId;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// People, as far as they are managed on the host
#[derive(Debug, clap::Subcommand)]
pub(crate) enum People {
    Password(Password),
}

/// Print a one-time link with which a person sets a new password; run it on the host of the server
#[derive(Debug, clap::Args)]
pub(crate) struct Password {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Whose password
    #[arg(long, value_name = "ID")]
    person: PersonId,
}

impl People {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let Self::Password(password) = self;
        password.run(terminal)
    }
}

impl Password {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        super::token::find(&engine, &self.person)?;
        let link = placet_server::welcome::reset(&engine, &self.person)?;
        terminal.show(&json!({"person": self.person, "link": link}), || {
            let mut page = Page::default();
            page.text(&link);
            page
        })?;
        if !terminal.is_json() {
            let note = "behind the address of the server; it counts once and for three days, and ends every session";
            terminal.note(Line::new().dim(note));
        }
        Ok(Exit::Done)
    }
}
