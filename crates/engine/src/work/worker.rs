//! What every job needs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::core::Core;
use crate::ports::Runner;

/// Does jobs, in as many threads as call it.
pub(crate) struct Worker {
    pub(crate) core: Arc<Core>,
    pub(crate) runner: Arc<dyn Runner>,
    /// Where each attempt gets its own directory.
    pub(crate) runs_dir: PathBuf,
    stopping: AtomicBool,
}

impl Worker {
    pub(crate) fn new(core: Arc<Core>, runner: Arc<dyn Runner>, runs_dir: PathBuf) -> Self {
        Self {
            core,
            runner,
            runs_dir,
            stopping: AtomicBool::new(false),
        }
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.core.queue.close();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}
