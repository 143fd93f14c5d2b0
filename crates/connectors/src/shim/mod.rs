//! The shim: a small process between the server and a command. It outlives the server.
//!
//! ```text
//! SLOT/command.json   written by the runner: what to run; no secrets
//! SLOT/lock           held by the living shim
//! SLOT/shim.json      durable, and never overwritten, before the command is spawned
//! SLOT/output         what the command printed so far
//! SLOT/call-off       made by the runner: end the command
//! SLOT/outcome.json   durable: what came of it
//! ```
//! Secrets come through the shim's standard input and go only into the command's environment.

mod capture;
mod files;
mod main;
mod reap;

pub(crate) use files::{CALL_OFF, Order, OrderUser, Outcome, Started, is_held};
pub use main::main;
