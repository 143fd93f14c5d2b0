//! The row of a change that people read: one table of its columns, each with its name and how it follows from the
//! change.
//!
//! The row is made from the change; no decision is based on it. A new column is a line here, a column of the schema, a
//! field of [`ChangeRow`](crate::views::ChangeRow), and a line where a back end reads it.

use placet_domain::change::Change;

use crate::cell::{Cell, int};

/// A column of the row.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    value: fn(&Source<'_>) -> Cell,
}

/// The data that a row is made from.
pub(crate) struct Source<'a> {
    pub(crate) change: &'a Change,
    pub(crate) version: u64,
    /// The digest of the text that is searched. Computing it means reading the whole text, so the caller passes it in
    /// if it is already known.
    pub(crate) text_digest: &'a str,
}

/// Every column, in the order of the schema.
pub(crate) static COLUMNS: &[Column] = &[
    column("id", |row| Cell::Text(row.change.id.to_string())),
    column("number", |row| Cell::text(&row.change.number)),
    column("process", |row| Cell::text(row.change.process.as_str())),
    column("process_digest", |row| {
        Cell::Text(row.change.process_digest.to_string())
    }),
    column("model", |row| Cell::text(row.change.request.model.as_str())),
    column("class", |row| Cell::word(&row.change.request.class)),
    column("state", |row| Cell::text(row.change.state.as_str())),
    column("phase", |row| Cell::word(&row.change.phase)),
    column("title", |row| Cell::text(row.change.title())),
    column("risk", |row| {
        let risk = row.change.request.risk.as_ref();
        Cell::text_of(risk.map(|risk| risk.level.as_str()))
    }),
    column("risk_rank", |row| {
        let risk = row.change.request.risk.as_ref();
        Cell::Integer(risk.map_or(-1, |risk| risk.rank.into()))
    }),
    column("requester", |row| {
        Cell::text(row.change.who.requester.as_str())
    }),
    column("implementer", |row| {
        let implementer = row.change.who.implementer.as_ref();
        Cell::text_of(implementer.map(|person| person.as_str()))
    }),
    column("round", |row| {
        Cell::Integer(row.change.authority.round.into())
    }),
    column("held", |row| Cell::text_of(row.change.held.as_deref())),
    column("ended", |row| Cell::flag(row.change.is_ended())),
    column("ratified", |row| Cell::flag(row.change.authority.ratified)),
    column("unauthorized", |row| {
        Cell::flag(row.change.authority.unauthorized)
    }),
    column("unsettled", |row| {
        Cell::flag(row.change.authority.unsettled)
    }),
    column("run_status", |row| Cell::word(&row.change.run.status)),
    column("paused", |row| Cell::flag(row.change.run.paused)),
    column("outcome", |row| {
        let closure = row.change.closure.as_ref();
        closure.map_or(Cell::Null, Cell::word)
    }),
    column("opened", |row| Cell::time(row.change.times.opened)),
    column("updated", |row| Cell::time(row.change.times.updated)),
    column("submitted", |row| Cell::time_of(row.change.times.submitted)),
    column("requested", |row| Cell::time_of(row.change.times.requested)),
    column("authorized", |row| {
        Cell::time_of(row.change.times.authorized)
    }),
    column("scheduled_start", |row| {
        Cell::time_of(row.change.schedule.map(|schedule| schedule.start))
    }),
    column("scheduled_end", |row| {
        Cell::time_of(row.change.schedule.and_then(|schedule| schedule.end))
    }),
    column("started", |row| Cell::time_of(row.change.times.started)),
    column("finished", |row| Cell::time_of(row.change.times.finished)),
    column("closed", |row| Cell::time_of(row.change.times.closed)),
    column("version", |row| Cell::Integer(int(row.version))),
    column(TEXT_DIGEST, |row| Cell::text(row.text_digest)),
];

/// The column that shows whether the searched text has changed.
pub(crate) const TEXT_DIGEST: &str = "text_digest";

const fn column(name: &'static str, value: fn(&Source<'_>) -> Cell) -> Column {
    Column { name, value }
}

/// Makes the row, in the order of [`COLUMNS`].
pub(crate) fn cells(source: &Source<'_>) -> Vec<Cell> {
    COLUMNS
        .iter()
        .map(|column| (column.value)(source))
        .collect()
}

/// Finds the place of a column. Call it in a `const` block: a name that is not in the table is then a compile error,
/// and the lookup costs nothing at run time.
#[expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "only the compiler calls it"
)]
pub(crate) const fn place(name: &str) -> usize {
    let mut place = 0;
    while place < COLUMNS.len() {
        if is_equal(COLUMNS[place].name, name) {
            return place;
        }
        place += 1;
    }
    panic!("there is no such column");
}

#[expect(clippy::indexing_slicing, reason = "only the compiler calls it")]
const fn is_equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
