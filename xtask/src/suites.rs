//! The suites of faults, simulation and hostile input: how each runs, and how much of it a soak wants.

use crate::cargo;
use std::path::Path;
use std::process::Command;

/// A suite that draws its chance from `PLACET_PROOF_SEED` and takes its size from `PLACET_PROOF_UNITS`.
pub(crate) struct Suite {
    /// Its name, and that of the report that it leaves in `PLACET_PROOF_OUT`.
    pub(crate) name: &'static str,
    /// What is counted.
    pub(crate) unit: &'static str,
    pub(crate) program: Program,
    /// Units in one slice of a soak: a minute or two.
    pub(crate) slice: u64,
    /// Units that a whole soak wants.
    pub(crate) soak: u64,
}

#[derive(Clone, Copy)]
pub(crate) enum Program {
    /// The arguments of cargo.
    Cargo(&'static str),
    /// A script of this repository and its arguments; it needs the binary built.
    Python(&'static str),
}

/// Every suite, in the order of the page.
#[rustfmt::skip]
pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "kill", unit: "kills", slice: 500, soak: 10_000, program: Program::Cargo(
        "test --release -p placet --features armed --test faults -- kill::nothing_is_lost --nocapture") },
    Suite { name: "sim", unit: "runs", slice: 5_000, soak: 300_000, program: Program::Cargo(
        "test --release -p placet-sim --test it -- --nocapture") },
    Suite { name: "own-change", unit: "cases", slice: 100_000, soak: 1_000_000, program: Program::Cargo(
        "test --release -p placet-domain --test it -- threats::t1_own_change --nocapture") },
    Suite { name: "api", unit: "requests", slice: 3_000, soak: 100_000,
        program: Program::Python("proof/api/hostile.py --placet target/release/placet") },
    Suite { name: "inputs", unit: "mutations", slice: 200_000, soak: 5_000_000,
        program: Program::Cargo("test --release -p placet-inputs --test replay -- --nocapture") },
];

/// The suite of that name.
pub(crate) fn find(name: &str) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| suite.name == name)
}

impl Program {
    /// The process to start, in the root of the repository.
    pub(crate) fn command(self, root: &Path) -> Command {
        let (mut command, arguments) = match self {
            Program::Cargo(arguments) => (cargo::command(root), arguments),
            Program::Python(arguments) => (Command::new("python3"), arguments),
        };
        command.current_dir(root).args(arguments.split(' '));
        command
    }
}
