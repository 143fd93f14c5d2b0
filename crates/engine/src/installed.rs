//! Processes and people in memory.

use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use placet_domain::ProcessName;
use placet_domain::digest::Digest;
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_store::Store;

use crate::error::ExecuteError;

/// How long people are kept in memory before the store is asked again: another program, such as `placet init`, may have
/// changed them. What this program changes is known at once.
const PEOPLE_KEPT: SignedDuration = SignedDuration::from_secs(2);

/// The current version of a process with the people of its organization.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The process.
    pub parsed: Arc<Parsed>,
    /// Its people.
    pub directory: Arc<Directory>,
}

/// Every version of a process that was asked for, and the current people.
#[derive(Default)]
pub(crate) struct Processes {
    versions: RwLock<HashMap<Digest, Arc<Parsed>>>,
    directories: RwLock<HashMap<ProcessName, (Timestamp, Arc<Directory>)>>,
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
            ExecuteError::NotFound(format!(
                "a readable process version `{}` ({first})",
                digest.short()
            ))
        })?;
        let parsed = Arc::new(parsed);
        self.versions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(digest, Arc::clone(&parsed));
        Ok(parsed)
    }

    /// The people of a process's organization, as of now.
    pub(crate) fn directory(
        &self,
        store: &Store,
        name: &ProcessName,
        now: Timestamp,
    ) -> Result<Arc<Directory>, ExecuteError> {
        if let Some((read, known)) = self
            .directories
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            // A clock that was set back makes them old too.
            && (SignedDuration::ZERO..PEOPLE_KEPT).contains(&now.duration_since(*read))
        {
            return Ok(Arc::clone(known));
        }
        let directory = Arc::new(store.directory(name)?.unwrap_or_default());
        self.directories
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.clone(), (now, Arc::clone(&directory)));
        Ok(directory)
    }

    /// Forgets the people, because they changed.
    pub(crate) fn forget_directory(&self, name: &ProcessName) {
        self.directories
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }
}
