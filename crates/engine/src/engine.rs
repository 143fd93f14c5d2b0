//! The engine: the core that decides, and the pool that does the work.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use placet_store::Store;

use crate::core::Core;
use crate::error::ExecuteError;
use crate::pool::Pool;
use crate::ports::{Clock, Runner};
use crate::work::Worker;
use crate::{claim, recover};

/// How an engine is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where each attempt gets its own directory.
    pub runs_dir: PathBuf,
    /// Number of threads that carry out steps. With 0, the caller uses [`Engine::work_one`].
    pub workers_max: usize,
}

/// One running Placet.
pub struct Engine {
    worker: Arc<Worker>,
    pool: Pool,
    workers_max: usize,
}

/// Commands and reads go to the core.
impl Deref for Engine {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.worker.core
    }
}

impl Engine {
    /// Sets up an engine on a store. Nothing runs before [`Engine::start`].
    pub fn new(
        store: Arc<Store>,
        runner: Arc<dyn Runner>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Arc<Self> {
        let core = Arc::new(Core::new(store, clock));
        recover::mark_if_settled(&core, &options.runs_dir);
        let worker = Arc::new(Worker::new(core, runner, options.runs_dir));
        Arc::new(Self {
            pool: Pool::new(Arc::clone(&worker)),
            worker,
            workers_max: options.workers_max,
        })
    }

    /// Takes up unfinished work and starts the pool.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn start(&self) -> Result<(), ExecuteError> {
        let core = &self.worker.core;
        recover::settle_strange(core, &self.worker.runs_dir)?;
        let jobs = claim::take_up(core)?;
        let workers = self.pool.start(self.workers_max);
        tracing::info!(jobs, workers, "the engine is running");
        Ok(())
    }

    /// Stops the pool. Steps that run in this process get a moment to finish. Commands under their shims continue, and
    /// the next start takes up their outcome.
    pub fn stop(&self) {
        self.pool.stop();
        self.worker.core.bus.close();
    }

    /// Does the next job that may run now in the caller's thread, as a worker would, and tells whether there was one.
    /// It serves a caller that drives an engine without workers.
    pub fn work_one(&self) -> bool {
        self.worker.work_one()
    }

    /// Returns when the next job may run.
    pub fn next_job_at(&self) -> Option<Timestamp> {
        let core = &self.worker.core;
        core.queue.next_at(core.clock.now())
    }
}
