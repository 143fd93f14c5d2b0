//! Reads what the command prints, without slowing it down, and keeps the head and the tail.

use std::io::{PipeReader, Read as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::files::Outcome;
use crate::output::{Capture, publish};
use crate::secret::Redactor;

/// Time between two snapshots of the output.
const PUBLISH_EVERY: Duration = Duration::from_millis(50);
/// How long to read the rest of the pipe if a process that holds it cannot be ended.
const DRAIN: Duration = Duration::from_millis(500);

/// The capture of one command's output.
pub(super) struct Reading {
    capture: Arc<Mutex<Capture>>,
    thread: JoinHandle<()>,
    published_bytes: u64,
    published_at: Instant,
}

impl Reading {
    /// Starts reading in a separate thread, so that the command never waits for the shim's other work.
    pub(super) fn begin(mut pipe: PipeReader, redactor: Redactor) -> Self {
        let capture = Arc::new(Mutex::new(Capture::new(redactor)));
        let shared = Arc::clone(&capture);
        let thread = std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            loop {
                match pipe.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(count) => {
                        let bytes = buffer.get(..count).unwrap_or_default();
                        shared
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push(bytes);
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
        });
        Self {
            capture,
            thread,
            published_bytes: 0,
            published_at: Instant::now(),
        }
    }

    /// Publishes a snapshot if there is new output and the last snapshot is old enough.
    pub(super) fn publish(&mut self, slot: &Path) {
        if self.published_at.elapsed() < PUBLISH_EVERY {
            return;
        }
        let capture = self.capture.lock().unwrap_or_else(PoisonError::into_inner);
        if capture.kept.total() != self.published_bytes {
            // The snapshot is only for watching: the outcome also contains the output.
            let _ = publish(slot, &capture.kept);
            self.published_bytes = capture.kept.total();
        }
        self.published_at = Instant::now();
    }

    /// Ends the reading and writes what was kept into the outcome.
    pub(super) fn end(self, outcome: &mut Outcome) {
        let until = Instant::now() + DRAIN;
        while outcome.left > 0 && !self.thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        if outcome.left == 0 {
            // No process is left that could hold the pipe, so it will end.
            let _ = self.thread.join();
        }
        let mut capture = self.capture.lock().unwrap_or_else(PoisonError::into_inner);
        capture.finish();
        outcome.output = capture.kept.text();
        outcome.output_bytes = capture.kept.total();
        outcome.dropped_bytes = capture.kept.dropped();
        outcome.output_sha256 = capture.sha256();
    }
}
