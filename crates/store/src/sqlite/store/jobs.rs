//! Jobs: who does them, when, and until when.

use jiff::Timestamp;

use super::super::jobs;
use super::Store;
use crate::error::StoreError;
use crate::jobs::{Job, JobId, NewJob};

/// The most jobs that one call claims.
const JOBS_MAX: usize = 1_000;

impl Store {
    /// Adds jobs that follow from no event.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn add_jobs(&self, new: Vec<NewJob>) -> Result<Vec<JobId>, StoreError> {
        self.write(move |batch| jobs::add(batch.connection, &new))
    }

    /// Gives jobs that are due to `owner` until the lease ends, oldest first, at most 1000; also those whose owner
    /// let the lease run out.
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

    /// Lists all jobs that are not finished, in order of their ids: after a start, to find what was under way.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn pending_jobs(&self) -> Result<Vec<Job>, StoreError> {
        self.read(jobs::pending)
    }

    /// Tells when the next job that nobody holds is due.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn next_job_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(jobs::next_at)
    }

    /// Ends a job, and adds what follows from it in the same transaction. A job that has ended already stays so, without
    /// an error.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn finish_job(&self, id: JobId, then: Vec<NewJob>) -> Result<Vec<JobId>, StoreError> {
        self.write(move |batch| {
            jobs::finish(batch.connection, &[id])?;
            jobs::add(batch.connection, &then)
        })
    }

    /// Puts a job back, to be done later, with what went wrong.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Io`].
    pub fn reschedule(&self, id: JobId, run_at: Timestamp, error: &str) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.write(move |batch| jobs::reschedule(batch.connection, id, run_at, &error))
    }

    /// Prolongs the lease of a job, and tells whether `owner` still holds it.
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
