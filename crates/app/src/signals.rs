//! The signals that end a program which serves.

use std::io;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::failure::Failure;

/// SIGTERM and SIGINT, from now on.
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Begins to watch. A signal that comes before it is waited for is not missed.
    pub(crate) fn watch() -> Result<(Runtime, Self), Failure> {
        let begin = || -> io::Result<(Runtime, Self)> {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let signals = {
                let _entered = runtime.enter();
                Self {
                    terminate: signal(SignalKind::terminate())?,
                    interrupt: signal(SignalKind::interrupt())?,
                }
            };
            Ok((runtime, signals))
        };
        begin().map_err(|error| Failure::failed(format!("signals cannot be watched: {error}"), ""))
    }

    /// Waits for the next of them.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
