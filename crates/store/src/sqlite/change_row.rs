//! The table of changes: writes the columns of a row that differ, and reads it for people.

use std::sync::LazyLock;

use placet_domain::ChangeId;
use placet_domain::change::Change;
use placet_teeth::{Bug, planted};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::rows::Known;
use super::search;
use super::value::Cells;
use crate::cell::Cell;
use crate::error::StoreError;
use crate::row::{COLUMNS, Source, TEXT_DIGEST, cells, place};
use crate::text;
use crate::views::ChangeRow;

/// Makes the row of a change. The known digest of the searched text is reused as long as the text is made of the same
/// parts.
pub(super) fn make(change: &Change, version: u64, known: Option<&Known>) -> Vec<Cell> {
    let same = known.filter(|known| text::is_same(&known.change, change));
    let digest = match same.and_then(|known| digest_in(&known.cells)) {
        Some(digest) => digest,
        None => &text::digest(change),
    };
    cells(&Source {
        change,
        version,
        text_digest: digest,
    })
}

/// Writes the columns that differ from the known row, or the whole row, and the searched text if it has changed.
/// Returns the row's place.
pub(super) fn store(
    connection: &Connection,
    id: ChangeId,
    change: &Change,
    cells: &[Cell],
    known: Option<&Known>,
) -> Result<i64, StoreError> {
    if let Some(known) = known
        && (planted(Bug::RowNotUpdated) || update(connection, cells, known)?)
    {
        if digest_in(&known.cells) != digest_in(cells) {
            search::store(connection, known.seq, change)?;
        }
        return Ok(known.seq);
    }
    let before = text_digest(connection, id)?;
    let seq: i64 = connection
        .prepare_cached(&UPSERT)?
        .query_row(params_from_iter(cells), |row| row.get(0))?;
    if before.as_deref() != digest_in(cells) {
        search::store(connection, seq, change)?;
    }
    Ok(seq)
}

static UPSERT: LazyLock<String> = LazyLock::new(|| {
    let places = vec!["?"; COLUMNS.len()].join(", ");
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let updates: Vec<String> = names
        .iter()
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    format!(
        "INSERT INTO changes ({}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {} RETURNING seq",
        names.join(", "),
        updates.join(", ")
    )
});

/// Writes the columns that differ. Returns false if the row does not exist.
fn update(connection: &Connection, cells: &[Cell], known: &Known) -> Result<bool, StoreError> {
    let differing = || {
        let pairs = COLUMNS.iter().zip(cells).zip(&known.cells);
        pairs.filter(|((_, new), old)| new != old)
    };
    let sets: Vec<String> = differing()
        .map(|((column, _), _)| format!("{} = ?", column.name))
        .collect();
    let sql = format!("UPDATE changes SET {} WHERE seq = ?", sets.join(", "));
    let seq = Cell::Integer(known.seq);
    let bound = differing()
        .map(|((_, new), _)| new)
        .chain(std::iter::once(&seq));
    // The version of an append always differs.
    Ok(connection
        .prepare_cached(&sql)?
        .execute(params_from_iter(bound))?
        > 0)
}

/// Reads a row as it is stored.
pub(super) fn read_values(row: &Row<'_>) -> Result<Vec<Value>, StoreError> {
    COLUMNS
        .iter()
        .map(|column| row.get(column.name).map_err(StoreError::from))
        .collect()
}

/// Reads a row for people. The columns of the table are adjacent, starting with `id`: looking each up by its name would
/// take longer than reading it.
pub(super) fn read(row: &Row<'_>) -> Result<ChangeRow, StoreError> {
    let cells = Cells {
        row,
        first: row.as_ref().column_index("id")?,
    };
    Ok(ChangeRow {
        id: cells.word(const { place("id") })?,
        number: cells.get(const { place("number") })?,
        process: cells.word(const { place("process") })?,
        process_digest: cells.word(const { place("process_digest") })?,
        model: cells.word(const { place("model") })?,
        class: cells.word(const { place("class") })?,
        state: cells.word(const { place("state") })?,
        phase: cells.word(const { place("phase") })?,
        title: cells.get(const { place("title") })?,
        risk: cells.get(const { place("risk") })?,
        requester: cells.word(const { place("requester") })?,
        implementer: cells.word_of(const { place("implementer") })?,
        round: cells.get(const { place("round") })?,
        held: cells.get(const { place("held") })?,
        ended: cells.get(const { place("ended") })?,
        ratified: cells.get(const { place("ratified") })?,
        unauthorized: cells.get(const { place("unauthorized") })?,
        unsettled: cells.get(const { place("unsettled") })?,
        run_status: cells.word(const { place("run_status") })?,
        paused: cells.get(const { place("paused") })?,
        outcome: cells.word_of(const { place("outcome") })?,
        opened: cells.time(const { place("opened") })?,
        updated: cells.time(const { place("updated") })?,
        submitted: cells.time_of(const { place("submitted") })?,
        requested: cells.time_of(const { place("requested") })?,
        authorized: cells.time_of(const { place("authorized") })?,
        scheduled_start: cells.time_of(const { place("scheduled_start") })?,
        scheduled_end: cells.time_of(const { place("scheduled_end") })?,
        started: cells.time_of(const { place("started") })?,
        finished: cells.time_of(const { place("finished") })?,
        closed: cells.time_of(const { place("closed") })?,
        version: cells.get(const { place("version") })?,
    })
}

fn digest_in(cells: &[Cell]) -> Option<&str> {
    match cells.get(const { place(TEXT_DIGEST) }) {
        Some(Cell::Text(digest)) => Some(digest),
        _ => None,
    }
}

fn text_digest(connection: &Connection, id: ChangeId) -> Result<Option<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT text_digest FROM changes WHERE id = ?1")?;
    Ok(statement
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sqlite::migrations::migrate;

    // Rows are read by position: the schema and the table of columns must have the same order.
    #[test]
    fn columns_stand_in_the_order_in_which_they_are_read() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let statement = connection.prepare("SELECT * FROM changes").unwrap();
        let stored: Vec<&str> = statement.column_names().collect();
        let (first, others) = stored.split_first().unwrap();
        assert_eq!(*first, "seq");
        let named: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(others, named);
    }
}
