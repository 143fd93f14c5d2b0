//! A change: its state, what can be asked of it, and what happens to it.

mod advance;
mod answer;
mod arguments;
mod ballot;
mod command;
mod decide;
mod decision;
mod event;
mod evolve;
mod evolve_run;
mod facts;
mod gate;
mod lapse;
mod material;
mod outcome;
mod part;
mod proceed;
mod recorded;
mod refusal;
mod state;
mod verbs;

pub use arguments::*;
pub use command::*;
pub use decide::{decide, decide_and_apply};
pub use decision::allowed_moves;
pub use event::*;
pub use evolve::evolve;
pub use facts::*;
pub use gate::Gate;
pub use lapse::next_deadline;
pub use material::digest_of;
pub use recorded::*;
pub use refusal::{Refusal, refused};
pub use state::*;
