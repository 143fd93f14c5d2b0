//! Whether one value fits its field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Completeness, Context, is_empty, is_required};
use super::kind::{self, cut};
use super::limits::{ITEMS_MAX, Wrong, too_many};
use super::risks;
use placet_language::codes::Code;
use placet_language::ids::{FieldId, PersonId};
use placet_language::process::{Field, FieldType};
use placet_language::reason::Reason;
use placet_language::suggest;

/// Every reason why a value does not fit its field.
pub(super) fn check(
    context: &Context<'_>,
    id: &FieldId,
    field: &Field,
    value: &Value,
) -> Vec<Reason> {
    let place = |reasons: Vec<Reason>| {
        reasons
            .into_iter()
            .map(|reason| reason.at(id.as_str()))
            .collect()
    };
    let name = field.label(id);
    match field.kind {
        FieldType::Table => place(table(context, &name, field, value)),
        FieldType::Risks => place(risks::check(context, id, &name, value)),
        FieldType::Plan => place(vec![Reason::new(
            Code::InvalidField,
            format!("`{name}` is not a field value: the plan stands apart from the fields"),
            "give it as `plan`",
        )]),
        _ if field.kind.is_list() => place(list(context, &name, field, value)),
        _ => place(
            single(context, field, value)
                .err()
                .into_iter()
                .map(|w| reason(&name, w))
                .collect(),
        ),
    }
}

fn reason(name: &str, (message, hint): Wrong) -> Reason {
    let code = if message.starts_with("unknown person") {
        Code::UnknownPerson
    } else {
        Code::InvalidField
    };
    Reason::new(code, format!("`{name}`: {message}"), hint)
}

fn text_of(value: &Value) -> Result<&str, Wrong> {
    value.as_str().ok_or_else(|| {
        (
            format!("is {}, and text is expected", kind_of(value)),
            "write it as text".to_owned(),
        )
    })
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

/// One value, or one item of a list.
fn single(context: &Context<'_>, field: &Field, value: &Value) -> Result<(), Wrong> {
    match field.kind {
        FieldType::Bool => match value {
            Value::Bool(_) => Ok(()),
            other => Err((
                format!("is {}", kind_of(other)),
                "use `true` or `false`".to_owned(),
            )),
        },
        FieldType::Integer => match value.as_i64() {
            Some(_) => Ok(()),
            None => Err((
                "is not a whole number".to_owned(),
                "write it like `12`".to_owned(),
            )),
        },
        FieldType::Number => match value.as_f64() {
            Some(number) if number.is_finite() => Ok(()),
            _ => Err((
                "is not a number".to_owned(),
                "write it like `12` or `12.5`".to_owned(),
            )),
        },
        FieldType::Markdown => kind::markdown(text_of(value)?),
        FieldType::Date => kind::date(text_of(value)?),
        FieldType::Datetime => kind::datetime(text_of(value)?, &context.process.zone),
        FieldType::Duration => kind::duration(text_of(value)?),
        FieldType::Link => kind::link(text_of(value)?),
        FieldType::Person | FieldType::People => person(context, text_of(value)?),
        FieldType::OneOf | FieldType::AnyOf => one_of(context, field, text_of(value)?),
        _ => {
            let text = text_of(value)?;
            kind::line(text)?;
            match text.trim().is_empty() && field.kind.is_list() {
                true => Err(("is empty".to_owned(), "leave it out".to_owned())),
                false => Ok(()),
            }
        }
    }
}

fn person(context: &Context<'_>, text: &str) -> Result<(), Wrong> {
    let known = text
        .parse::<PersonId>()
        .ok()
        .filter(|id| context.directory.person(id).is_some());
    match known {
        Some(_) => Ok(()),
        None => {
            let people = context.directory.people.keys().map(PersonId::as_str);
            Err((
                format!("unknown person `{}`", cut(text)),
                suggest::remedy(text, people, "the people are"),
            ))
        }
    }
}

fn one_of(context: &Context<'_>, field: &Field, text: &str) -> Result<(), Wrong> {
    let values = context.process.values_of(field);
    if values.iter().any(|known| known == text) {
        return Ok(());
    }
    let known = values.iter().map(String::as_str);
    Err((
        format!("`{}` is not one of its values", cut(text)),
        suggest::remedy(text, known, "use one of"),
    ))
}

fn list(context: &Context<'_>, name: &str, field: &Field, value: &Value) -> Vec<Reason> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        // Evidence is often a single reference.
        Value::String(_) if field.kind == FieldType::Evidence => std::slice::from_ref(value),
        other => {
            let message = format!("is {}, and a list is expected", kind_of(other));
            return vec![reason(
                name,
                (
                    message,
                    "write each item on its own line after `- `".to_owned(),
                ),
            )];
        }
    };
    if items.len() > ITEMS_MAX {
        return vec![reason(name, too_many(items.len()))];
    }
    let mut reasons = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, item) in (1..).zip(items) {
        if let Err((message, hint)) = single(context, field, item) {
            let message = if message.starts_with("unknown") {
                message
            } else {
                format!("item {number} {message}")
            };
            reasons.push(reason(name, (message, hint)));
        } else if field.kind != FieldType::List && !seen.insert(item.as_str()) {
            let given = cut(item.as_str().unwrap_or_default());
            reasons.push(reason(
                name,
                (
                    format!("`{given}` is given twice"),
                    "leave one out".to_owned(),
                ),
            ));
        }
    }
    reasons
}

fn table(context: &Context<'_>, name: &str, field: &Field, value: &Value) -> Vec<Reason> {
    let rows = match value {
        Value::Array(rows) if rows.len() > ITEMS_MAX => {
            return vec![reason(name, too_many(rows.len()))];
        }
        Value::Array(rows) => rows,
        other => {
            let message = format!("is {}, and rows are expected", kind_of(other));
            return vec![reason(name, (message, "write a list of maps".to_owned()))];
        }
    };
    let mut reasons = Vec::new();
    for (number, row) in (1..).zip(rows) {
        let row_name = format!("{name}, row {number}");
        let Some(cells) = row.as_object() else {
            let message = format!("is {}, and a map of columns is expected", kind_of(row));
            reasons.push(reason(
                &row_name,
                (message, "write `column: value`".to_owned()),
            ));
            continue;
        };
        let columns = || field.columns.keys().map(FieldId::as_str);
        for unknown in cells
            .keys()
            .filter(|key| !columns().any(|known| known == key.as_str()))
        {
            let hint = suggest::remedy(unknown, columns(), "the columns are");
            reasons.push(reason(
                &row_name,
                (format!("has no column `{}`", cut(unknown)), hint),
            ));
        }
        for (id, column) in &field.columns {
            let cell = cells.get(id.as_str()).filter(|value| !value.is_null());
            let column_name = format!("{row_name}, {}", column.label(id));
            match cell {
                // Tables within tables are not part of the language.
                Some(cell) if column.kind.is_list() => {
                    reasons.extend(list(context, &column_name, column, cell));
                }
                Some(cell) => {
                    reasons.extend(
                        single(context, column, cell)
                            .err()
                            .map(|wrong| reason(&column_name, wrong)),
                    );
                }
                None => {}
            }
            let there = cell.is_some_and(|value| !is_empty(value));
            if !there
                && context.known == Completeness::Complete
                && is_required(column, context.scope)
            {
                reasons.push(Reason::new(
                    Code::MissingField,
                    format!("`{column_name}` is missing"),
                    "fill it in",
                ));
            }
        }
    }
    reasons
}
