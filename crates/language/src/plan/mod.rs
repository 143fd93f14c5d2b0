//! The implementation plan as it is written: what will run, step by step, and how each step is undone.

mod action;
mod check;
mod estimate;
mod fixed;
mod order;
pub(crate) mod step;

pub use action::*;
pub use check::*;
pub use estimate::estimate;
pub use fixed::FixedPlan;
pub use order::*;
pub use step::*;
