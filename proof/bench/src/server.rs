//! The server as a separate process.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::cpu;
use crate::outcome::Outcome;

const STOP_WAIT: Duration = Duration::from_secs(15);

/// A running server. It is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// When the process was spawned.
    pub(crate) begun: Instant,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts a server and waits until it reports its address.
    pub(crate) fn start(binary: &Path, data: &Path) -> Outcome<Self> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(data.join("server.log"))?;
        let begun = Instant::now();
        let mut child = Command::new(binary)
            .args(["--json", "serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("a server without output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let said: Value = serde_json::from_str(&line).map_err(|_| {
            format!(
                "the server did not start; see {}",
                data.join("server.log").display()
            )
        })?;
        let url = said
            .get("listening")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let address = url.trim_start_matches("http://").parse()?;
        Ok(Self {
            child,
            address,
            begun,
            _stdout: stdout,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns the CPU time that the process has used.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        cpu::of_process(self.pid())
    }

    /// Ends it as an operator does.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw);
        kill_process(pid.ok_or("a process without an id")?, Signal::TERM)?;
        let asked = Instant::now();
        while asked.elapsed() < STOP_WAIT {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Err("the server does not end".into())
    }

    /// Ends it as a power failure would: SIGKILL.
    pub(crate) fn kill(mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
