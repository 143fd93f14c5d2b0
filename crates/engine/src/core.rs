//! The core: everything that a command needs, and what reads are answered from.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use placet_domain::people::Directory;
use placet_domain::preview::{Preview, preview};
use placet_domain::{ChangeId, PersonId, ProcessName, change};
use placet_store::Store;

use crate::bus::{Bus, Notice, Subscription};
use crate::cache::{Cache, Cached};
use crate::called_off::CalledOff;
use crate::error::ExecuteError;
use crate::installed::{Installed, Processes};
use crate::numbers::Numbers;
use crate::ports::Clock;
use crate::queue::Queue;

/// Everything that commands and reads share.
pub struct Core {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cache: Cache,
    pub(crate) processes: Processes,
    pub(crate) numbers: Numbers,
    pub(crate) queue: Queue,
    pub(crate) bus: Arc<Bus>,
    pub(crate) called_off: CalledOff,
    /// The newest time of an event or a decision.
    newest: Mutex<Timestamp>,
}

impl Core {
    pub(crate) fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        let bus = Arc::new(Bus::default());
        let tell = Arc::clone(&bus);
        store.on_commit(Box::new(move |committed| {
            tell.tell(&Notice::Committed(Arc::new(committed.to_vec())));
        }));
        let newest = match store.newest_at() {
            Ok(newest) => newest.unwrap_or(Timestamp::MIN),
            Err(error) => {
                tracing::error!(%error, "the time of the newest event cannot be read");
                Timestamp::MIN
            }
        };
        Self {
            store,
            clock,
            cache: Cache::default(),
            processes: Processes::default(),
            numbers: Numbers::default(),
            queue: Queue::default(),
            bus,
            called_off: CalledOff::default(),
            newest: Mutex::new(newest),
        }
    }

    /// Returns the store.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Returns the current time of the wall clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the time of a decision for the log. It never goes back, even if the clock is set back (T19).
    pub(crate) fn log_time(&self) -> Timestamp {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = self.clock.now().max(*newest);
        *newest
    }

    /// Returns unpredictable bits, for secrets.
    pub fn draw(&self) -> u128 {
        self.clock.draw()
    }

    /// Subscribes to everything that becomes durable from now on, and to what running steps print.
    pub fn subscribe(&self) -> Subscription {
        self.bus.subscribe()
    }

    /// Returns the number of jobs that wait for their time or for a free thread.
    pub fn jobs_waiting(&self) -> usize {
        self.queue.len()
    }

    /// Returns a change and its version, from memory or from the store.
    pub(crate) fn load(&self, id: ChangeId) -> Result<Cached, ExecuteError> {
        if let Some(cached) = self.cache.get(id) {
            return Ok(cached);
        }
        let (change, version) = self
            .store
            .load_change(id)?
            .ok_or_else(|| ExecuteError::NotFound(format!("change `{id}`")))?;
        let cached = Cached {
            change: Arc::new(change),
            version,
        };
        self.cache.put(id, cached.clone());
        Ok(cached)
    }

    /// Returns every current process with its people.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn processes(&self) -> Result<Vec<Installed>, ExecuteError> {
        let current = self.store.current_processes()?;
        current
            .iter()
            .map(|stored| self.installed(&stored.name))
            .collect()
    }

    /// Returns the current version of a process with its people.
    ///
    /// # Errors
    /// There is no process with that name, or the store cannot be read.
    pub fn installed(&self, name: &ProcessName) -> Result<Installed, ExecuteError> {
        let current = self.processes.current(&self.store, name, self.now())?;
        let digest = current.ok_or_else(|| ExecuteError::NotFound(format!("process `{name}`")))?;
        Ok(Installed {
            parsed: self.processes.version(&self.store, digest)?,
            directory: self.directory(name)?,
        })
    }

    /// Returns the people of a process's organization.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn directory(&self, name: &ProcessName) -> Result<Arc<Directory>, ExecuteError> {
        let (directory, _) = self.processes.directory(&self.store, name, self.now())?;
        Ok(directory)
    }

    /// Predicts what a request would lead to. Nothing is stored.
    ///
    /// # Errors
    /// The process does not exist, or no model matches.
    pub fn preview(
        &self,
        person: &PersonId,
        request: &change::Request,
    ) -> Result<Preview, ExecuteError> {
        let installed = self.installed(&request.process)?;
        let parsed = &installed.parsed;
        Ok(preview(
            &parsed.process,
            parsed.digest,
            &installed.directory,
            request,
            person,
            self.clock.now(),
        )?)
    }
}
