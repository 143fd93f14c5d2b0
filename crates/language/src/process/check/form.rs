//! The form: a title, no field twice, values where values are needed.

use std::collections::HashMap;

use serde_json::Value;

use crate::findings::{Findings, path};
use crate::path::Path;
use crate::process::ast::{Field, FieldType, Process};
use crate::suggest::remedy;

/// Checks the form and the records.
pub(super) fn check(process: &Process, findings: &mut Findings<'_>) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (index, section) in process.form.iter().enumerate() {
        let fields = path(&["form"]).index(index).key("fields");
        for (id, field) in &section.fields {
            let place = fields.key(id.as_str());
            if let Some(first) = seen.insert(id.as_str(), &section.section) {
                let message = format!("the field is already in section `{first}`");
                findings.add(&place, message, "give one of the two another name");
            }
            check_field(process, field, &place, findings);
        }
    }
    if !seen.contains_key("title") {
        findings.add(
            &path(&["form"]),
            "the form has no field `title`",
            "add `title: text required` to a section",
        );
    }
    for (name, record) in &process.records {
        for (id, field) in &record.fields {
            check_field(
                process,
                field,
                &path(&["records", name, "fields", id.as_str()]),
                findings,
            );
        }
    }
}

fn check_field(process: &Process, field: &Field, place: &Path, findings: &mut Findings<'_>) {
    let values = process.values_of(field);
    let chooses = matches!(field.kind, FieldType::OneOf | FieldType::AnyOf);
    if chooses && values.is_empty() && field.vocabulary.is_none() {
        findings.add(
            place,
            "there is nothing to choose from",
            "add `one_of`, `any_of` or the name of a vocabulary",
        );
    }
    if let Some(Value::String(default)) = &field.default
        && chooses
        && !values.is_empty()
        && !values.contains(default)
    {
        let hint = remedy(default, values.iter().map(String::as_str), "the values are");
        findings.add(
            &place.key("default"),
            format!("`{default}` is not one of the field's values"),
            hint,
        );
    }
    if field.kind == FieldType::Table && field.columns.is_empty() {
        findings.add(place, "the table has no columns", "add `columns`");
    }
    for (id, column) in &field.columns {
        check_field(
            process,
            column,
            &place.key("columns").key(id.as_str()),
            findings,
        );
    }
}
