//! Compares processes, people and tokens with the organization's events.

use std::collections::BTreeMap;
use std::sync::Arc;

use placet_domain::ProcessName;
use placet_domain::digest::{Digest, canonical_json};
use placet_domain::organization::{OrganizationEvent, Organizations, Stream};
use placet_domain::people::Directory;
use rusqlite::Connection;
use serde::Serialize;

use super::{events, streams};

use crate::cell::micros;
use crate::error::StoreError;
use crate::fsck::Difference;
use crate::organization::OrganizationRecorded;

/// The organizations' events, with the state they led to at each place of the ledger.
#[derive(Default)]
pub(super) struct History {
    now: Organizations,
    /// Each change of people, with its place in the ledger.
    people: Vec<(u64, ProcessName, Arc<Directory>)>,
    /// Every version that was installed: its name, and when it last became current.
    versions: BTreeMap<String, (ProcessName, i64)>,
    /// What each token may do, as text, and whether it was revoked.
    tokens: BTreeMap<String, (String, bool)>,
    hooks: BTreeMap<String, (String, bool)>,
}

impl History {
    pub(super) fn read(connection: &Connection) -> Result<Self, StoreError> {
        let mut history = Self::default();
        for (position, recorded) in events::organization_with_positions(connection)? {
            history.apply(position, recorded);
        }
        Ok(history)
    }

    /// Returns the people of an organization as they were at a place of the ledger.
    pub(super) fn people_at(&self, process: &ProcessName, position: u64) -> Arc<Directory> {
        let until = self.people.partition_point(|(at, _, _)| *at <= position);
        let mut before = self.people.iter().take(until).rev();
        before
            .find(|(_, name, _)| name == process)
            .map(|(_, _, people)| Arc::clone(people))
            .unwrap_or_default()
    }

    fn apply(&mut self, position: u64, recorded: OrganizationRecorded) {
        match &recorded.event {
            OrganizationEvent::ProcessInstalled {
                process, digest, ..
            } => {
                self.versions
                    .insert(digest.to_string(), (process.clone(), micros(recorded.at)));
            }
            OrganizationEvent::TokenIssued {
                token,
                person,
                scopes,
                expires,
                ..
            } => {
                let scopes = serde_json::to_string(scopes).unwrap_or_default();
                let expires = expires.map_or("never".to_owned(), |at| micros(at).to_string());
                self.tokens.insert(
                    token.clone(),
                    (format!("{person} {scopes} {expires}"), false),
                );
            }
            OrganizationEvent::TokenRevoked { token, .. } => {
                if let Some((_, revoked)) = self.tokens.get_mut(token) {
                    *revoked = true;
                }
            }
            OrganizationEvent::HookSet {
                hook,
                person,
                secrets,
                ..
            } => {
                let secrets = serde_json::to_string(secrets).unwrap_or_default();
                self.hooks
                    .insert(hook.to_string(), (format!("{person} {secrets}"), false));
            }
            OrganizationEvent::HookRevoked { hook, .. } => {
                if let Some((_, revoked)) = self.hooks.get_mut(hook.as_str()) {
                    *revoked = true;
                }
            }
            _ => {}
        }
        let stream = recorded.event.stream();
        self.now.apply(recorded.event);
        if let Stream::People(process) = stream {
            let people = self.now.people.get(&process).cloned().unwrap_or_default();
            self.people.push((position, process, people));
        }
    }
}

pub(super) fn check(
    connection: &Connection,
    history: History,
    found: &mut Vec<Difference>,
) -> Result<(), StoreError> {
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
    let versions = text_rows(
        connection,
        "SELECT digest, name || ' ' || installed_at || ' ' || current FROM processes",
    )?;
    let expected = history.versions.into_iter().map(|(digest, (name, at))| {
        let current = history.now.current.get(&name);
        let is_current = current.is_some_and(|current| current.to_string() == digest);
        let text = format!("{name} {at} {}", u8::from(is_current));
        (digest, text)
    });
    let expected = expected.collect();
    compare(
        "processes",
        "name, installed_at, current",
        &versions,
        &expected,
        found,
    );

    let people = text_rows(connection, "SELECT process, body FROM directories")?
        .into_iter()
        .map(|(process, body)| {
            // Data that cannot be read is compared as it is.
            let body =
                serde_json::from_str::<Directory>(&body).map_or(body, |directory| json(&directory));
            (process, body)
        })
        .collect();
    let expected_people = history
        .now
        .people
        .iter()
        .map(|(name, people)| (name.to_string(), json(&**people)))
        .collect();
    compare("directories", "body", &people, &expected_people, found);

    let tokens = text_rows(
        connection,
        "SELECT id, person || ' ' || scopes || ' ' || ifnull(expires, 'never') || ' ' || revoked FROM tokens",
    )?;
    let expected_tokens = with_revoked(history.tokens);
    compare(
        "tokens",
        "person, scopes, expires, revoked",
        &tokens,
        &expected_tokens,
        found,
    );

    let expected_streams = history.now.versions().iter();
    let expected_streams = expected_streams
        .map(|(stream, version)| (stream.to_string(), version.to_string()))
        .collect();
    let streams = streams::all(connection)?;
    compare("streams", "version", &streams, &expected_streams, found);

    let sql = "SELECT name, person || ' ' || secrets || ' ' || revoked FROM hooks";
    let hooks = text_rows(connection, sql)?;
    let expected_hooks = with_revoked(history.hooks);
    compare(
        "hooks",
        "person, secrets, revoked",
        &hooks,
        &expected_hooks,
        found,
    );
    Ok(())
}

fn with_revoked(rows: BTreeMap<String, (String, bool)>) -> BTreeMap<String, String> {
    rows.into_iter()
        .map(|(id, (text, revoked))| (id, format!("{text} {}", u8::from(revoked))))
        .collect()
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
