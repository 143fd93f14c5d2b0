//! Faults against the real server: it is killed at random and at every point of death, its disk loses power or fills
//! up, its clock jumps, and its commands misbehave, while people work. Afterwards an oracle that shares no code with
//! the engine compares every event, every effect and every acknowledgement with the invariants I1 to I14.
//!
//! | suite | what a unit is | units in a test run |
//! |---|---|---|
//! | `kill` | a SIGKILL at a random moment | 500 |
//! | `points` | a death at one of the points of `placet_teeth`, all of them in turn | 120 |
//! | `power` | a power cut of an xfs volume | 30 |
//! | `full` | a time that the disk is full | 20 |
//! | `clock` | a jump of the clock | 12 |
//! | `orphans` | a shim killed while its command runs | 12 |
//! | `children` | a MiB that a command prints | 10,240 |
//!
//! `PLACET_PROOF_SEED` repeats the plans and the moments, as far as the machine lets them be repeated, and
//! `PLACET_PROOF_UNITS` says how much is done. A failing run keeps its directory and says where it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and says what it saw"
)]

mod children;
mod clock;
mod full;
mod harness;
mod kill;
mod orphans;
mod points;
mod power;
