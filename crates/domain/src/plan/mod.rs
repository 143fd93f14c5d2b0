//! The implementation plan: what will run, step by step, and how each step is undone.

mod back_out_kind;
mod check;
mod estimate;
mod fixed;
mod next;
mod order;
mod run;
mod step;
#[cfg(test)]
mod tests;
mod undo;

pub use back_out_kind::*;
pub use check::*;
pub use estimate::estimate;
pub use fixed::FixedPlan;
pub use next::*;
pub use order::*;
pub use run::*;
pub use step::*;
pub use undo::*;
