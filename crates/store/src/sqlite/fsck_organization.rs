//! Compares processes, people and tokens with the organization's events.

use std::collections::BTreeMap;

use placet_domain::ProcessName;
use placet_domain::digest::{Digest, canonical_json};
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::Directory;
use rusqlite::Connection;
use serde::Serialize;

use super::events;
use super::value::micros;
use crate::error::StoreError;
use crate::fsck::Difference;

/// The events that are read at once.
const PAGE: usize = 1_000;

/// What each row should say, as text, by the key of the row.
#[derive(Default)]
struct Expected {
    processes: BTreeMap<String, String>,
    people: BTreeMap<ProcessName, Directory>,
    tokens: BTreeMap<String, (String, bool)>,
}

pub(super) fn check(
    connection: &Connection,
    found: &mut Vec<Difference>,
) -> Result<(), StoreError> {
    let expected = fold(connection)?;
    let sources = text_rows(connection, "SELECT digest, source FROM processes")?;
    for (digest, source) in sources {
        let real = Digest::of_bytes(source.as_bytes()).to_string();
        if real != digest {
            found.push(Difference {
                table: "processes",
                key: digest.clone(),
                column: "source",
                stored: format!("a file with digest {real}"),
                expected: format!("a file with digest {digest}"),
            });
        }
    }
    let current = text_rows(
        connection,
        "SELECT name, digest FROM processes WHERE current = 1",
    )?;
    compare("processes", "current", &current, &expected.processes, found);

    let people = text_rows(connection, "SELECT process, body FROM directories")?
        .into_iter()
        .map(|(process, body)| {
            // What cannot be read is compared as it is.
            let body =
                serde_json::from_str::<Directory>(&body).map_or(body, |directory| json(&directory));
            (process, body)
        })
        .collect();
    let expected_people = expected
        .people
        .iter()
        .map(|(name, people)| (name.to_string(), json(people)))
        .collect();
    compare("directories", "body", &people, &expected_people, found);

    let tokens = text_rows(
        connection,
        "SELECT id, person || ' ' || scopes || ' ' || ifnull(expires, 'never') || ' ' || revoked FROM tokens",
    )?;
    let expected_tokens = expected
        .tokens
        .into_iter()
        .map(|(id, (text, revoked))| (id, format!("{text} {}", u8::from(revoked))))
        .collect();
    compare(
        "tokens",
        "person, scopes, expires, revoked",
        &tokens,
        &expected_tokens,
        found,
    );
    Ok(())
}

fn fold(connection: &Connection) -> Result<Expected, StoreError> {
    let mut expected = Expected::default();
    let mut after = 0;
    loop {
        let page = events::organization_events(connection, after, PAGE)?;
        let Some((last, _)) = page.last() else {
            return Ok(expected);
        };
        after = *last;
        for (_, recorded) in page {
            expected.apply(recorded.event);
        }
    }
}

impl Expected {
    fn apply(&mut self, event: OrganizationEvent) {
        match event {
            OrganizationEvent::ProcessInstalled { process, digest } => {
                self.processes
                    .insert(process.to_string(), digest.to_string());
            }
            OrganizationEvent::PeopleReplaced { process, directory } => {
                self.people.insert(process, directory);
            }
            OrganizationEvent::DelegationGranted {
                process,
                delegation,
            } => {
                self.people
                    .entry(process)
                    .or_default()
                    .delegations
                    .push(delegation);
            }
            OrganizationEvent::TokenIssued {
                token,
                person,
                scopes,
                expires,
            } => {
                let scopes = serde_json::to_string(&scopes).unwrap_or_default();
                let expires = expires.map_or("never".to_owned(), |at| micros(at).to_string());
                self.tokens
                    .insert(token, (format!("{person} {scopes} {expires}"), false));
            }
            OrganizationEvent::TokenRevoked { token } => {
                if let Some((_, revoked)) = self.tokens.get_mut(&token) {
                    *revoked = true;
                }
            }
            OrganizationEvent::PasswordSet { .. } => {}
        }
    }
}

fn compare(
    table: &'static str,
    column: &'static str,
    stored: &BTreeMap<String, String>,
    expected: &BTreeMap<String, String>,
    found: &mut Vec<Difference>,
) {
    let keys: std::collections::BTreeSet<&String> = stored.keys().chain(expected.keys()).collect();
    for key in keys {
        let text = |rows: &BTreeMap<String, String>| {
            rows.get(key)
                .cloned()
                .unwrap_or_else(|| "no row".to_owned())
        };
        let (stored, expected) = (text(stored), text(expected));
        if stored != expected {
            found.push(Difference {
                table,
                key: key.clone(),
                column,
                stored,
                expected,
            });
        }
    }
}

fn text_rows(connection: &Connection, sql: &str) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .map(|value| canonical_json(&value))
        .unwrap_or_default()
}
