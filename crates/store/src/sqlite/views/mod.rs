//! The queries behind what people read.

pub(super) mod calendar;
pub(super) mod changes;
pub(super) mod counts;
pub(super) mod inbox;
pub(super) mod list;
