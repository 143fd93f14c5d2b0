//! The demo: five organizations' changes run end to end, with real effects, in a temporary directory.
//!
//! A small *plant* stands in for production: a service that answers over HTTP, its releases, its configuration and its
//! database. The changes install releases, write the configuration, restart the service and migrate the database; one
//! of them fails a check and is backed out. Everything goes through the same engine that `placet serve` runs.

mod clock;
mod outcome;
mod plant;
pub mod service;
mod stage;
mod stories;
mod supervisor;
mod tell;
pub mod tool;

use std::sync::Arc;

use placet_connectors::LocalRunner;
use placet_engine::{Engine, Options};
use placet_store::Store;

use crate::failure::Failure;
use clock::DemoClock;
use plant::Plant;
pub(crate) use stage::ONLOOKER;
use stage::Stage;
use tell::Teller;

/// What the demo leaves running: the engine with everything that happened, until it is dropped.
pub struct Played {
    /// The engine.
    pub engine: Arc<Engine>,
    /// Whether everything went as intended.
    pub as_intended: bool,
    // Dropped last: the plant's service ends, and the directory goes.
    _plant: Plant,
    _dir: tempfile::TempDir,
}

/// Plays every story. With `once` only a line for each change is printed.
///
/// # Errors
/// The directory, the plant or the store cannot be set up, or the engine fails.
pub fn play(once: bool) -> Result<Played, Failure> {
    let doing = |what: &'static str| {
        move |error: std::io::Error| Failure::failed(format!("{what} failed: {error}"), "")
    };
    let dir = tempfile::Builder::new()
        .prefix("placet-demo-")
        .tempdir()
        .map_err(doing("making a directory"))?;
    let executable = std::env::current_exe().map_err(doing("finding this program"))?;
    let plant = Plant::build(&dir.path().join("plant"), &executable)
        .map_err(doing("building the plant"))?;
    let clock = Arc::new(DemoClock::default());
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(|error| Failure::failed(format!("no random numbers: {error}"), ""))?;
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
        Teller::new(once),
    );
    stage.organizations()?;
    engine.start()?;
    let as_intended = stories::play_all(&stage)?;
    Ok(Played {
        engine,
        as_intended,
        _plant: plant,
        _dir: dir,
    })
}
