//! The rows of the table, one module each.

mod bench;
mod list;
mod plans;
mod read;
mod recovery;
mod start;
mod verify;
mod write;

use crate::outcome::Outcome;
use crate::results::Results;
pub(crate) use bench::Bench;

/// A row: its name on the command line, and the function that measures its figures.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Bench, &mut Results) -> Outcome<()>,
}

pub(crate) const ALL: [Row; 7] = [
    Row {
        name: "write",
        run: write::run,
    },
    Row {
        name: "read",
        run: read::run,
    },
    Row {
        name: "list",
        run: list::run,
    },
    Row {
        name: "plans",
        run: plans::run,
    },
    Row {
        name: "recovery",
        run: recovery::run,
    },
    Row {
        name: "verify",
        run: verify::run,
    },
    Row {
        name: "start",
        run: start::run,
    },
];
