//! The outside world: how a step's actions are carried out, and how their outcome is determined after a crash.
//!
//! [`LocalRunner`] keeps the promise of [`placet_engine::ports::Runner`]. Commands run under a [`shim`], a small
//! separate process that outlives the server and writes the outcome durably. Everything else runs in process, protected
//! by a marker in the attempt's directory.
//!
//! The promise about processes: when an attempt has ended, nothing it started is left, including background children
//! and those that left their session, because the shim is their reaper and walks its descendants. There are three
//! exceptions. The first is a process that another service started for the step (`systemd-run`, a container engine).
//! The second is a process that the step's user may not signal: the outcome is then unknown, and its message says so.
//! The third is the time after the shim itself was killed: the outcome is then unknown unless the step is idempotent. A
//! service manager must therefore be configured to leave the shims alone when it stops the server; for systemd that is
//! `KillMode=process`. Memory and the number of processes are not limited here.

mod action;
mod attempt_dir;
mod clean;
mod durable;
mod junit;
mod local;
mod once;
mod output;
mod proc;
mod secret;
pub mod shim;
mod slot;
mod stage;
mod stop;
mod tree;

pub use action::Network;
pub use junit::{JUNIT_BYTES_MAX, JunitSummary, read_junit};
pub use local::LocalRunner;
pub use secret::{hide_memory, resolve as resolve_secret};
pub use tree::{TreeError, tree_digest};
