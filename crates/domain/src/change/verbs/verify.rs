//! `verify`: records the verification.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::change::arguments::FillRecord;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::form;
use crate::plan::RunStatus;
use placet_language::codes::Code;
use placet_language::ids::FieldId;
use placet_language::process::Move;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    record: &FillRecord,
) -> Result<(), Rejection> {
    d.person()?;
    fill(d, "verification", &record.fields)?;
    settled(d)?;
    let rule = d.ask_to(Move::Verify, "verify")?;
    d.emit(Event::ChangeVerified);
    d.enter(rule);
    Ok(())
}

/// The run has ended: nothing is in flight, and no person is needed for it.
pub(super) fn settled(d: &Decision<'_>) -> Result<(), Rejection> {
    if matches!(
        d.change.run.status,
        RunStatus::Finished | RunStatus::BackedOut
    ) {
        return Ok(());
    }
    Err(Rejection::one(
        RejectionKind::Blocked,
        Reason::new(
            Code::RunNotEnded,
            "the implementation has not ended",
            "let it finish, or back it out",
        )
        .at("run"),
    ))
}

/// Checks a record against the process and fills it in, if anything was given.
pub(super) fn fill(
    d: &mut Decision<'_>,
    name: &str,
    fields: &BTreeMap<FieldId, Value>,
) -> Result<(), Rejection> {
    match d.facts.process.records.get(name) {
        Some(record) => {
            let mut all = d
                .change
                .written
                .records
                .get(name)
                .cloned()
                .unwrap_or_default();
            crate::change::evolve::set_fields(&mut all, fields);
            let problems =
                form::check_record(d.facts.process, record, &d.scope(), &all, d.facts.directory);
            Rejection::unless_empty(
                RejectionKind::Invalid,
                &format!("the record `{name}` is not complete"),
                problems,
            )?;
        }
        None if name == "review_after" => review_after(fields)?,
        None if fields.is_empty() => {}
        None => {
            let message = format!("the process has no record `{name}`");
            return super::invalid(
                "fields",
                Code::NoSuchRecord,
                message,
                "leave the fields out",
            );
        }
    }
    if !fields.is_empty() {
        d.emit(Event::RecordFilled {
            record: name.to_owned(),
            fields: fields.clone(),
        });
    }
    Ok(())
}

/// The review after implementation, where the process describes no record of its own: a date, or notes, or both.
fn review_after(fields: &BTreeMap<FieldId, Value>) -> Result<(), Rejection> {
    for (id, value) in fields {
        let fine = match (id.as_str(), value.as_str()) {
            ("planned_for", Some(at)) => at.parse::<jiff::Timestamp>().is_ok(),
            ("notes", Some(notes)) => notes.len() <= crate::plan::TEXT_BYTES_MAX,
            _ => false,
        };
        if !fine {
            let message =
                format!("`{id}` is not a field of this record, or its value cannot be read");
            let hint = "give `planned_for` as an RFC 3339 time, and `notes` as text";
            return super::invalid(id.as_str(), Code::BadRecordField, message, hint);
        }
    }
    Ok(())
}
