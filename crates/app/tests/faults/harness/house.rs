//! The server as a process of its own, which is killed again and again.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The program under test.
pub(crate) const PLACET: &str = env!("CARGO_BIN_EXE_placet");
/// Steps that run at the same time.
const WORKERS: &str = "8";

/// A data directory and how servers are started on it.
pub(crate) struct House {
    pub(crate) data: PathBuf,
    log: PathBuf,
    /// Variables that servers are started with.
    pub(crate) environment: Vec<(&'static str, String)>,
}

/// A server that runs, or is about to; killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    begun: Instant,
    lines: Receiver<String>,
}

impl House {
    /// What sets up a data directory with the shipped default.
    pub(crate) const INIT: [&str; 5] = [
        "init",
        "--process",
        "itil4",
        "--people",
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../examples/people-itil4.yaml"
        ),
    ];

    /// Sets up a data directory; the log of its servers goes into `dir`.
    pub(crate) fn new(dir: &Path, data: &Path) -> Self {
        let house = Self::bare(dir, data);
        house.once(&Self::INIT);
        house
    }

    /// Returns a house whose data directory is not set up.
    pub(crate) fn bare(dir: &Path, data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            log: dir.join("server.log"),
            environment: Vec::new(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PLACET);
        command
            .arg("--json")
            .args(arguments)
            .arg("--data")
            .arg(&self.data);
        command
    }

    /// Runs a command that is killed by its own teeth.
    pub(crate) fn dies(&self, arguments: &[&str], teeth: &[(&str, String)]) {
        let mut command = self.command(arguments);
        command.envs(teeth.iter().map(|(name, value)| (name, value)));
        let status = command.output().unwrap().status;
        assert_eq!(
            status.signal(),
            Some(Signal::KILL.as_raw()),
            "{arguments:?} {teeth:?}: {status}"
        );
    }

    /// Runs a command on another directory that must refuse with a reason.
    pub(crate) fn refuses(&self, arguments: &[&str], data: &Path) {
        let house = Self::bare(data, data);
        let output = house.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && !said.is_empty() && !said.contains("panicked"),
            "{arguments:?}: {said}"
        );
    }

    /// Runs a command of the program on the data directory and gives what it printed as JSON.
    pub(crate) fn once(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Returns a token for a person.
    pub(crate) fn token(&self, person: &str) -> String {
        let issued = self.once(&["token", "create", "--person", person]);
        issued["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn start(&self) -> Server {
        self.start_with(&[])
    }

    /// Starts a server with more variables.
    pub(crate) fn start_with(&self, environment: &[(&str, &str)]) -> Server {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .unwrap();
        let mut child = Command::new(PLACET)
            .args([
                "--json",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--workers",
                WORKERS,
                "--data",
            ])
            .arg(&self.data)
            .env("NO_COLOR", "1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().unwrap();
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Server {
            child,
            begun: Instant::now(),
            lines,
        }
    }

    /// Returns everything that servers wrote to their logs.
    pub(crate) fn log(&self) -> String {
        let mut text = Vec::new();
        File::open(&self.log)
            .unwrap()
            .read_to_end(&mut text)
            .unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Bytes of the database.
    pub(crate) fn database_bytes(&self) -> u64 {
        fs::metadata(self.data.join("placet.db")).unwrap().len()
    }
}

impl Server {
    /// Waits until the server says where it is: its address, and the time since it was started. None when it does not,
    /// because it is late or has ended.
    pub(crate) fn ready(&mut self, within: Duration) -> Option<(String, Duration)> {
        match self.lines.recv_timeout(within) {
            Ok(line) => {
                let said: Value = serde_json::from_str(&line).unwrap();
                Some((
                    said["listening"].as_str().unwrap().to_owned(),
                    self.begun.elapsed(),
                ))
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Returns its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Tells whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Kills this one process and nothing else: its shims keep running.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn terminate(mut self, within: Duration) -> Option<ExitStatus> {
        self.ask_to_end();
        let asked = Instant::now();
        while asked.elapsed() < within {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        None
    }

    /// Sends SIGTERM.
    pub(crate) fn ask_to_end(&self) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
