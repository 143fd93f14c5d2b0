//! The implementation plan: what will run, step by step, and how each step is undone.

mod run;
mod step;

pub use run::*;
pub use step::*;
