//! What every suite of faults shares: a server to harm, people who work on it, what their changes act on, and the
//! verdict.

pub(crate) mod client;
pub(crate) mod host;
pub(crate) mod house;
pub(crate) mod keeper;
pub(crate) mod person;
mod plans;
pub(crate) mod single;
mod summary;
mod target;
pub(crate) mod verdict;
pub(crate) mod volume;
pub(crate) mod world;
