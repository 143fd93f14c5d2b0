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

/// How long people are kept in memory before the store is asked again: another program, such as `placet init`, may have
/// changed them. What this program changes is known at once.
const PEOPLE_KEPT: SignedDuration = SignedDuration::from_secs(2);

/// Versions of processes kept in memory; all are forgotten and read again when there are more.
const VERSIONS_MAX: usize = 256;

/// Events of the organizations that are read at once.
const EVENTS_AT_ONCE: usize = 1_000;

/// The current version of a process with the people of its organization.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The process.
    pub parsed: Arc<Parsed>,
    /// Its people.
    pub directory: Arc<Directory>,
}

/// The versions of processes that were asked for lately, and the current people.
#[derive(Default)]
pub(crate) struct Processes {
    versions: RwLock<HashMap<Digest, Arc<Parsed>>>,
    organizations: RwLock<Known>,
}

impl Processes {
    /// A version of a process, read from the store the first time.
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
        // It was checked when it was installed; a file that no longer reads means that the program has changed.
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

    /// The people of a process's organization, and the version of their stream.
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

    /// A stream with its version.
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

    /// Everything that the events led to.
    pub(crate) fn organizations(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> Result<Arc<Organizations>, ExecuteError> {
        self.with_organizations(store, now, |known| Arc::clone(&known.all))
    }

    /// The current version of a process.
    pub(crate) fn current(
        &self,
        store: &Store,
        name: &ProcessName,
        now: Timestamp,
    ) -> Result<Option<Digest>, ExecuteError> {
        self.with_organizations(store, now, |known| known.all.current.get(name).copied())
    }

    /// T7: from the events alone; the tables of people and current versions are for readers.
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

    /// Looks again the next time, because something changed.
    pub(crate) fn forget(&self) {
        self.organizations
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .read = None;
    }
}

/// What the organizations' events led to when they were last read.
#[derive(Default)]
struct Known {
    read: Option<Timestamp>,
    version: u64,
    all: Arc<Organizations>,
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // A clock that was set back makes them old too.
        self.read.is_some_and(|read| {
            (SignedDuration::ZERO..PEOPLE_KEPT).contains(&now.duration_since(read))
        })
    }
}
