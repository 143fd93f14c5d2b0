//! The demo: five organizations' changes run end to end, with real effects, in a temporary directory.
//!
//! A small *plant* stands in for production: a service that answers over HTTP, its releases, its configuration and its
//! database. The changes install releases, write the configuration, restart the service and migrate the database; one
//! of them fails a check and is backed out. Everything goes through the same engine that `placet serve` runs.
//!
//! The plant starts this program itself as its service and as its database tool, so the program must call
//! [`plant_program`].

mod clock;
mod error;
mod outcome;
mod plant;
mod service;
mod stage;
mod stories;
mod supervisor;
mod tell;
mod tool;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use placet_connectors::LocalRunner;
use placet_engine::{Engine, Options};
use placet_store::Store;

use clock::DemoClock;
use plant::Plant;
use stage::Stage;
use tell::Teller;

pub use error::Error;
pub use outcome::{Ending, Outcome};
pub use stage::{ONLOOKER, Shipped};
pub use tell::Progress;

/// What the demo leaves running: the engine with everything that happened, until it is dropped.
pub struct Played {
    /// The engine.
    pub engine: Arc<Engine>,
    /// How each story ended.
    pub endings: Vec<Ending>,
    // Dropped last: the plant's service ends, and the directory is removed.
    _plant: Plant,
    _dir: tempfile::TempDir,
}

impl Played {
    /// Returns whether every story went as intended.
    pub fn is_as_intended(&self) -> bool {
        let mut endings = self.endings.iter();
        endings.all(|ending| matches!(ending, Ending::AsIntended(_)))
    }
}

/// Plays every story, with the processes that the program ships.
///
/// # Errors
/// The directory, the plant or the store cannot be set up, or the engine fails.
pub fn play(shipped: Shipped, progress: Progress) -> Result<Played, Error> {
    let failed = |doing: &'static str| move |error: io::Error| Error::System { doing, error };
    let dir = tempfile::Builder::new()
        .prefix("placet-demo-")
        .tempdir()
        .map_err(failed("making a directory"))?;
    let executable = std::env::current_exe().map_err(failed("finding this program's file"))?;
    let plant = Plant::build(&dir.path().join("plant"), &executable)
        .map_err(failed("building the plant"))?;
    let clock = Arc::new(DemoClock::default());
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(io::Error::other)
        .map_err(failed("drawing random numbers"))?;
    let data = dir.path().join("data");
    let store = Store::create(&data, &seed, "placet.demo/log")?;
    let engine = Engine::new(
        Arc::new(store),
        Arc::new(LocalRunner::new(&executable).with_scratch(data.join("scratch"))),
        Arc::<DemoClock>::clone(&clock),
        Options {
            runs_dir: data.join("runs"),
            workers_max: 8,
        },
    );
    let stage = Stage::new(
        Arc::clone(&engine),
        clock,
        &plant,
        &executable,
        Teller::new(progress),
    );
    stage.organizations(shipped)?;
    engine.start()?;
    let endings = stories::play_all(&stage);
    Ok(Played {
        engine,
        endings,
        _plant: plant,
        _dir: dir,
    })
}

/// Runs a program of the plant, its service or its database tool, if these arguments ask for one.
pub fn plant_program(name: &str, arguments: &[String]) -> Option<ExitCode> {
    match (name, arguments) {
        ("demo-tool", arguments) => Some(tool::main(arguments)),
        ("demo-service", [dir, port]) => {
            let port = port.parse().ok()?;
            Some(service::main(dir.as_ref(), port))
        }
        _ => None,
    }
}
