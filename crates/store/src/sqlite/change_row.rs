//! The row of a change that people read: made from the change, never decided from.

use placet_domain::ChangeId;
use placet_domain::change::Change;
use placet_teeth::{Bug, planted};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::search;
use super::value::{Cells, int, micros, micros_of, word};
use crate::error::StoreError;
use crate::views::ChangeRow;

/// Columns in the order of [`values`].
pub(super) const COLUMNS: [&str; 34] = [
    "id",
    "number",
    "process",
    "process_digest",
    "model",
    "class",
    "state",
    "phase",
    "title",
    "risk",
    "risk_rank",
    "requester",
    "implementer",
    "round",
    "held",
    "ended",
    "ratified",
    "unauthorized",
    "unsettled",
    "run_status",
    "paused",
    "outcome",
    "opened",
    "updated",
    "submitted",
    "requested",
    "authorized",
    "scheduled_start",
    "scheduled_end",
    "started",
    "finished",
    "closed",
    "version",
    "text_digest",
];

pub(super) fn values(change: &Change, version: u64) -> [Value; 34] {
    let text = |text: &str| Value::Text(text.to_owned());
    let text_of =
        |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let flag = |flag: bool| Value::Integer(flag.into());
    let time_of = |at| micros_of(at).map_or(Value::Null, Value::Integer);
    let times = &change.times;
    [
        Value::Text(change.id.to_string()),
        text(&change.number),
        text(change.process.as_str()),
        Value::Text(change.process_digest.to_string()),
        text(change.model.as_str()),
        Value::Text(word(&change.class)),
        text(change.state.as_str()),
        Value::Text(word(&change.phase)),
        text(change.title()),
        text_of(change.risk.as_ref().map(|risk| risk.level.as_str())),
        Value::Integer(change.risk.as_ref().map_or(-1, |risk| risk.rank.into())),
        text(change.requester.as_str()),
        text_of(change.implementer.as_ref().map(|person| person.as_str())),
        Value::Integer(change.round.into()),
        text_of(change.held.as_deref()),
        flag(change.is_ended()),
        flag(change.ratified),
        flag(change.unauthorized),
        flag(change.unsettled),
        Value::Text(word(&change.run.status)),
        flag(change.run.paused),
        text_of(change.closure.as_ref().map(word).as_deref()),
        Value::Integer(micros(times.opened)),
        Value::Integer(micros(times.updated)),
        time_of(times.submitted),
        time_of(times.requested),
        time_of(times.authorized),
        time_of(change.schedule.map(|schedule| schedule.start)),
        time_of(change.schedule.and_then(|schedule| schedule.end)),
        time_of(times.started),
        time_of(times.finished),
        time_of(times.closed),
        Value::Integer(int(version)),
        Value::Text(search::digest(change)),
    ]
}

/// Writes the row, and the text that is searched when it is another than before.
pub(super) fn store(
    connection: &Connection,
    change: &Change,
    version: u64,
) -> Result<(), StoreError> {
    let before = text_digest(connection, change.id)?;
    if planted(Bug::RowNotUpdated) && before.is_some() {
        return Ok(());
    }
    let values = values(change, version);
    let places = vec!["?"; COLUMNS.len()].join(", ");
    let updates: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let sql = format!(
        "INSERT INTO changes ({}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {} RETURNING seq, text_digest",
        COLUMNS.join(", "),
        updates.join(", ")
    );
    let (seq, after): (i64, String) = connection
        .prepare_cached(&sql)?
        .query_row(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if before.as_deref() != Some(after.as_str()) {
        search::store(connection, seq, change)?;
    }
    Ok(())
}

/// Reads a row as it is stored.
pub(super) fn read_values(row: &Row<'_>) -> Result<Vec<Value>, StoreError> {
    COLUMNS
        .iter()
        .map(|column| row.get(*column).map_err(StoreError::from))
        .collect()
}

/// Reads a row as people read it: from the column `id` on, every column in its place. To look each up by its name would
/// take longer than to read it.
pub(super) fn read(row: &Row<'_>) -> Result<ChangeRow, StoreError> {
    let mut cells = Cells {
        row,
        next: row.as_ref().column_index("id")?,
    };
    Ok(ChangeRow {
        id: cells.word()?,
        number: cells.get()?,
        process: cells.word()?,
        process_digest: cells.word()?,
        model: cells.word()?,
        class: cells.word()?,
        state: cells.word()?,
        phase: cells.word()?,
        title: cells.get()?,
        risk: cells.get()?,
        requester: cells.skip("risk_rank").word()?,
        implementer: cells.word_of()?,
        round: cells.get()?,
        held: cells.get()?,
        ended: cells.get()?,
        ratified: cells.get()?,
        unauthorized: cells.get()?,
        unsettled: cells.get()?,
        run_status: cells.word()?,
        paused: cells.get()?,
        outcome: cells.word_of()?,
        opened: cells.time()?,
        updated: cells.time()?,
        submitted: cells.time_of()?,
        requested: cells.time_of()?,
        authorized: cells.time_of()?,
        scheduled_start: cells.time_of()?,
        scheduled_end: cells.time_of()?,
        started: cells.time_of()?,
        finished: cells.time_of()?,
        closed: cells.time_of()?,
        version: cells.get()?,
    })
}

fn text_digest(connection: &Connection, id: ChangeId) -> Result<Option<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT text_digest FROM changes WHERE id = ?1")?;
    Ok(statement
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?)
}
