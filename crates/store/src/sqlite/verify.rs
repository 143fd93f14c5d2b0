//! Reads everything that was ever recorded and finds the first event that has changed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use placet_ledger::{
    Frontier, HASH_BYTES, Hash, Node, OpenedCheckpoint, TILE_HEIGHT, TILE_WIDTH, Verifier,
    VerifierKey,
};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;

use super::connection::{open_to_read, path_of_database};
use super::{checkpoints, key_file, ledger};
use crate::entry;
use crate::error::StoreError;
use crate::proof::{Head, Tampered, Verified};

/// Verifies the store in `dir`, which a server may be using: every event against its leaf, the tiles, the head, and
/// every checkpoint, both those in the database and those that were `kept` elsewhere. Only the latter show that an
/// attacker with the key rewrote everything.
///
/// # Errors
/// [`StoreError::Tampered`] names the first event that was edited; [`StoreError::Missing`] and [`StoreError::Io`].
pub fn verify(dir: &Path, kept: &[OpenedCheckpoint]) -> Result<Verified, StoreError> {
    let path = path_of_database(dir);
    if !path.exists() {
        return Err(StoreError::Missing(dir.display().to_string()));
    }
    let key = key_file::read(dir)?;
    let connection = open_to_read(&path)?;
    let snapshot = connection.unchecked_transaction()?;
    check(&snapshot, key.verifier_key(), kept)
}

struct Check<'a> {
    connection: &'a Connection,
    verifier: Verifier,
    /// The stored tile of level 0 to which the next events belong.
    tile: Option<Vec<u8>>,
    /// The last version of every stream.
    versions: HashMap<String, u64>,
    /// Buffers that are reused for every event.
    entry: Vec<u8>,
    complete: Vec<(Node, Hash)>,
}

pub(super) fn check(
    connection: &Connection,
    key: &VerifierKey,
    kept: &[OpenedCheckpoint],
) -> Result<Verified, StoreError> {
    let (mut signed, forged) = checkpoints::all(connection, key)?;
    signed.extend_from_slice(kept);
    let mut check = Check {
        connection,
        verifier: Verifier::new(&signed),
        tile: None,
        versions: HashMap::new(),
        entry: Vec::new(),
        complete: Vec::new(),
    };
    let mut statement = connection.prepare(
        "SELECT position, stream, version, at, by, body, leaf FROM events ORDER BY position",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        check.event(row)?;
    }
    let Check {
        verifier, versions, ..
    } = check;
    let frontier = verifier.frontier().clone();
    let verified = verifier
        .finish()
        .map_err(|error| named(connection, error.position(), error.to_string()))?;
    check_head(connection, &frontier)?;
    if let Some(size) = forged {
        let reason = format!("the checkpoint of `{size}` events is not signed by the ledger's key");
        return Err(named(connection, size.saturating_sub(1), reason));
    }
    Ok(Verified {
        head: Head {
            size: verified.size,
            root: verified.root,
        },
        checkpoints: verified.checkpoints,
        covered: verified.covered,
        streams: versions.len(),
    })
}

