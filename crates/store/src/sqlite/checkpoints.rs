//! Checkpoints: heads of the ledger that its key has signed.

use placet_ledger::{Checkpoint, Note, OpenedCheckpoint, VerifierKey};
use placet_teeth::{Bug, Point, planted, point};
use rusqlite::{Connection, OptionalExtension, params};

use super::batch::Batch;
use crate::error::StoreError;

/// Signs the ledger at the size it has in the batch, once per size.
pub(super) fn sign(batch: &mut Batch<'_>) -> Result<Note, StoreError> {
    let size = batch.frontier.size();
    let mut statement = batch
        .connection
        .prepare_cached("SELECT note FROM checkpoints WHERE size = ?1")?;
    let kept: Option<String> = statement.query_row([size], |row| row.get(0)).optional()?;
    if let Some(note) = kept {
        return parse(&note);
    }
    point(Point::BeforeSigning);
    let origin = batch.key.verifier_key().name().as_str();
    let root = match planted(Bug::CheckpointOfTheLastBatch) {
        true => super::ledger::frontier(batch.connection)?.root(),
        false => batch.frontier.root(),
    };
    let note = Checkpoint::new(origin, size, root)
        .and_then(|checkpoint| checkpoint.sign(batch.key))
        .map_err(|error| StoreError::invalid(error.to_string(), ""))?;
    batch
        .connection
        .prepare_cached("INSERT INTO checkpoints (size, note) VALUES (?1, ?2)")?
        .execute(params![size, note.to_string()])?;
    point(Point::AfterSigning);
    Ok(note)
}

pub(super) fn latest(connection: &Connection) -> Result<Option<Note>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")?;
    let note: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
    note.map(|note| parse(&note)).transpose()
}

fn parse(note: &str) -> Result<Note, StoreError> {
    Note::parse(note).map_err(|error| StoreError::unreadable("a checkpoint", error))
}

/// Opens every stored checkpoint, and returns the size of the first that is not signed by the key.
pub(super) fn all(
    connection: &Connection,
    key: &VerifierKey,
) -> Result<(Vec<OpenedCheckpoint>, Option<u64>), StoreError> {
    let mut statement = connection.prepare("SELECT size, note FROM checkpoints ORDER BY size")?;
    let mut rows = statement.query([])?;
    let (mut opened, mut forged) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let (size, note): (u64, String) = (row.get(0)?, row.get(1)?);
        match Checkpoint::open(&note, key.name().as_str(), std::slice::from_ref(key)) {
            Ok(checkpoint) if checkpoint.checkpoint().size() == size => opened.push(checkpoint),
            _ => forged = forged.or(Some(size)),
        }
    }
    Ok((opened, forged))
}
