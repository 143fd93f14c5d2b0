//! The engine: everything that one running Placet holds.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use placet_domain::people::Directory;
use placet_domain::preview::{Preview, preview};
use placet_domain::{PersonId, ProcessName, change};
use placet_store::{NewJob, Store};
use placet_teeth::{Bug, planted};

use crate::bus::{Bus, Notice, Subscription};
use crate::cache::Cache;
use crate::error::ExecuteError;
use crate::installed::{Installed, Processes};
use crate::numbers::Numbers;
use crate::perform::CalledOff;
use crate::ports::{Clock, Runner};
use crate::queue::Queue;
use crate::react::STEP;
use crate::{react, recover, worker};

/// How long a stop waits for what works in this process.
const STOP_GRACE: Duration = Duration::from_secs(2);

/// How an engine is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where each attempt gets its own directory.
    pub runs_dir: PathBuf,
    /// Threads that carry out steps; with none, [`Engine::work_one`] does.
    pub workers_max: usize,
}

/// Everything that one running Placet holds.
pub struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) runner: Arc<dyn Runner>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) options: Options,
    pub(crate) cache: Cache,
    pub(crate) processes: Processes,
    pub(crate) numbers: Numbers,
    pub(crate) queue: Queue,
    pub(crate) bus: Arc<Bus>,
    pub(crate) called_off: CalledOff,
    pub(crate) stopping: AtomicBool,
    /// The newest time that an event has or was decided for.
    newest: Mutex<Timestamp>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    /// Sets up an engine on a store. Nothing runs before [`Engine::start`].
    pub fn new(
        store: Arc<Store>,
        runner: Arc<dyn Runner>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Arc<Self> {
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
        let engine = Arc::new(Self {
            store,
            runner,
            clock,
            options,
            cache: Cache::default(),
            processes: Processes::default(),
            numbers: Numbers::default(),
            queue: Queue::default(),
            bus,
            called_off: CalledOff::default(),
            stopping: AtomicBool::new(false),
            newest: Mutex::new(newest),
            workers: Mutex::default(),
        });
        recover::mark_if_settled(&engine);
        engine
    }

    /// Takes up what was left undone and starts the pool.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn start(self: &Arc<Self>) -> Result<(), ExecuteError> {
        recover::settle_strange(self)?;
        let pending = self.store.pending_jobs()?;
        let taken_up = pending.len();
        if !planted(Bug::PendingForgotten) {
            let now = self.clock.now();
            let jobs = worker::as_new(pending).map(|(id, job)| (id, self.due(job, now)));
            self.queue.push_all(now, jobs.collect::<Vec<_>>());
        }
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        for index in 0..self.options.workers_max {
            let engine = Arc::clone(self);
            let spawned = std::thread::Builder::new()
                .name(format!("step-{index}"))
                .spawn(move || worker::work(&engine));
            match spawned {
                Ok(handle) => workers.push(handle),
                Err(error) => tracing::warn!(%error, "a worker thread could not be started"),
            }
        }
        tracing::info!(jobs = taken_up, workers = workers.len(), "the engine runs");
        Ok(())
    }

    fn due(&self, job: NewJob, now: Timestamp) -> NewJob {
        let change = job.change.filter(|_| job.kind == STEP && job.run_at > now);
        // A change that cannot be read is told of when its job is done.
        let cached = change.and_then(|change| self.load(change).ok());
        match cached {
            Some(cached) => react::taken_up(job, &cached.change, now),
            None => job,
        }
    }

    /// Ends the pool. What works in this process gets a moment to finish; commands under their shims go on, and the next
    /// start takes up their outcome.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.queue.close();
        let workers =
            std::mem::take(&mut *self.workers.lock().unwrap_or_else(PoisonError::into_inner));
        let until = Instant::now() + STOP_GRACE;
        for worker in workers {
            while !worker.is_finished() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(1));
            }
            if !worker.is_finished() {
                tracing::info!("a step is left running; the next start takes it up");
                continue;
            }
            if worker.join().is_err() {
                tracing::error!("a worker thread ended badly");
            }
        }
        self.bus.close();
    }

    /// What is remembered.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The wall clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// When what is decided now happens, for the log: its time never goes back, though the clock may be set back (T19).
    pub(crate) fn log_time(&self) -> Timestamp {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = self.clock.now().max(*newest);
        *newest
    }

    /// Bits that nobody can foresee, for secrets.
    pub fn draw(&self) -> u128 {
        self.clock.draw()
    }

    /// Tells of everything that becomes durable from now on, and of what running steps print.
    pub fn subscribe(&self) -> Subscription {
        self.bus.subscribe()
    }

    /// Jobs that wait for their time or for a free thread.
    pub fn jobs_waiting(&self) -> usize {
        self.queue.len()
    }

    /// Every current process with its people.
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

    /// The current version of a process with its people.
    ///
    /// # Errors
    /// There is none of that name, or the store cannot be read.
    pub fn installed(&self, name: &ProcessName) -> Result<Installed, ExecuteError> {
        let current = self.processes.current(&self.store, name, self.now())?;
        let digest = current.ok_or_else(|| ExecuteError::NotFound(format!("process `{name}`")))?;
        Ok(Installed {
            parsed: self.processes.version(&self.store, digest)?,
            directory: self.directory(name)?,
        })
    }

    /// The people of a process's organization.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn directory(&self, name: &ProcessName) -> Result<Arc<Directory>, ExecuteError> {
        let (directory, _) = self.processes.directory(&self.store, name, self.now())?;
        Ok(directory)
    }

    /// What a request would lead to; nothing is stored.
    ///
    /// # Errors
    /// The process does not exist, or no model fits.
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
