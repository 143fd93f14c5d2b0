//! The implementation plan: what will run, step by step, and how each step is undone.

mod back_out_kind;
mod check;
mod order;
mod run;
mod step;

pub use back_out_kind::*;
pub use check::*;
pub use order::*;
pub use run::*;
pub use step::*;
