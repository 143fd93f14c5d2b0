//! A plan that runs: what begins next, what its outcome was, and what is undone.

mod back_out_kind;
mod next;
mod part;
mod run;
#[cfg(test)]
mod tests;
mod undo;

pub use back_out_kind::*;
pub use next::*;
pub use part::*;
pub use placet_language::plan::*;
pub use run::*;
pub use undo::*;
