//! The table of browser sessions. Only hashes of their secrets are stored.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use rusqlite::{Connection, params};

use super::value::Columns;
use crate::cell::micros;
use crate::error::StoreError;
use crate::organization::Session;

pub(super) fn store(connection: &Connection, session: &Session) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO sessions (hash, person, expires, csrf) VALUES (?1, ?2, ?3, ?4)",
        params![
            session.hash.to_string(),
            session.person.as_str(),
            micros(session.expires),
            session.csrf
        ],
    )?;
    Ok(())
}

pub(super) fn by_hash(
    connection: &Connection,
    hash: &Digest,
) -> Result<Option<Session>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM sessions WHERE hash = ?1")?;
    let mut rows = statement.query([hash.to_string()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let columns = Columns(row);
    Ok(Some(Session {
        hash: columns.word("hash")?,
        person: columns.word("person")?,
        expires: columns.time("expires")?,
        csrf: row.get("csrf")?,
    }))
}

pub(super) fn end(connection: &Connection, hash: &Digest) -> Result<(), StoreError> {
    connection.execute("DELETE FROM sessions WHERE hash = ?1", [hash.to_string()])?;
    Ok(())
}

pub(super) fn end_of(connection: &Connection, person: &PersonId) -> Result<u64, StoreError> {
    let ended = connection.execute("DELETE FROM sessions WHERE person = ?1", [person.as_str()])?;
    Ok(ended as u64)
}

pub(super) fn forget_expired(connection: &Connection, now: Timestamp) -> Result<u64, StoreError> {
    let forgotten =
        connection.execute("DELETE FROM sessions WHERE expires <= ?1", [micros(now)])?;
    Ok(forgotten as u64)
}
