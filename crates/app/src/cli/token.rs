//! `placet token`.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use placet_domain::PersonId;
use placet_domain::lead::Elapsed;
use placet_domain::organization::{Actor, Command, IssueToken, TOKEN_DAYS_MAX};
use placet_domain::people::Person;
use placet_engine::{Engine, OrganizationOrder};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// Issue tokens at the server's console
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Token {
    Create(Create),
}

/// Issue a token and print it once; works while a server runs
#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The owner
    #[arg(long, value_name = "ID")]
    person: PersonId,
    /// What it may do; repeat it for more. Everything but `admin` when missing, and never `approve` for agents
    #[arg(
        long = "scope",
        value_name = "SCOPE",
        value_delimiter = ',',
        value_parser = ["read", "write", "approve", "admin"]
    )]
    scopes: Vec<String>,
    /// How long it is valid, such as 30d or 12h; 90d when missing
    #[arg(long, value_name = "TIME", value_parser = lifetime)]
    expires: Option<SignedDuration>,
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn lifetime(text: &str) -> Result<SignedDuration, String> {
    let time = text
        .parse::<Elapsed>()
        .map_err(|_| "write it like 30d or 12h".to_owned())?
        .0;
    if time < SignedDuration::from_hours(1) || time > days(TOKEN_DAYS_MAX) {
        return Err(format!(
            "a token is valid for at least 1h and at most {TOKEN_DAYS_MAX}d"
        ));
    }
    Ok(time)
}

impl Token {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let Self::Create(create) = self;
        create.run(terminal)
    }
}

impl Create {
    fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        let engine = local::open_engine(&self.data, 1)?;
        find(&engine, &self.person)?;
        let expires = self
            .expires
            .map(|time| Timestamp::now().checked_add(time))
            .transpose()
            .map_err(|_| {
                Failure::failed(
                    "the token would expire too far in the future",
                    "choose a shorter time",
                )
            })?;
        let command = Command::IssueToken(IssueToken {
            person: self.person.clone(),
            scopes: (!self.scopes.is_empty()).then(|| self.scopes.clone()),
            expires,
        });
        let issued = engine.new_token(&OrganizationOrder::new(Actor::Host, command))?;
        let state = engine.organizations()?;
        let token = state.tokens.get(&issued.id);
        let scopes = token.map(|token| token.scopes.clone()).unwrap_or_default();
        let expires = token.and_then(|token| token.expires);
        let done = json!({"token": issued.secret, "id": issued.id, "person": self.person, "scopes": scopes,
            "expires": expires});
        terminal.show(&done, || {
            let mut page = Page::default();
            page.text(&issued.secret);
            page
        })?;
        if !terminal.is_json() {
            let until = format!(
                "{} of {} may {} until {}",
                issued.id,
                self.person,
                scopes.join(", "),
                expires.map_or_else(String::new, |at| at.to_string())
            );
            terminal.note(Line::new().dim(until));
            terminal.note(Line::new().dim("it is shown only once: export PLACET_TOKEN=..."));
        }
        Ok(Exit::Done)
    }
}

pub(super) fn find(engine: &Engine, id: &PersonId) -> Result<Person, Failure> {
    let installed = engine.processes()?;
    let found = installed
        .iter()
        .find_map(|installed| installed.directory.person(id));
    found.cloned().ok_or_else(|| {
        let processes: Vec<String> = installed
            .iter()
            .map(|one| one.parsed.process.process.to_string())
            .collect();
        let message = format!(
            "`{id}` belongs to none of the processes {}",
            processes.join(", ")
        );
        Failure::failed(
            message,
            "check the spelling, or add them with `placet people add`",
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_lives_between_an_hour_and_the_most_that_is_allowed() {
        assert_eq!(lifetime("30d").unwrap(), days(30));
        assert_eq!(lifetime("12h").unwrap(), SignedDuration::from_hours(12));
        for wrong in [
            "",
            "d",
            "30",
            "0d",
            "-1d",
            "401d",
            "9223372036854775807d",
            "1.5h",
            "٣d",
        ] {
            assert!(lifetime(wrong).is_err(), "{wrong}");
        }
    }
}