impl Check<'_> {
    fn event(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let expected = self.verifier.frontier().size();
        let event = Event::read(row).map_err(|error| self.tampered(expected, error.to_string()))?;
        entry::write_entry(event.stream, event.version, event.body, &mut self.entry)
            .map_err(|error| self.tampered(expected, error.to_string()))?;
        self.complete.clear();
        let complete = &mut self.complete;
        let pushed = self.verifier.push_visiting(
            event.position,
            &self.entry,
            &event.leaf,
            &mut |node, hash| {
                if node.level > 0 && node.level % TILE_HEIGHT == 0 {
                    complete.push((node, hash));
                }
            },
        );
        pushed.map_err(|error| self.tampered(error.position(), error.to_string()))?;
        if expected.is_multiple_of(u64::from(TILE_WIDTH)) {
            self.tile = ledger::tile(self.connection, 0, expected / u64::from(TILE_WIDTH))?;
        }
        if self
            .tile
            .as_deref()
            .is_some_and(|tile| hash_at(tile, expected) != Some(event.leaf))
        {
            return Err(self.tampered(expected, "it does not have the hash of its tile"));
        }
        event
            .check_columns()
            .map_err(|reason| self.tampered(expected, reason))?;
        let last = self.versions.get(event.stream).copied().unwrap_or(0);
        if event.version != last + 1 {
            return Err(self.tampered(
                expected,
                format!("event {last} of its stream came before it"),
            ));
        }
        match self.versions.get_mut(event.stream) {
            Some(last) => *last = event.version,
            None => {
                self.versions.insert(event.stream.to_owned(), event.version);
            }
        }
        self.compare_tiles()
    }

    /// Compares every tile that is now complete.
    fn compare_tiles(&self) -> Result<(), StoreError> {
        for (node, hash) in &self.complete {
            let level = node.level / TILE_HEIGHT;
            let stored = ledger::tile(self.connection, level, node.index / u64::from(TILE_WIDTH))?;
            let fits = stored.is_some_and(|tile| hash_at(&tile, node.index) == Some(*hash));
            if !fits || (level == 1 && self.tile.is_none()) {
                return Err(self.tampered(
                    node.index << node.level,
                    "a tile of the ledger that covers it was edited",
                ));
            }
        }
        Ok(())
    }

    fn tampered(&self, position: u64, reason: impl Into<String>) -> StoreError {
        named(self.connection, position, reason.into())
    }
}

/// An event as it is in its row, without copying it.
struct Event<'a> {
    position: u64,
    stream: &'a str,
    version: u64,
    at: &'a str,
    by: Option<&'a str>,
    body: &'a str,
    leaf: Hash,
}

/// The parts of the body that the other columns repeat. The event itself is parsed, which shows that it is JSON.
#[derive(Deserialize)]
struct Repeated<'a> {
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    by: Option<Cow<'a, str>>,
}

impl<'a> Event<'a> {
    fn read(row: &'a Row<'_>) -> Result<Self, StoreError> {
        let unreadable = |error: FromSqlError| StoreError::unreadable("an event", error);
        let text = |index: usize| -> Result<&'a str, StoreError> {
            row.get_ref(index)?.as_str().map_err(unreadable)
        };
        Ok(Self {
            position: row.get(0)?,
            stream: text(1)?,
            version: row.get(2)?,
            at: text(3)?,
            by: row.get_ref(4)?.as_str_or_null().map_err(unreadable)?,
            body: text(5)?,
            leaf: ledger::hash(row.get_ref(6)?.as_blob().map_err(unreadable)?)?,
        })
    }

    /// Checks the other columns, which repeat parts of the body.
    fn check_columns(&self) -> Result<(), &'static str> {
        let body: Repeated<'_> =
            serde_json::from_str(self.body).map_err(|_| "it cannot be read")?;
        match body.at == self.at && body.by.as_deref() == self.by {
            true => Ok(()),
            false => Err("its time or person beside the event was edited"),
        }
    }
}

fn check_head(connection: &Connection, frontier: &Frontier) -> Result<(), StoreError> {
    let stored = ledger::frontier(connection)?;
    if stored == *frontier {
        return Ok(());
    }
    let (found, size) = (frontier.size(), stored.size());
    let reason = format!(
        "the head of the ledger, of `{size}` events, does not fit the `{found}` events there are"
    );
    Err(named(connection, found.min(size), reason))
}

fn hash_at(tile: &[u8], position: u64) -> Option<Hash> {
    let place = usize::try_from(position % u64::from(TILE_WIDTH)).ok()?;
    Hash::from_slice(tile.chunks(HASH_BYTES).nth(place)?)
}

/// Identifies an event by its stream; a missing event is identified by the gap that it left.
fn named(connection: &Connection, position: u64, reason: String) -> StoreError {
    let find = |sql: &str| {
        connection
            .query_row(sql, [position], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))
            })
            .optional()
            .ok()
            .flatten()
    };
    let place = find("SELECT stream, version FROM events WHERE position = ?1").or_else(|| {
        find(
            "SELECT stream, version - 1 FROM events AS later
             WHERE position > ?1 AND version > 1 AND NOT EXISTS
                 (SELECT 1 FROM events WHERE stream = later.stream AND version = later.version - 1)
             ORDER BY position LIMIT 1",
        )
    });
    let (stream, version) = place.unzip();
    Tampered {
        position,
        stream,
        version,
        reason,
    }
    .into()
}
