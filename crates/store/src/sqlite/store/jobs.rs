//! Jobs: who does them, when, and for how long.

use jiff::Timestamp;

use super::super::jobs;
use super::Store;
use crate::error::StoreError;
use crate::jobs::{Job, JobId, NewJob};

/// The most jobs that one call claims.
const JOBS_MAX: usize = 1_000;

impl Store {
    /// Adds jobs that do not follow from an event.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn add_jobs(&self, new: Vec<NewJob>) -> Result<Vec<JobId>, StoreError> {
        self.write(move |batch| jobs::add(batch.connection, &new))
    }

    /// Assigns due jobs to `owner` until the lease ends, oldest first, at most 1000. These include jobs whose owner let
    /// the lease expire.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn claim_jobs(
        &self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Job>, StoreError> {
        let (owner, limit) = (owner.to_owned(), limit.min(JOBS_MAX));
        self.write(move |batch| jobs::claim(batch.connection, &owner, now, lease_until, limit))
    }

    /// Lists all unfinished jobs, in order of their ids. A start uses it to find what was in progress.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn pending_jobs(&self) -> Result<Vec<Job>, StoreError> {
        self.read(jobs::pending)
    }

    /// Tells when the next job without an owner is due.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn next_job_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(jobs::next_at)
    }

    /// Ends a job, and adds what follows from it in the same transaction. Ending a job that has already ended is not an
    /// error.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn finish_job(&self, id: JobId, then: Vec<NewJob>) -> Result<Vec<JobId>, StoreError> {
        self.write(move |batch| {
            jobs::finish(batch.connection, &[id])?;
            jobs::add(batch.connection, &then)
        })
    }

    /// Puts a job back, to be done later, and stores what went wrong.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn reschedule(&self, id: JobId, run_at: Timestamp, error: &str) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.write(move |batch| jobs::reschedule(batch.connection, id, run_at, &error))
    }

    /// Extends the lease of a job, and tells whether `owner` still holds it.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn renew_lease(
        &self,
        id: JobId,
        owner: &str,
        lease_until: Timestamp,
    ) -> Result<bool, StoreError> {
        let owner = owner.to_owned();
        self.write(move |batch| jobs::renew(batch.connection, id, &owner, lease_until))
    }
}
