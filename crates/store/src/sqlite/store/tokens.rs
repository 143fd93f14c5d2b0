//! Tokens and passwords.

use jiff::Timestamp;
use placet_domain::PersonId;
use placet_domain::digest::Digest;

use super::super::tokens;
use super::Store;
use crate::error::StoreError;
use crate::organization::{Stamp, Token};

impl Store {
    /// Keeps a new token by its hash. Its `revoked` and `last_used` are not looked at.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when a token has the same id or hash, [`StoreError::Full`] and [`StoreError::Io`].
    pub fn issue_token(&self, stamp: &Stamp, token: &Token) -> Result<(), StoreError> {
        let (stamp, token) = (stamp.clone(), token.clone());
        self.write(move |batch| tokens::issue(batch, &stamp, token))
    }

    /// Finds a token by the SHA-256 of its secret, also one that was revoked or has expired.
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

    /// Revokes a token for good, and tells whether it was valid before.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn revoke_token(&self, stamp: &Stamp, id: &str) -> Result<bool, StoreError> {
        let (stamp, id) = (stamp.clone(), id.to_owned());
        self.write(move |batch| tokens::revoke(batch, &stamp, id))
    }

    /// Notes when a token was used. Call it seldom: every note is a commit.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn note_token_use(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        let id = id.to_owned();
        self.write(move |batch| tokens::note_use(batch.connection, &id, at))
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
        self.write(move |batch| tokens::set_password_hash(batch, &stamp, person, &hash))
    }

    /// Returns the hash of a person's password.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn password_hash(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        self.read(|connection| tokens::password_hash(connection, person))
    }
}
