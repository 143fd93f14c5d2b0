//! The command line: nouns, and what all of them share.
//!
//! To add a noun: a file beside this one, a variant of [`Noun`] and a line in [`Noun::run`].

mod backup;
mod change;
mod context;
#[cfg(feature = "demo")]
mod demo;
mod fsck;
mod global;
mod hook;
mod inbox;
mod init;
mod ledger;
mod migrate;
mod organize;
mod people;
mod process;
mod restore;
mod serve;
mod token;
mod whoami;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::{Exit, Failure};
use global::Global;

const AFTER_HELP: &str = "\
Environment:
  PLACET_URL    address of the server (http://127.0.0.1:8080 when missing)
  PLACET_TOKEN  who asks; `placet token create` issues one
  NO_COLOR      no colors

Exit codes:
  0 done   1 failed   2 wrong command line   3 denied or rejected   4 still waiting   5 conflict";

/// Runs an organization's change process: request, approval, implementation, rollback, proof
#[derive(Debug, Parser)]
#[command(name = "placet", version, after_help = AFTER_HELP, max_term_width = 100)]
struct Placet {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Debug, Subcommand)]
enum Noun {
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    Init(init::Init),
    Serve(serve::Serve),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    People(people::People),
    #[command(subcommand)]
    Hook(hook::Hook),
    #[command(subcommand)]
    Process(process::Verb),
    #[command(subcommand)]
    Change(Box<change::Verb>),
    Inbox(inbox::Inbox),
    Whoami(whoami::Whoami),
    #[command(subcommand)]
    Ledger(ledger::Verb),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Migrate(migrate::Migrate),
    Fsck(fsck::Fsck),
    /// Carries out one command of a step; the server calls it
    #[command(hide = true)]
    Shim {
        /// The directory of the attempt
        dir: std::path::PathBuf,
    },
}

impl Noun {
    fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let terminal = global.terminal();
        match self {
            #[cfg(feature = "demo")]
            Self::Demo(demo) => demo.run(terminal),
            Self::Init(init) => init.run(terminal),
            Self::Serve(serve) => serve.run(terminal),
            Self::Token(token) => token.run(terminal),
            Self::People(people) => people.run(global),
            Self::Hook(hook) => hook.run(terminal),
            Self::Process(verb) => verb.run(global),
            Self::Change(verb) => verb.run(&global.context()?),
            Self::Inbox(inbox) => inbox.run(&global.context()?),
            Self::Whoami(whoami) => whoami.run(&global.context()?),
            Self::Ledger(verb) => verb.run(terminal),
            Self::Backup(backup) => backup.run(terminal),
            Self::Restore(restore) => restore.run(terminal),
            Self::Migrate(migrate) => migrate.run(terminal),
            Self::Fsck(fsck) => fsck.run(terminal),
            // Only a call with options before the word gets here; `crate::run` handles the shim's own call.
            Self::Shim { .. } => Err(Failure::new(
                Exit::Usage,
                "the shim takes its directory and nothing else",
                "",
            )),
        }
    }
}

/// Reads the command line and carries it out.
pub(crate) fn run() -> ExitCode {
    // Clap prints help and usage itself, and ends the process with 0 or 2.
    let placet = Placet::parse();
    let exit = placet.noun.run(&placet.global).unwrap_or_else(|failure| {
        placet.global.terminal().fail(&failure);
        failure.exit
    });
    ExitCode::from(exit.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Placet::command().debug_assert();
    }
}
