//! The supervisor: keeps the plant's service running and restarts it when told to over HTTP, as systemd would.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The running service.
struct Running {
    child: Child,
    _stdout: BufReader<ChildStdout>,
}

struct Shared {
    dir: PathBuf,
    executable: PathBuf,
    service: SocketAddr,
    running: Mutex<Option<Running>>,
    stopping: AtomicBool,
}

/// The supervisor. Dropping it ends the service.
pub(crate) struct Supervisor {
    shared: Arc<Shared>,
    control: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

impl Supervisor {
    pub(crate) fn start(dir: &Path, executable: &Path) -> io::Result<Self> {
        // A port that was free a moment ago: the service keeps it over its restarts.
        let service = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let control = TcpListener::bind("127.0.0.1:0")?;
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            executable: executable.to_owned(),
            service,
            running: Mutex::new(None),
            stopping: AtomicBool::new(false),
        });
        shared.restart()?;
        let address = control.local_addr()?;
        let serving = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("supervisor".to_owned())
            .spawn(move || serving.serve(&control))?;
        Ok(Self {
            shared,
            control: address,
            thread: Some(thread),
        })
    }

    pub(crate) fn service_url(&self) -> String {
        format!("http://{}", self.shared.service)
    }

    pub(crate) fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread, which waits for a connection.
        drop(TcpStream::connect(self.control));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
        self.shared.end();
    }
}

impl Shared {
    fn serve(&self, control: &TcpListener) {
        for stream in control.incoming() {
            if self.stopping.load(Ordering::SeqCst) {
                return;
            }
            let Ok(mut stream) = stream else { continue };
            if stream
                .set_read_timeout(Some(Duration::from_secs(5)))
                .is_err()
            {
                continue;
            }
            let mut head = [0; 1024];
            let read = stream.read(&mut head).unwrap_or(0);
            let wanted = head
                .get(..read)
                .is_some_and(|head| head.starts_with(b"POST /restart"));
            let (status, body) = match (wanted, wanted.then(|| self.restart())) {
                (true, Some(Ok(()))) => ("200 OK", "restarted\n".to_owned()),
                (true, Some(Err(error))) => ("500 Internal Server Error", format!("{error}\n")),
                _ => ("404 Not Found", "POST /restart\n".to_owned()),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            drop(stream.write_all(answer.as_bytes()));
        }
    }

    /// Ends the service if it runs, and starts it with what is current now.
    fn restart(&self) -> io::Result<()> {
        self.end();
        let mut child = Command::new(&self.executable)
            .arg("demo-service")
            .arg(&self.dir)
            .arg(self.service.port().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child
            .stdout
            .take()
            .ok_or_else(|| io::Error::other("no output of the service"))?;
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        // The service says when it listens; without that it has ended.
        stdout.read_line(&mut line)?;
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(Running {
            child,
            _stdout: stdout,
        });
        if line.trim() == "listening" {
            Ok(())
        } else {
            Err(io::Error::other("the service did not start"))
        }
    }

    fn end(&self) {
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut running) = running {
            drop(running.child.kill());
            drop(running.child.wait());
        }
    }
}
