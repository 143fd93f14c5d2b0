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
    /// Starts watching. A signal that arrives before the program waits for it is not missed.
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

    /// Waits for the next signal.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
