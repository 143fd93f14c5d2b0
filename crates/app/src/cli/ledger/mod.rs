//! `placet ledger`: proof that history is as it was recorded.

mod export;
mod exported;
mod intact;
mod verify;

use crate::failure::{Exit, Failure};
use crate::print::Terminal;

/// Verify and export the ledger
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Verify(Box<verify::Verify>),
    Export(export::Export),
}

impl Verb {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Verify(verify) => verify.run(terminal),
            Self::Export(export) => export.run(terminal),
        }
    }
}
