//! The named formats of `schema.yaml`: texts with an inner grammar.

use super::ast::{FieldType, FilledBy, Hold};
use crate::condition::Condition;
use crate::lead::{Elapsed, Lead};
use crate::shape::{Refers, Wrong, name};
use crate::suggest::{listed, remedy};
use crate::text::shown;
use crate::zone::Zone;
use placet_calendar::Recurrence;

/// Checks a text, and says what it refers to.
pub(super) fn check(format: &str, text: &str) -> Result<Refers, Wrong> {
    match format {
        "name" => name(text),
        "condition" => condition(text),
        "duration" => text.parse::<Elapsed>().map(|_| Refers::new()).map_err(|_| {
            let hint = "write it like `90s`, `30m`, `2h` or `14 days`";
            (format!("`{}` is not a duration", shown(text)), hint.to_owned())
        }),
        "lead" => text.parse::<Lead>().map(|_| Refers::new()).map_err(|_| {
            let hint = "write it like `30m`, `2h`, `14 days`, `3 business days`, `same day` or `immediate`";
            (format!("`{}` is not a time to act in", shown(text)), hint.to_owned())
        }),
        "recurrence" => match text.parse::<Recurrence>() {
            Ok(_) => Ok(Refers::new()),
            Err(error) => {
                let hint = "write it as RFC 5545 does, like `FREQ=WEEKLY;BYDAY=TU`";
                Err((error.to_string(), hint.to_owned()))
            }
        },
        "zone" => zone(text),
        "numbering" => numbering(text),
        "hold" => hold(text),
        "filled_by" => filled_by(text),
        "field_type" => field_type(text),
        "doer" => match text {
            "requester" | "implementer" => Ok(Refers::new()),
            role => Ok(vec![("roles", role.to_owned())]),
        },
        other => Err((format!("the schema names an unknown format `{other}`"), String::new())),
    }
}

fn condition(text: &str) -> Result<Refers, Wrong> {
    match Condition::new(text).fields() {
        Ok(fields) => Ok(fields.map(|field| ("fields", field.to_owned())).collect()),
        Err(error) => Err(in_brief(text, &error)),
    }
}

/// The reason without the parser's drawing and its list of every token that could follow.
fn in_brief(text: &str, error: &str) -> Wrong {
    match error.split_once("Syntax error: ") {
        Some((_, reason)) => {
            let reason = reason.lines().next().unwrap_or_default();
            let reason = reason.split(" expecting ").next().unwrap_or_default();
            let message = format!(
                "`{}` is not a condition: {}",
                shown(text),
                shown(reason.trim())
            );
            (
                message,
                "conditions are written in CEL, like `risk == \"high\"`".to_owned(),
            )
        }
        None => (error.to_owned(), String::new()),
    }
}

fn zone(text: &str) -> Result<Refers, Wrong> {
    match Zone::try_from(text.to_owned()) {
        Ok(_) => Ok(Refers::new()),
        Err(error) => Err((
            error.to_string(),
            "use an IANA name such as `UTC` or `Europe/Berlin`".to_owned(),
        )),
    }
}

/// The placeholders of a number format, without `{seq:N}`.
const PLACEHOLDERS: [&str; 6] = ["yyyy", "mm", "dd", "hh", "mi", "ss"];

fn numbering(text: &str) -> Result<Refers, Wrong> {
    let hint = || {
        "use `{yyyy} {mm} {dd} {hh} {mi} {ss}`, `{seq:N}` with N from 1 to 9, letters, digits, `-`, `_` and `.`".to_owned()
    };
    let mut rest = text;
    let mut sequences = 0;
    let mut times = 0;
    while !rest.is_empty() {
        let (plain, after) = rest
            .split_once('{')
            .map_or((rest, None), |(plain, after)| (plain, Some(after)));
        if let Some(bad) = plain
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        {
            return Err((format!("a change number cannot contain `{bad}`"), hint()));
        }
        let Some(after) = after else { break };
        let Some((inner, after)) = after.split_once('}') else {
            return Err(("a `{` without its `}`".to_owned(), hint()));
        };
        match inner.strip_prefix("seq:").map(str::as_bytes) {
            Some([b'1'..=b'9']) => sequences += 1,
            None if PLACEHOLDERS.contains(&inner) => times += 1,
            _ => {
                return Err((
                    format!("unknown placeholder `{{{}}}`", shown(inner)),
                    hint(),
                ));
            }
        }
        rest = after;
    }
    match (sequences, times) {
        (0, 0) => Err(("every change would get the same number".to_owned(), hint())),
        (0 | 1, _) => Ok(Refers::new()),
        _ => Err(("more than one `{seq:N}`".to_owned(), "keep one".to_owned())),
    }
}

/// Gates without a parameter, for suggestions.
const GATES: [&str; 18] = [
    "form",
    "plan",
    "risk",
    "risk_accepted",
    "reviews",
    "approvals",
    "ratification",
    "conditions",
    "scheduled",
    "lead_time",
    "calendar",
    "predecessors",
    "tests",
    "monitoring",
    "review_scheduled",
    "vote",
    "checklist.NAME",
    "record.NAME",
];

fn hold(text: &str) -> Result<Refers, Wrong> {
    match Hold::try_from(text.to_owned()) {
        Ok(Hold::Checklist(name)) => Ok(vec![("checklists", name)]),
        Ok(Hold::Record(name)) => Ok(vec![("records", name)]),
        Ok(_) => Ok(Refers::new()),
        Err(_) => {
            let near = remedy(text, GATES, "");
            let hint = if near.starts_with("did") {
                near
            } else {
                format!("the gates are {}", listed(GATES))
            };
            Err((format!("`{}` is not a gate", shown(text)), hint))
        }
    }
}

fn filled_by(text: &str) -> Result<Refers, Wrong> {
    match FilledBy::try_from(text.to_owned()) {
        Ok(FilledBy::Field(field)) => Ok(vec![("fields", field.to_string())]),
        Ok(_) => Ok(Refers::new()),
        Err(_) => Err((
            format!(
                "`{}` does not say where the holders of a role come from",
                shown(text)
            ),
            "use `assigned`, `rota` or `change.FIELD`".to_owned(),
        )),
    }
}

fn field_type(text: &str) -> Result<Refers, Wrong> {
    let mut parts = text.split_whitespace();
    let word = parts.next().unwrap_or_default();
    match (parts.next(), parts.next()) {
        (None | Some("required"), None) => {}
        _ => {
            let message = format!("`{}` is not a type", shown(text));
            return Err((
                message,
                "write a type, or a type and the word `required`".to_owned(),
            ));
        }
    }
    let built_in =
        serde_json::from_value::<FieldType>(serde_json::Value::String(word.to_owned())).is_ok();
    Ok(if built_in {
        Refers::new()
    } else {
        vec![("vocabulary", word.to_owned())]
    })
}
