//! Tokens and passwords.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;

use super::super::tokens;
use super::Store;
use crate::error::StoreError;
use crate::organization::Token;

impl Store {
    /// Finds a token by the SHA-256 of its secret, even if it was revoked or has expired.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn token_by_hash(&self, hash: &Digest) -> Result<Option<Token>, StoreError> {
        self.read(|connection| tokens::by_hash(connection, hash))
    }

    /// Lists all tokens of a person, or of everyone.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn tokens(&self, person: Option<&PersonId>) -> Result<Vec<Token>, StoreError> {
        self.read(|connection| tokens::of(connection, person))
    }

    /// Records when a token was used. Call it rarely: every record is a commit.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn note_token_use(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.write(move |batch| tokens::note_use(batch.connection, &id, at))
    }

    /// Returns the hash of a person's password.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn password_hash(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        self.read(|connection| tokens::password_hash(connection, person))
    }
}
