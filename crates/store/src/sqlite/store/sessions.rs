//! Sessions of browsers.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;

use super::super::sessions;
use super::Store;
use crate::error::StoreError;
use crate::organization::Session;

impl Store {
    /// Stores a session by its hash.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        let session = session.clone();
        self.write(move |batch| sessions::store(batch.connection, &session))
    }

    /// Finds a session by the SHA-256 of its secret, even if it has expired.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn session(&self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        self.read(|connection| sessions::by_hash(connection, hash))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn end_session(&self, hash: &Digest) -> Result<(), StoreError> {
        let hash = *hash;
        self.write(move |batch| sessions::end(batch.connection, &hash))
    }

    /// Ends all sessions of a person and counts them.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn end_sessions_of(&self, person: &PersonId) -> Result<u64, StoreError> {
        let person = person.clone();
        self.write(move |batch| sessions::end_of(batch.connection, &person))
    }

    /// Deletes sessions that have expired and counts them.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn forget_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |batch| sessions::forget_expired(batch.connection, now))
    }
}
