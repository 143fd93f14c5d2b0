//! The request form: which fields there are, and whether what was filled in may stand.

mod canonical;
mod context;
mod kind;
mod limits;
mod risks;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use serde_json::Value;

use placet_language::codes::Code;
use placet_language::condition::{Scope, holds_or_not};
use placet_language::ids::FieldId;
use placet_language::people::Directory;
use placet_language::process::{Field, FieldType, Process, Record};
use placet_language::reason::Reason;
use placet_language::suggest;

use context::{Context, is_empty, is_required};

pub use canonical::canonical;
pub use context::Completeness;
pub use kind::instant;
pub use limits::{FIELDS_BYTES_MAX, ITEMS_MAX, MARKDOWN_BYTES_MAX, TEXT_CHARS_MAX};

/// Every reason why a form cannot stand. A value of a field that is not part of the form now is checked all the same,
/// and never asked for.
pub fn check(
    process: &Process,
    scope: &Scope<'_>,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
    known: Completeness,
) -> Vec<Reason> {
    let context = Context {
        process,
        directory,
        known,
        scope,
    };
    let declared: Vec<(&FieldId, &Field, bool)> = process
        .form
        .iter()
        .flat_map(|section| {
            let shown = holds_or_not(section.when.as_ref(), scope);
            section
                .fields
                .iter()
                .map(move |(id, field)| (id, field, shown))
        })
        .collect();
    check_fields(&context, &declared, fields)
}

/// Every reason why a record cannot stand; a record is always complete.
pub fn check_record(
    process: &Process,
    record: &Record,
    scope: &Scope<'_>,
    fields: &BTreeMap<FieldId, Value>,
    directory: &Directory,
) -> Vec<Reason> {
    let context = Context {
        process,
        directory,
        known: Completeness::Complete,
        scope,
    };
    let declared: Vec<(&FieldId, &Field, bool)> = record
        .fields
        .iter()
        .map(|(id, field)| (id, field, true))
        .collect();
    check_fields(&context, &declared, fields)
}

fn check_fields(
    context: &Context<'_>,
    declared: &[(&FieldId, &Field, bool)],
    fields: &BTreeMap<FieldId, Value>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for id in fields
        .keys()
        .filter(|id| !declared.iter().any(|(known, _, _)| known == id))
    {
        let known = declared.iter().map(|(id, _, _)| id.as_str());
        let hint = suggest::remedy(id.as_str(), known, "the fields are");
        reasons.push(
            Reason::new(
                Code::UnknownField,
                format!("there is no field `{id}`"),
                hint,
            )
            .at(id.as_str()),
        );
    }
    for (id, field, shown) in declared {
        let given = fields.get(*id).filter(|value| !value.is_null());
        if let Some(value) = given {
            reasons.extend(value::check(context, id, field, value));
        }
        let asked = *shown && holds_or_not(field.when.as_ref(), context.scope);
        if asked && context.known == Completeness::Complete && is_required(field, context.scope) {
            let there = match field.kind {
                FieldType::Plan => context.scope.steps > 0,
                _ => given
                    .or(field.default.as_ref())
                    .is_some_and(|value| !is_empty(value)),
            };
            if !there {
                reasons.push(missing(context, id, field));
            }
        }
    }
    let bytes = serde_json::to_string(fields).map_or(usize::MAX, |text| text.len());
    if bytes > FIELDS_BYTES_MAX {
        reasons.push(Reason::new(
            Code::TooLarge,
            format!("all fields together take {bytes} bytes, and {FIELDS_BYTES_MAX} are allowed"),
            "attach long texts as evidence",
        ));
    }
    reasons
}

fn missing(context: &Context<'_>, id: &FieldId, field: &Field) -> Reason {
    let hint = match (&field.help, field.kind == FieldType::OneOf) {
        (Some(help), _) => help.clone(),
        (None, true) => {
            let values = context.process.values_of(field);
            suggest::remedy("", values.iter().map(String::as_str), "use one of")
        }
        (None, false) => format!("fill in `{id}`"),
    };
    Reason::new(
        Code::MissingField,
        format!("`{}` is missing", field.label(id)),
        hint,
    )
    .at(id.as_str())
    .from(&field.from)
}
