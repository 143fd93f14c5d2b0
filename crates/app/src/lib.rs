//! Everything behind the `placet` command: a client of the HTTP API, the server, and what works without one.
//!
//! [`run`] looks for the shim first, because a shim must not have threads; everything else goes through the command
//! line in `cli`. [`local`] and [`serving`] set up an engine and a server in this process, for `serve` and for tests.

use std::path::PathBuf;
use std::process::ExitCode;

mod cli;
pub mod client;
pub mod failure;
pub mod files;
pub mod local;
pub mod print;
pub mod serving;
pub mod shipped;
mod signals;

pub use failure::{Exit, Failure};

/// Runs the command line that this process was started with.
pub fn run() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == "shim") {
        let slot = arguments.next().map(PathBuf::from).unwrap_or_default();
        return ExitCode::from(u8::try_from(placet_connectors::shim::main(&slot)).unwrap_or(1));
    }
    #[cfg(feature = "demo")]
    if let Some(program) = plant_program() {
        return program;
    }
    cli::run()
}

/// Runs what the demo's plant starts. It is not for people, so the command line does not list it.
#[cfg(feature = "demo")]
fn plant_program() -> Option<ExitCode> {
    let words: Option<Vec<String>> = std::env::args_os()
        .skip(1)
        .map(|word| word.into_string().ok())
        .collect();
    let words = words?;
    let (name, arguments) = words.split_first()?;
    placet_demo::plant_program(name, arguments)
}
