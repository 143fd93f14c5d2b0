//! Compares everything that people read with what follows from the events.

use std::collections::{BTreeMap, BTreeSet};

use placet_domain::ChangeId;
use placet_domain::change::{Change, evolve};
use placet_domain::digest::canonical_json;
use placet_ledger::VerifierKey;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::value::shown;
use super::{change_row, events, fsck_organization, snapshots, targets, waiting};
use crate::entry::ORGANIZATION;
use crate::error::StoreError;
use crate::fsck::{Derive, Derived, Difference};
use crate::row::COLUMNS;

/// The most differences that are listed. The first ones are enough.
const DIFFERENCES_MAX: usize = 1_000;

pub(super) fn check(
    connection: &Connection,
    key: &VerifierKey,
    derive: Option<&Derive<'_>>,
) -> Result<Vec<Difference>, StoreError> {
    let mut found = Vec::new();
    let history = fsck_organization::History::read(connection)?;
    let check = Check {
        connection,
        history: &history,
        key,
        derive,
    };
    let mut rows = stored_rows(connection)?;
    for id in streams(connection)? {
        if found.len() >= DIFFERENCES_MAX {
            return Ok(found);
        }
        check.change(id, rows.remove(&id), &mut found)?;
    }
    for id in rows.keys() {
        found.push(whole_row(id, "a row", "no event"));
    }
    orphans(connection, &mut found)?;
    fsck_organization::check(connection, history, &mut found)?;
    found.truncate(DIFFERENCES_MAX);
    Ok(found)
}

struct Check<'a> {
    connection: &'a Connection,
    history: &'a fsck_organization::History,
    key: &'a VerifierKey,
    derive: Option<&'a Derive<'a>>,
}

impl Check<'_> {
    fn change(
        &self,
        id: ChangeId,
        row: Option<Vec<Value>>,
        found: &mut Vec<Difference>,
    ) -> Result<(), StoreError> {
        let snapshot = snapshot(self.connection, id)?;
        let (mut change, mut at_snapshot, mut position) = (None, None, 0);
        let version = events::replay(self.connection, id, 0, &mut |event| {
            change = evolve(change.take(), &event.recorded);
            position = event.position;
            if snapshot
                .as_ref()
                .is_some_and(|(version, _)| *version == event.version)
            {
                at_snapshot = change.clone();
            }
        })?;
        let Some(change) = change else {
            return Ok(());
        };
        if let Some((version, body)) = snapshot {
            let expected = at_snapshot.as_ref().map(canonical).unwrap_or_default();
            if body != expected {
                found.push(difference(
                    "snapshots",
                    &id,
                    "body",
                    format!("another change at version {version}"),
                    format!("the fold of {version} events"),
                ));
            } else if !snapshots::is_signed(self.connection, id, self.key)? {
                let (stored, expected) =
                    ("another text".to_owned(), "a signature of ours".to_owned());
                found.push(difference("snapshots", &id, "signature", stored, expected));
            }
        }
        let Some(row) = row else {
            found.push(whole_row(&id, "no row", "a row"));
            return Ok(());
        };
        let expected = change_row::make(&change, version, None);
        for ((column, stored), expected) in COLUMNS.iter().zip(&row).zip(expected) {
            let expected = Value::from(expected);
            if *stored != expected {
                let (stored, expected) = (shown(stored), shown(&expected));
                found.push(difference("changes", &id, column.name, stored, expected));
            }
        }
        match self.derive {
            Some(derive) => {
                let people = self.history.people_at(&change.process, position);
                check_derived(self.connection, id, derive(&change, &people), found)
            }
            None => Ok(()),
        }
    }
}

fn difference(
    table: &'static str,
    id: &ChangeId,
    column: &'static str,
    stored: String,
    expected: String,
) -> Difference {
    Difference {
        table,
        key: id.to_string(),
        column,
        stored,
        expected,
    }
}

fn check_derived(
    connection: &Connection,
    id: ChangeId,
    derived: Derived,
    found: &mut Vec<Difference>,
) -> Result<(), StoreError> {
    let differs = |table, stored: String, expected: String| {
        (stored != expected).then(|| difference(table, &id, "", stored, expected))
    };
    // Times are stored with microsecond precision.
    let text = |waiting: &[placet_domain::change::Waiting]| {
        let lines = waiting.iter().map(|one| {
            let micros = |at: Option<jiff::Timestamp>| at.map(|at| at.as_microsecond());
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?}",
                one.slot,
                one.kind,
                one.role,
                one.person,
                micros(one.opens),
                micros(one.due)
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    // Data that cannot be read is also a difference.
    let stored = waiting::of_change(connection, id);
    let stored = stored.map_or_else(|error| error.to_string(), |rows| text(&rows));
    found.extend(differs("waiting", stored, text(&derived.waiting)));
    let expected: BTreeSet<String> = derived.targets.into_iter().collect();
    let stored: BTreeSet<String> = targets::of_change(connection, id)?.into_iter().collect();
    found.extend(differs(
        "targets",
        format!("{stored:?}"),
        format!("{expected:?}"),
    ));
    Ok(())
}

/// Finds rows of inboxes, claims and snapshots whose change has no event.
fn orphans(connection: &Connection, found: &mut Vec<Difference>) -> Result<(), StoreError> {
    for table in ["waiting", "targets", "snapshots"] {
        let mut statement = connection.prepare(&format!(
            "SELECT DISTINCT change FROM {table} WHERE change NOT IN (SELECT stream FROM events)"
        ))?;
        let changes = statement.query_map([], |row| row.get::<_, String>(0))?;
        for change in changes {
            found.push(Difference {
                table,
                key: change?,
                column: "",
                stored: "a row".to_owned(),
                expected: "no event".to_owned(),
            });
        }
    }
    Ok(())
}

fn stored_rows(connection: &Connection) -> Result<BTreeMap<ChangeId, Vec<Value>>, StoreError> {
    let mut statement = connection.prepare("SELECT * FROM changes")?;
    let mut rows = statement.query([])?;
    let mut stored = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get("id")?;
        let id = id
            .parse()
            .map_err(|error| StoreError::unreadable("the id of a change", error))?;
        stored.insert(id, change_row::read_values(row)?);
    }
    Ok(stored)
}

fn streams(connection: &Connection) -> Result<Vec<ChangeId>, StoreError> {
    let mut statement =
        connection.prepare("SELECT DISTINCT stream FROM events WHERE stream <> ?1")?;
    let streams = statement.query_map([ORGANIZATION], |row| row.get::<_, String>(0))?;
    streams
        .map(|stream| {
            stream?
                .parse()
                .map_err(|error| StoreError::unreadable("the stream of an event", error))
        })
        .collect()
}

fn snapshot(connection: &Connection, id: ChangeId) -> Result<Option<(u64, String)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT version, body FROM snapshots WHERE change = ?1")?;
    let mut rows = statement.query([id.to_string()])?;
    Ok(rows
        .next()?
        .map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?)))
        .transpose()?)
}

fn canonical(change: &Change) -> String {
    serde_json::to_value(change)
        .map(|value| canonical_json(&value))
        .unwrap_or_default()
}

fn whole_row(id: &ChangeId, stored: &str, expected: &str) -> Difference {
    difference("changes", id, "", stored.to_owned(), expected.to_owned())
}
