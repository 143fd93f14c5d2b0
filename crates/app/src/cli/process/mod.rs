//! `placet process`: what can be said about a process file, and its installation.

mod check;
mod install;
mod schema;
mod show;
mod trace;

use crate::cli::global::Global;
use crate::failure::{Exit, Failure};

/// Check, show and install process files
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Check(check::Check),
    Install(install::Install),
    Show(show::Show),
    Schema(schema::Schema),
    Trace(trace::Trace),
}

impl Verb {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let terminal = global.terminal();
        match self {
            Self::Check(check) => check.run(terminal),
            Self::Install(install) => install.run(global),
            Self::Show(show) => show.run(terminal),
            Self::Schema(schema) => schema.run(terminal),
            Self::Trace(trace) => trace.run(terminal),
        }
    }
}
