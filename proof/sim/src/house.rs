//! A host with its disk, its data and the server that runs on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use placet_disk::{Disk, Image};
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{decode, node};
use placet_engine::ports::{Clock, Runner};
use placet_engine::{Engine, Options};
use placet_proof::Rng;
use placet_store::Store;
use tempfile::TempDir;

use crate::clock::SimClock;
use crate::world::Outside;

/// The shipped processes, with example people for each.
const PROCESSES: [&str; 6] = [
    "itil4",
    "service-platform",
    "rechain-dao",
    "acgs-1",
    "cr-loop",
    "ecommerce",
];
/// The real clock decides when the ledger is signed, so that is turned off. Runs sign on request, and at the end.
const NEVER: Duration = Duration::from_secs(1 << 31);

/// A process with its people.
pub(crate) struct Installed {
    pub(crate) parsed: Parsed,
    pub(crate) people: Directory,
}

/// What all runs of a thread share: a directory, a disk, and a store with every process installed.
pub struct Ground {
    pub(crate) dir: PathBuf,
    pub(crate) disk: Disk,
    pub(crate) installed: Vec<Installed>,
    image: Image,
    _place: TempDir,
}

impl Ground {
    /// Builds the store once. Every run begins with a copy of it.
    ///
    /// # Panics
    /// The shipped files are not valid, or there is no space for a directory.
    pub fn new() -> Self {
        // In memory if possible: blobs, the key and the attempts' directories are real files.
        let memory = std::path::Path::new("/dev/shm");
        let place = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        }
        .unwrap();
        let dir = place.path().canonicalize().unwrap().join("data");
        std::fs::create_dir(&dir).unwrap();
        let disk = Disk::mount(&dir).unwrap();
        let store = Store::create(&dir, &[7; 32], "placet.test/sim").unwrap();
        store.set_sign_pause(NEVER);
        let outside = Outside::new(Rng::new(0));
        let clock = Arc::new(SimClock::new(0));
        let engine = engine(store, &dir, &outside, &clock);
        let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
        let installed = PROCESSES
            .iter()
            .map(|name| {
                let source =
                    std::fs::read_to_string(format!("{root}/processes/{name}.yaml")).unwrap();
                let people = std::fs::read(format!("{root}/examples/people-{name}.yaml")).unwrap();
                let people: Directory = decode(&node::read(&people).unwrap()).unwrap();
                let id = engine.install_process(None, &source).unwrap();
                engine.set_people(None, &id, &people).unwrap();
                Installed {
                    parsed: parse(source.as_bytes()).unwrap(),
                    people,
                }
            })
            .collect();
        drop(engine);
        Self {
            image: disk.image(),
            dir,
            disk,
            installed,
            _place: place,
        }
    }

    /// Resets everything to the state in which a run begins.
    pub(crate) fn reset(&self) {
        self.disk.plan(None);
        self.disk.set_capacity(None);
        self.disk.ignore_log_syncs(false);
        self.disk.load(&self.image);
        let _ = std::fs::remove_dir_all(self.dir.join("runs"));
    }

    /// Starts a server on the existing data, as `placet serve` does.
    pub(crate) fn boot(
        &self,
        outside: &Outside,
        clock: &Arc<SimClock>,
    ) -> Result<Arc<Engine>, String> {
        let store = Store::open(&self.dir).map_err(|error| error.to_string())?;
        store.set_sign_pause(NEVER);
        let engine = engine(store, &self.dir, outside, clock);
        engine.start().map_err(|error| error.to_string())?;
        Ok(engine)
    }
}

impl Default for Ground {
    fn default() -> Self {
        Self::new()
    }
}

fn engine(
    store: Store,
    dir: &std::path::Path,
    outside: &Outside,
    clock: &Arc<SimClock>,
) -> Arc<Engine> {
    Engine::new(
        Arc::new(store),
        Arc::new(outside.runner()) as Arc<dyn Runner>,
        Arc::clone(clock) as Arc<dyn Clock>,
        Options {
            runs_dir: dir.join("runs"),
            workers_max: 0,
        },
    )
}
