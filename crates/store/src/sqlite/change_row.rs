//! The row of a change that people read: made from the change, never decided from.

use std::sync::LazyLock;

use placet_domain::ChangeId;
use placet_domain::change::Change;
use placet_teeth::{Bug, planted};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::rows::Known;
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
    values_with(change, version, None)
}

/// The same, with the digest of the searched text taken from what is known while the text is made of the same parts.
pub(super) fn values_with(change: &Change, version: u64, known: Option<&Known>) -> [Value; 34] {
    let text_digest = known
        .filter(|known| search::has_same_text(&known.change, change))
        .and_then(|known| known.values.last().cloned())
        .unwrap_or_else(|| Value::Text(search::digest(change)));
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
        text_digest,
    ]
}

/// Writes what differs from the row that is known, or the whole row, and the text that is searched when it is another
/// than before. Gives the row's place.
pub(super) fn store(
    connection: &Connection,
    id: ChangeId,
    change: &Change,
    values: &[Value],
    known: Option<&Known>,
) -> Result<i64, StoreError> {
    if let Some(known) = known
        && (planted(Bug::RowNotUpdated) || update(connection, values, known)?)
    {
        if known.values.last() != values.last() {
            search::store(connection, known.seq, change)?;
        }
        return Ok(known.seq);
    }
    let before = text_digest(connection, id)?;
    let (seq, after): (i64, String) = connection
        .prepare_cached(&UPSERT)?
        .query_row(params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if before.as_deref() != Some(after.as_str()) {
        search::store(connection, seq, change)?;
    }
    Ok(seq)
}

static UPSERT: LazyLock<String> = LazyLock::new(|| {
    let places = vec!["?"; COLUMNS.len()].join(", ");
    let updates: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    format!(
        "INSERT INTO changes ({}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {} RETURNING seq, text_digest",
        COLUMNS.join(", "),
        updates.join(", ")
    )
});

/// Writes the columns that differ; false when the row is not there.
fn update(connection: &Connection, values: &[Value], known: &Known) -> Result<bool, StoreError> {
    let differing = || {
        let pairs = COLUMNS.iter().zip(values).zip(&known.values);
        pairs.filter(|((_, new), old)| new != old)
    };
    let sets: Vec<String> = differing()
        .map(|((column, _), _)| format!("{column} = ?"))
        .collect();
    let sql = format!("UPDATE changes SET {} WHERE seq = ?", sets.join(", "));
    let place = Value::Integer(known.seq);
    let bound = differing()
        .map(|((_, new), _)| new)
        .chain(std::iter::once(&place));
    // An append always differs by its version.
    Ok(connection
        .prepare_cached(&sql)?
        .execute(params_from_iter(bound))?
        > 0)
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
