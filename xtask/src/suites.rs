//! The suites of faults, simulation and hostile input: how each runs, and how many units a soak runs.

use crate::cargo;
use std::path::Path;
use std::process::Command;

/// A suite that takes its randomness from `PLACET_PROOF_SEED` and its size from `PLACET_PROOF_UNITS`.
pub(crate) struct Suite {
    /// Its name, and that of the report that it leaves in `PLACET_PROOF_OUT`.
    pub(crate) name: &'static str,
    /// What is counted.
    pub(crate) unit: &'static str,
    pub(crate) program: Program,
    /// Units in one slice of a soak: a minute or two.
    pub(crate) slice: u64,
    /// Units of a whole soak.
    pub(crate) soak: u64,
}

#[derive(Clone, Copy)]
pub(crate) enum Program {
    /// The arguments of cargo.
    Cargo(&'static str),
    /// A script of this repository and its arguments; it needs the binary built.
    Python(&'static str),
}

macro_rules! faults {
    ($filter:literal) => {
        Program::Cargo(concat!(
            "test --profile proof -p placet --test faults -- ",
            $filter,
            " --nocapture --test-threads 1"
        ))
    };
}

macro_rules! crate_test {
    ($package:literal, $filter:literal) => {
        Program::Cargo(concat!(
            "test --profile proof -p ",
            $package,
            " --tests -- ",
            $filter,
            " --nocapture"
        ))
    };
}

/// Every suite, in the order of the page. Suites whose `soak` is 0 run in a test run only.
#[rustfmt::skip]
pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "kill", unit: "kills", slice: 250, soak: 10_000, program: faults!("kill::nothing_is_lost") },
    Suite { name: "cut_short", unit: "kills", slice: 0, soak: 0, program: faults!("kill::cut_short") },
    Suite { name: "points", unit: "deaths", slice: 60, soak: 2_000, program: faults!("points::every_point") },
    Suite { name: "power", unit: "power cuts", slice: 20, soak: 1_000, program: faults!("power::a_power_cut_loses_nothing") },
    Suite { name: "power_control", unit: "power cuts", slice: 0, soak: 0, program: faults!("power") },
    Suite { name: "full", unit: "fillings", slice: 15, soak: 200, program: faults!("full::a_disk") },
    Suite { name: "full_control", unit: "fillings", slice: 0, soak: 0, program: faults!("full") },
    Suite { name: "clock", unit: "jumps", slice: 20, soak: 500, program: faults!("clock::t19_a_clock") },
    Suite { name: "orphans", unit: "shims", slice: 12, soak: 500, program: faults!("orphans::what_a_killed_shim") },
    Suite { name: "children", unit: "commands", slice: 0, soak: 0, program: faults!("children") },
    Suite { name: "prints", unit: "MiB", slice: 0, soak: 0, program: faults!("children::t21_a_command_that_prints") },
    Suite { name: "sim", unit: "runs", slice: 1_000, soak: 300_000, program: crate_test!("placet-sim", "seeds_show") },
    Suite { name: "sim-every-io", unit: "operations", slice: 60, soak: 2_000,
        program: crate_test!("placet-sim", "every_operation") },
    Suite { name: "hunt", unit: "bugs", slice: 0, soak: 0, program: Program::Cargo("run -p placet-hunt") },
    Suite { name: "model", unit: "steps of bounds", slice: 2, soak: 2, program: crate_test!("placet-model", "t5_no_order") },
    Suite { name: "taken-back", unit: "races", slice: 500, soak: 10_000,
        program: crate_test!("placet-engine", "t5_no_step") },
    Suite { name: "own-change", unit: "cases", slice: 100_000, soak: 1_000_000,
        program: crate_test!("placet-domain", "threats::t1_own_change") },
    Suite { name: "inputs", unit: "mutations", slice: 100_000, soak: 5_000_000,
        program: crate_test!("placet-inputs", "corpora") },
    Suite { name: "api", unit: "requests", slice: 3_000, soak: 100_000,
        program: Program::Python("proof/api/hostile.py --placet target/release/placet") },
];

/// Returns the suite of that name.
pub(crate) fn find(name: &str) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| suite.name == name)
}

impl Program {
    /// Returns the process to start, in the root of the repository.
    pub(crate) fn command(self, root: &Path) -> Command {
        let (mut command, arguments) = match self {
            Program::Cargo(arguments) => (cargo::command(root), arguments),
            Program::Python(arguments) => (Command::new("python3"), arguments),
        };
        command.current_dir(root).args(arguments.split(' '));
        command
    }
}
