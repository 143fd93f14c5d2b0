//! The tests of the store: its contract, one promise per file, and SQLite.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

//! What the store promises. `contract` holds the promises that every back end keeps, each a function over a
//! [`fixture::Fixture`]. `sqlite` runs them for SQLite and shows what is specific to SQLite.

mod contract;
mod fixture;
mod organize;
mod sqlite;
