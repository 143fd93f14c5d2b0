use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;
use rusqlite::params;

use super::store::Store;
use super::value::{Columns, micros};
use crate::error::StoreError;
use crate::organization::Session;

impl Store {
    /// Keeps a session by its hash.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        let session = session.clone();
        self.write(move |batch| {
            batch.connection.execute(
                "INSERT OR REPLACE INTO sessions (hash, person, expires, csrf) VALUES (?1, ?2, ?3, ?4)",
                params![session.hash.to_string(), session.person.as_str(), micros(session.expires), session.csrf],
            )?;
            Ok(())
        })
    }

    /// Finds a session by the SHA-256 of its secret, also one that has expired.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn session(&self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM sessions WHERE hash = ?1")?;
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
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn end_session(&self, hash: &Digest) -> Result<(), StoreError> {
        let hash = hash.to_string();
        self.delete_sessions("DELETE FROM sessions WHERE hash = ?1", hash)
            .map(|_| ())
    }

    /// Ends all sessions of a person and counts them.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn end_sessions_of(&self, person: &PersonId) -> Result<u64, StoreError> {
        self.delete_sessions("DELETE FROM sessions WHERE person = ?1", person.to_string())
    }

    /// Forgets sessions that have expired and counts them.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn forget_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.delete_sessions("DELETE FROM sessions WHERE expires <= ?1", micros(now))
    }

    fn delete_sessions(
        &self,
        sql: &'static str,
        value: impl rusqlite::ToSql + Send + 'static,
    ) -> Result<u64, StoreError> {
        self.write(move |batch| Ok(batch.connection.execute(sql, params![value])? as u64))
    }
}
