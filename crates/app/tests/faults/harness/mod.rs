//! What every suite of faults shares: a server to do harm to, people who work on it, what their changes act on, and the
//! verdict.

pub(crate) mod client;
pub(crate) mod host;
pub(crate) mod house;
pub(crate) mod keeper;
mod person;
mod plans;
mod summary;
mod target;
pub(crate) mod verdict;
pub(crate) mod world;
