//! Processes and people in memory.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use placet_domain::ProcessName;
use placet_domain::digest::Digest;
use placet_domain::organization::{AsOf, Organizations, Stream, Version};
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_store::Store;

use crate::error::ExecuteError;

/// How long people are kept in memory before the store is read again: another program, such as `placet init`, may have
/// changed them. Changes that this program makes apply at once.
const PEOPLE_KEPT: SignedDuration = SignedDuration::from_secs(2);

/// The most process versions kept in memory. When there are more, all are dropped and read again.
const VERSIONS_MAX: usize = 256;

/// How many events of the organizations are read in one batch.
const EVENTS_AT_ONCE: usize = 1_000;

/// The current version of a process with the people of its organization.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The process.
    pub parsed: Arc<Parsed>,
    /// Its people.
    pub directory: Arc<Directory>,
}

/// The process versions that were requested recently, and the current people.
#[derive(Default)]
pub(crate) struct Processes {
    versions: RwLock<HashMap<Digest, Arc<Parsed>>>,
    organizations: RwLock<Known>,
}

impl Processes {
    /// Returns a version of a process. Reads it from the store the first time.
    pub(crate) fn version(
        &self,
        store: &Store,
        digest: Digest,
    ) -> Result<Arc<Parsed>, ExecuteError> {
        if let Some(known) = self
            .versions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&digest)
        {
            return Ok(Arc::clone(known));
        }
        let missing = || ExecuteError::NotFound(format!("process version `{}`", digest.short()));
        let stored = store.process(&digest)?.ok_or_else(missing)?;
        // It was checked when it was installed. If it can no longer be read, the program has changed.
        let parsed = parse(stored.source.as_bytes()).map_err(|problems| {
            let first = problems
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            ExecuteError::UnreadableProcess {
                version: digest.short(),
                problem: first,
            }
        })?;
        let parsed = Arc::new(parsed);
        let mut versions = self
            .versions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if versions.len() >= VERSIONS_MAX {
            versions.clear();
        }
        versions.insert(digest, Arc::clone(&parsed));
        Ok(parsed)
    }

    /// Returns the people of a process's organization and the version of their stream.
    pub(crate) fn directory(
        &self,
        store: &Store,
        name: &ProcessName,
        now: Timestamp,
    ) -> Result<(Arc<Directory>, AsOf), ExecuteError> {
        self.with_organizations(store, now, |known| {
            let people = known.all.people.get(name).cloned();
            let as_of = known.all.as_of([Stream::People(name.clone())]);
            (people.unwrap_or_default(), as_of)
        })
    }

    /// Returns a stream with its version.
    pub(crate) fn as_of(
        &self,
        store: &Store,
        stream: Stream,
        now: Timestamp,
    ) -> Result<(Stream, Version), ExecuteError> {
        self.with_organizations(store, now, |known| {
            let version = known.all.version(&stream);
            (stream, version)
        })
    }

    /// Returns the state that results from all events.
    pub(crate) fn organizations(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> Result<Arc<Organizations>, ExecuteError> {
        self.with_organizations(store, now, |known| Arc::clone(&known.all))
    }

    /// Returns the current version of a process.
    pub(crate) fn current(
        &self,
        store: &Store,
        name: &ProcessName,
        now: Timestamp,
    ) -> Result<Option<Digest>, ExecuteError> {
        self.with_organizations(store, now, |known| known.all.current.get(name).copied())
    }

    /// Reads the state that results from the events alone (T7). The tables of people and current versions are only for
    /// readers.
    fn with_organizations<T>(
        &self,
        store: &Store,
        now: Timestamp,
        look: impl FnOnce(&Known) -> T,
    ) -> Result<T, ExecuteError> {
        let known = self
            .organizations
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if known.is_fresh(now) {
            return Ok(look(&known));
        }
        drop(known);
        let mut known = self
            .organizations
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if !known.is_fresh(now) {
            loop {
                let page = store.organization_events(known.version, EVENTS_AT_ONCE)?;
                let is_last = page.len() < EVENTS_AT_ONCE;
                for (version, recorded) in page {
                    Arc::make_mut(&mut known.all).apply(recorded.event);
                    known.version = version;
                }
                if is_last {
                    break;
                }
            }
            known.read = Some(now);
        }
        Ok(look(&known))
    }

    /// Discards the state, so that the next call reads it again, because something changed.
    pub(crate) fn forget(&self) {
        self.organizations
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .read = None;
    }
}

/// The state that resulted from the organizations' events when they were last read.
#[derive(Default)]
struct Known {
    read: Option<Timestamp>,
    version: u64,
    all: Arc<Organizations>,
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // If the clock was set back, the state is old too.
        self.read.is_some_and(|read| {
            (SignedDuration::ZERO..PEOPLE_KEPT).contains(&now.duration_since(read))
        })
    }
}
