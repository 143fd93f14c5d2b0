//! Tokens and passwords. Only hashes are kept, and no event holds one.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use placet_domain::organization::OrganizationEvent;
use rusqlite::{OptionalExtension, Row, params};

use super::organization::record;
use super::store::Store;
use super::value::{Columns, from_json, micros, micros_of, to_json};
use crate::error::StoreError;
use crate::organization::{Stamp, Token};

impl Store {
    /// Keeps a new token by its hash. Its `revoked` and `last_used` are not looked at.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when a token has the same id or hash, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn issue_token(&self, stamp: &Stamp, token: &Token) -> Result<(), StoreError> {
        let (stamp, token) = (stamp.clone(), token.clone());
        self.write(move |batch| {
            let added = batch.connection.execute(
                "INSERT INTO tokens (id, hash, person, scopes, expires) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
                params![
                    token.id,
                    token.hash.to_string(),
                    token.person.as_str(),
                    to_json(&token.scopes)?,
                    micros_of(token.expires)
                ],
            )?;
            if added == 0 {
                return Err(StoreError::Invalid(format!(
                    "token `{}` exists already; draw another",
                    token.id
                )));
            }
            let Token {
                id: token,
                person,
                scopes,
                expires,
                ..
            } = token;
            record(
                batch,
                &stamp,
                OrganizationEvent::TokenIssued {
                    token,
                    person,
                    scopes,
                    expires,
                },
            )
        })
    }

    /// Finds a token by the SHA-256 of its secret, also one that was revoked or has expired.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn token_by_hash(&self, hash: &Digest) -> Result<Option<Token>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM tokens WHERE hash = ?1")?;
            let mut rows = statement.query([hash.to_string()])?;
            rows.next()?.map(read).transpose()
        })
    }

    /// Lists all tokens of a person, or of everyone.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn tokens(&self, person: Option<&PersonId>) -> Result<Vec<Token>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM tokens WHERE ?1 IS NULL OR person = ?1 ORDER BY id",
            )?;
            let mut rows = statement.query([person.map(PersonId::as_str)])?;
            let mut tokens = Vec::new();
            while let Some(row) = rows.next()? {
                tokens.push(read(row)?);
            }
            Ok(tokens)
        })
    }

    /// Revokes a token for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn revoke_token(&self, stamp: &Stamp, id: &str) -> Result<bool, StoreError> {
        let (stamp, token) = (stamp.clone(), id.to_owned());
        self.write(move |batch| {
            let sql = "UPDATE tokens SET revoked = 1 WHERE id = ?1 AND revoked = 0";
            if batch.connection.execute(sql, [&token])? == 0 {
                return Ok(false);
            }
            record(batch, &stamp, OrganizationEvent::TokenRevoked { token })?;
            Ok(true)
        })
    }

    /// Notes when a token was used. Call it seldom: every note is a commit.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn note_token_use(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.write(move |batch| {
            batch.connection.execute(
                "UPDATE tokens SET last_used = ?2 WHERE id = ?1",
                params![id, micros(at)],
            )?;
            Ok(())
        })
    }

    /// Keeps the hash of a person's password.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn set_password_hash(
        &self,
        stamp: &Stamp,
        person: &PersonId,
        hash: &str,
    ) -> Result<(), StoreError> {
        let (stamp, person, hash) = (stamp.clone(), person.clone(), hash.to_owned());
        self.write(move |batch| {
            batch.connection.execute(
                "INSERT OR REPLACE INTO accounts (person, password_hash) VALUES (?1, ?2)",
                params![person.as_str(), hash],
            )?;
            record(batch, &stamp, OrganizationEvent::PasswordSet { person })
        })
    }

    /// Gives the hash of a person's password.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn password_hash(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT password_hash FROM accounts WHERE person = ?1")?;
            Ok(statement
                .query_row([person.as_str()], |row| row.get(0))
                .optional()?)
        })
    }
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
