//! Who must approve, who may, and whether what was given is enough.

mod slot;

pub use slot::*;
