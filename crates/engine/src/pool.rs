//! The pool: threads that do jobs until they are stopped.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::work::Worker;

/// How long a stop waits for steps that run in this process.
const STOP_GRACE: Duration = Duration::from_secs(2);

/// The threads that do jobs.
pub(crate) struct Pool {
    worker: Arc<Worker>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Pool {
    pub(crate) fn new(worker: Arc<Worker>) -> Self {
        Self {
            worker,
            threads: Mutex::default(),
        }
    }

    /// Starts this many threads and counts those that run.
    pub(crate) fn start(&self, workers_max: usize) -> usize {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for index in 0..workers_max {
            let worker = Arc::clone(&self.worker);
            let spawned = thread::Builder::new()
                .name(format!("step-{index}"))
                .spawn(move || worker.work());
            match spawned {
                Ok(handle) => threads.push(handle),
                Err(error) => tracing::warn!(%error, "a worker thread could not be started"),
            }
        }
        threads.len()
    }

    /// Stops the threads. Each gets a moment to finish.
    pub(crate) fn stop(&self) {
        self.worker.stop();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let until = Instant::now() + STOP_GRACE;
        for thread in threads {
            while !thread.is_finished() && Instant::now() < until {
                thread::sleep(Duration::from_millis(1));
            }
            if !thread.is_finished() {
                tracing::info!("a step is left running; the next start takes it up");
                continue;
            }
            if thread.join().is_err() {
                tracing::error!("a worker thread panicked");
            }
        }
    }
}
