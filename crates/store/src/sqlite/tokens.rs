//! The tables of tokens and passwords. Only hashes are stored, and no event contains one.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::value::{Columns, from_json, micros_of, to_json};
use crate::cell::micros;
use crate::error::StoreError;
use crate::organization::Token;

pub(super) fn issue(
    connection: &Connection,
    token: &str,
    hash: &Digest,
    person: &PersonId,
    scopes: &[String],
    expires: Option<Timestamp>,
) -> Result<(), StoreError> {
    let added = connection.execute(
        "INSERT INTO tokens (id, hash, person, scopes, expires) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![
            token,
            hash.to_string(),
            person.as_str(),
            to_json(&scopes)?,
            micros_of(expires)
        ],
    )?;
    match added {
        0 => Err(StoreError::invalid(
            format!("token `{token}` exists already"),
            "draw another",
        )),
        _ => Ok(()),
    }
}

pub(super) fn by_hash(connection: &Connection, hash: &Digest) -> Result<Option<Token>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM tokens WHERE hash = ?1")?;
    let mut rows = statement.query([hash.to_string()])?;
    rows.next()?.map(read).transpose()
}

pub(super) fn of(
    connection: &Connection,
    person: Option<&PersonId>,
) -> Result<Vec<Token>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM tokens WHERE ?1 IS NULL OR person = ?1 ORDER BY id")?;
    let mut rows = statement.query([person.map(PersonId::as_str)])?;
    let mut tokens = Vec::new();
    while let Some(row) = rows.next()? {
        tokens.push(read(row)?);
    }
    Ok(tokens)
}

pub(super) fn revoke(connection: &Connection, token: &str) -> Result<(), StoreError> {
    connection.execute("UPDATE tokens SET revoked = 1 WHERE id = ?1", [token])?;
    Ok(())
}

pub(super) fn note_use(connection: &Connection, id: &str, at: Timestamp) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE tokens SET last_used = ?2 WHERE id = ?1",
        params![id, micros(at)],
    )?;
    Ok(())
}

/// Stores the hash of a password and ends every session that was opened with the old one (T8).
pub(super) fn set_password_hash(
    connection: &Connection,
    person: &PersonId,
    hash: &str,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO accounts (person, password_hash) VALUES (?1, ?2)",
        params![person.as_str(), hash],
    )?;
    connection.execute("DELETE FROM sessions WHERE person = ?1", [person.as_str()])?;
    Ok(())
}

pub(super) fn password_hash(
    connection: &Connection,
    person: &PersonId,
) -> Result<Option<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT password_hash FROM accounts WHERE person = ?1")?;
    Ok(statement
        .query_row([person.as_str()], |row| row.get(0))
        .optional()?)
}

fn read(row: &Row<'_>) -> Result<Token, StoreError> {
    let columns = Columns(row);
    Ok(Token {
        id: row.get("id")?,
        hash: columns.word("hash")?,
        person: columns.word("person")?,
        scopes: from_json("the scopes of a token", &row.get::<_, String>("scopes")?)?,
        expires: columns.time_of("expires")?,
        revoked: row.get("revoked")?,
        last_used: columns.time_of("last_used")?,
    })
}
