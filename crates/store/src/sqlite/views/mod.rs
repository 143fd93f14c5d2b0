//! The rows that people read.

mod calendar;
mod changes;
mod counts;
mod inbox;
mod list;
