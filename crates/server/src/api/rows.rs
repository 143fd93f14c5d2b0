//! Rows of the views and stored events in wire types.

use placet_api::{ChangeSummary, EventRow};
use placet_store::StoredEvent;
use placet_store::views::ChangeRow;

use crate::view::word;

/// Returns a row of a list.
pub(crate) fn summary(row: ChangeRow) -> ChangeSummary {
    ChangeSummary {
        id: row.id.to_string(),
        number: row.number,
        process: row.process.into(),
        title: row.title,
        model: row.model.into(),
        class: word(&row.class),
        state: row.state.into(),
        phase: word(&row.phase),
        risk: row.risk,
        requester: row.requester.into(),
        start: row.scheduled_start.map(|at| at.to_string()),
        opened: row.opened.to_string(),
        updated: row.updated.to_string(),
        version: row.version,
    }
}

/// Returns an event of the change with this number.
pub(crate) fn event(stored: &StoredEvent, number: &str) -> EventRow {
    EventRow {
        position: stored.position,
        change: stored.change.to_string(),
        number: number.to_owned(),
        version: stored.version,
        at: stored.recorded.at.to_string(),
        by: stored.recorded.by.as_ref().map(ToString::to_string),
        name: stored.recorded.event.name().to_owned(),
        event: serde_json::to_value(&stored.recorded.event).unwrap_or_default(),
    }
}
