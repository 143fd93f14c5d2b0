//! `placet process`: what can be said about a process file without a server.

mod check;
mod schema;
mod show;
mod trace;

use crate::failure::{Exit, Failure};
use crate::print::Terminal;

/// Check and show process files, without a server
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Check(check::Check),
    Show(show::Show),
    Schema(schema::Schema),
    Trace(trace::Trace),
}

impl Verb {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Check(check) => check.run(terminal),
            Self::Show(show) => show.run(terminal),
            Self::Schema(schema) => schema.run(terminal),
            Self::Trace(trace) => trace.run(terminal),
        }
    }
}
