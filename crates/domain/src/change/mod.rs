//! A change: its state, what can be asked of it, and what happens to it.

mod command;
mod event;
mod facts;
mod state;

pub use command::*;
pub use event::*;
pub use facts::*;
pub use state::*;
