//! Snapshots: a change after a number of events, so that a long history is not replayed each time.

use placet_domain::ChangeId;
use placet_domain::change::Change;
use placet_domain::digest::{Digest, canonical_json};
use placet_ledger::{Note, VerifierKey};
use placet_teeth::{Bug, Point, planted, point};
use rusqlite::{Connection, OptionalExtension, params};

use super::batch::Batch;
use crate::error::StoreError;

/// How many events pass between two snapshots of a change.
const EVENTS_BETWEEN: u64 = 100;

/// Stores the change if the append took it past a multiple of [`EVENTS_BETWEEN`].
pub(super) fn keep(
    batch: &Batch<'_>,
    change: &Change,
    before: u64,
    version: u64,
) -> Result<(), StoreError> {
    if before / EVENTS_BETWEEN == version / EVENTS_BETWEEN {
        return Ok(());
    }
    let version = if planted(Bug::SnapshotOfAnotherVersion) {
        before
    } else {
        version
    };
    let value = serde_json::to_value(change).map_err(|error| {
        StoreError::invalid(
            format!("the change cannot be stored: {error}"),
            "correct it and send it again",
        )
    })?;
    // It is canonical, as events are, so that numbers are read back as they are from events.
    let body = canonical_json(&value);
    let signature = Note::sign(&signed_text(change.id, version, &body), batch.key)
        .map_err(|error| StoreError::invalid(error.to_string(), ""))?;
    batch
        .connection
        .prepare_cached("INSERT OR REPLACE INTO snapshots (change, version, body, signature) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![change.id.to_string(), version, body, signature.to_string()])?;
    point(Point::SnapshotKept);
    Ok(())
}

/// Reads the snapshot of a change. A snapshot that we did not sign, or that an older program wrote, is ignored.
pub(super) fn load(
    connection: &Connection,
    id: ChangeId,
    key: &VerifierKey,
) -> Result<Option<(Change, u64)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT version, body, signature FROM snapshots WHERE change = ?1")?;
    let row: Option<(u64, String, String)> = statement
        .query_row([id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((version, body, signature)) = row else {
        return Ok(None);
    };
    let signed = is_ours(id, version, &body, &signature, key);
    if !signed {
        tracing::error!(change = %id, "a snapshot was edited and is not used; run `placet fsck`");
        return Ok(None);
    }
    match serde_json::from_str(&body) {
        Ok(change) => Ok(Some((change, version))),
        Err(error) => {
            tracing::warn!(change = %id, %error, "a snapshot is of another program version and is not used");
            Ok(None)
        }
    }
}

/// Tells whether the snapshot of a change has our signature.
pub(super) fn is_signed(
    connection: &Connection,
    id: ChangeId,
    key: &VerifierKey,
) -> Result<bool, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT version, body, signature FROM snapshots WHERE change = ?1")?;
    let row: Option<(u64, String, String)> = statement
        .query_row([id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(row.is_none_or(|(version, body, signature)| is_ours(id, version, &body, &signature, key)))
}

fn is_ours(id: ChangeId, version: u64, body: &str, signature: &str, key: &VerifierKey) -> bool {
    Note::parse(signature)
        .and_then(|note| {
            note.open(std::slice::from_ref(key))
                .map(|(text, _)| text.to_owned())
        })
        .is_ok_and(|text| text == signed_text(id, version, body))
}

fn signed_text(id: ChangeId, version: u64, body: &str) -> String {
    let digest = Digest::of_bytes(body.as_bytes());
    format!("placet snapshot of a change\n{id}\n{version}\n{digest}\n")
}
