//! SQLite: it fulfills the contract, and has behavior of its own.

mod backup;
mod contract;
mod edited_rows;
mod migrations;
mod tamper;

use rusqlite::Connection;

use crate::fixture::Fixture;

/// Opens the connection of an attacker who edits the database by hand.
fn by_hand(fixture: &Fixture) -> Connection {
    let connection = Connection::open(fixture.path().join("placet.db")).unwrap();
    connection
        .execute_batch("DROP TRIGGER IF EXISTS events_are_not_updated; DROP TRIGGER IF EXISTS events_are_not_deleted;")
        .unwrap();
    connection
}
