//! An engine in this process, on a data directory of this host.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use placet_connectors::{LocalRunner, Network};
use placet_engine::{Engine, Options, SystemClock};
use placet_store::Store;

use crate::failure::{Exit, Failure};

/// The file that a server keeps locked while it runs.
const LOCK_FILE: &str = "serve.lock";
/// How long a server waits until a server that was just killed releases the directory.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// Pause between two tries.
const LOCK_AGAIN: Duration = Duration::from_millis(5);

/// Locks a data directory against every other server. Dropping it, or the death of the process, releases the lock.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

/// Locks a data directory for this process, and creates it if it does not exist.
///
/// # Errors
/// Another server has locked it, or the system refuses.
pub fn lock(data: &Path) -> Result<DataLock, Failure> {
    let failed = |error| Failure::io("using", data, &error);
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .map_err(failed)?;
    let path = data.join(LOCK_FILE);
    let open = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    let mut file = open.map_err(|error| Failure::io("opening", &path, &error))?;
    match try_lock_a_while(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(&path).unwrap_or_default();
            let holder = holder
                .lines()
                .next()
                .filter(|id| !id.is_empty())
                .map(|id| format!(" (process {id})"));
            let message = format!(
                "another `placet` is using `{}`{}",
                data.display(),
                holder.unwrap_or_default()
            );
            return Err(Failure::new(
                Exit::Conflict,
                message,
                "stop it first, or choose another directory",
            ));
        }
        Err(TryLockError::Error(error)) => return Err(Failure::io("locking", &path, &error)),
    }
    // The id only tells people which process it is; the lock itself is the system's.
    let _ = file
        .set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(DataLock { _file: file })
}

/// Tries until another holder has had time to exit. A server that is killed while it starts a command leaves a child
/// process. The child keeps its parent's files open until it becomes that command a moment later.
fn try_lock_a_while(file: &File) -> Result<(), TryLockError> {
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if since.elapsed() < LOCK_WAIT => {
                std::thread::sleep(LOCK_AGAIN);
            }
            done => return done,
        }
    }
}

/// Sets up an engine on the store in `data`, with at most `workers_max` steps at a time. Nothing runs before
/// [`Engine::start`]. Commands of steps run under this very program, which must call [`crate::run`].
///
/// # Errors
/// There is no store, or it cannot be opened.
pub fn open_engine(data: &Path, workers_max: usize) -> Result<Arc<Engine>, Failure> {
    open_engine_reaching(data, workers_max, Vec::new())
}

/// Does the same, and lets names in the addresses of HTTP steps resolve to these internal networks.
///
/// # Errors
/// Those of [`open_engine`].
pub fn open_engine_reaching(
    data: &Path,
    workers_max: usize,
    networks: Vec<Network>,
) -> Result<Arc<Engine>, Failure> {
    // Steps run in other working directories, so they need absolute paths.
    let data = whole(data)?;
    let store = Arc::new(open_store(&data)?);
    let executable = std::env::current_exe().map_err(|error| {
        Failure::failed(
            format!("this program cannot find its own file: {error}"),
            "",
        )
    })?;
    let runner = LocalRunner::new(executable)
        .with_scratch(data.join("scratch"))
        .with_allowed_networks(networks);
    let options = Options {
        runs_dir: data.join("runs"),
        workers_max,
    };
    Ok(Engine::new(
        store,
        Arc::new(runner),
        Arc::new(SystemClock),
        options,
    ))
}

/// Opens the store of a data directory.
///
/// # Errors
/// There is no store, or it cannot be opened.
pub fn open_store(data: &Path) -> Result<Store, Failure> {
    Ok(Store::open(data)?)
}

fn whole(data: &Path) -> Result<PathBuf, Failure> {
    fs::canonicalize(data).map_err(|error| Failure::io("using", data, &error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_directory_is_held_by_one_only() {
        let dir = tempfile::tempdir().unwrap();
        let held = lock(dir.path()).unwrap();
        let refused = lock(dir.path()).unwrap_err();
        assert_eq!(refused.exit, Exit::Conflict);
        assert!(
            refused
                .message
                .contains(&format!("process {}", std::process::id())),
            "{}",
            refused.message
        );
        drop(held);
        assert!(lock(dir.path()).is_ok());
    }

    // What a server that was killed while it started a command leaves behind, for a moment.
    #[test]
    fn a_holder_that_is_about_to_vanish_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let held = lock(dir.path()).unwrap();
        let vanishing = std::thread::spawn(move || {
            std::thread::sleep(LOCK_WAIT / 10);
            drop(held);
        });
        assert!(lock(dir.path()).is_ok());
        vanishing.join().unwrap();
    }
}
