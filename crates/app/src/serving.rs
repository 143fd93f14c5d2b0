//! The server in a thread of its own.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use placet_engine::Engine;
use placet_server::{Context, Reading, Settings, serve};
use tokio::sync::oneshot;

use crate::failure::Failure;

/// Longest time for calls to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// A server that runs in a thread of its own.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: mpsc::Receiver<io::Result<()>>,
    thread: JoinHandle<()>,
}

/// Returns the settings of a server of this program.
pub fn settings() -> Settings {
    Settings {
        evidence_reader: read_evidence,
        secret_reader: placet_connectors::resolve_secret,
        ..Settings::default()
    }
}

/// Begins to serve an engine on a listener.
///
/// # Errors
/// The listener's address cannot be read, or the system cannot provide threads or random bytes.
pub fn start(
    engine: &Arc<Engine>,
    listener: TcpListener,
    settings: Settings,
) -> Result<Serving, Failure> {
    let failed =
        |error: io::Error| Failure::failed(format!("the server cannot be started: {error}"), "");
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let context =
        Context::new(Arc::clone(engine), settings).map_err(|error| Failure::failed(error, ""))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let (stop, stopping) = oneshot::channel();
    let (tell, ended) = mpsc::channel();
    let thread = std::thread::Builder::new()
        .name("http".to_owned())
        .spawn(move || {
            let result = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let (begin, begun) = oneshot::channel();
                let shutdown = async {
                    // If the caller is gone, the server ends too.
                    let _ = stopping.await;
                    let _ = begin.send(());
                };
                let overtime = async {
                    let _ = begun.await;
                    tokio::time::sleep(GRACE).await;
                };
                tokio::select! {
                    result = serve(context, listener, shutdown) => result,
                    // Cuts off clients that still read; nothing that was acknowledged is lost.
                    () = overtime => Ok(()),
                }
            });
            runtime.shutdown_timeout(GRACE);
            // The receiver may be gone.
            let _ = tell.send(result);
        })
        .map_err(failed)?;
    Ok(Serving {
        address,
        stop,
        ended,
        thread,
    })
}

impl Serving {
    /// Tells whether the server has ended by itself.
    pub fn has_ended(&self) -> bool {
        self.thread.is_finished()
    }

    /// Lets calls finish, ends streams, and returns when the server has ended.
    ///
    /// # Errors
    /// The server had failed.
    pub fn stop(self) -> Result<(), Failure> {
        let Self {
            stop,
            ended,
            thread,
            ..
        } = self;
        // A server that has already ended needs no signal.
        let _ = stop.send(());
        let result = ended.recv();
        let joined = thread.join();
        match (result, joined) {
            (Ok(Ok(())), Ok(())) => Ok(()),
            (Ok(Err(error)), _) => Err(Failure::failed(
                format!("the server failed: {error}"),
                "look at its log",
            )),
            _ => Err(Failure::failed("the server crashed", "look at its log")),
        }
    }
}

/// Reads evidence. XML of a test must be a JUnit report. Any other file counts without being read.
fn read_evidence(kind: &str, name: &str, bytes: &[u8]) -> Result<Reading, String> {
    let is_report = kind.starts_with("test") && name.to_lowercase().ends_with(".xml");
    if !is_report {
        return Ok(Reading::default());
    }
    let summary = placet_connectors::read_junit(bytes)?;
    Ok(Reading {
        passed: Some(summary.passed()),
        summary: summary.to_string(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reports_of_tests_are_read_and_other_files_are_kept() {
        let report = br#"<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>"#;
        let read = read_evidence("test:unit", "unit.xml", report).unwrap();
        assert_eq!(read.passed, Some(false));
        assert_eq!(read.summary, "2 tests, 1 failed, 0 errors, 0 skipped");
        assert_eq!(
            read_evidence("log", "unit.xml", b"no xml").unwrap(),
            Reading::default()
        );
        assert!(read_evidence("test:unit", "unit.xml", b"no xml").is_err());
    }
}
