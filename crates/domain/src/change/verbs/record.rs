//! `record`: fills in a record that no other verb fills, such as `implementation` or `review_after`.

use crate::change::arguments::FillNamedRecord;
use crate::change::decision::Decision;
use placet_language::codes::Code;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    record: &FillNamedRecord,
) -> Result<(), Rejection> {
    d.person()?;
    let known =
        d.facts.process.records.contains_key(&record.record) || record.record == "review_after";
    if !known {
        let names: Vec<&str> = d.facts.process.records.keys().map(String::as_str).collect();
        let message = format!("the process has no record `{}`", record.record);
        let hint = format!("use one of {}, review_after", names.join(", "));
        return super::invalid("record", Code::NoSuchRecord, message, &hint);
    }
    if record.fields.is_empty() {
        return super::invalid(
            "fields",
            Code::RecordEmpty,
            "the record is empty".to_owned(),
            "fill in its fields",
        );
    }
    super::verify::fill(d, &record.record, &record.fields)?;
    Ok(())
}
