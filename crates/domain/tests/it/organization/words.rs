//! What a script shows: events and refusals, a line each.

use std::fmt::Write as _;

use placet_domain::Rejection;
use placet_domain::organization::OrganizationEvent as Event;
use serde_json::Value;

/// A refusal with its reasons.
pub(super) fn refused(rejection: &Rejection) -> String {
    let kind = serde_json::to_value(rejection.kind).unwrap();
    let mut out = format!("refused ({}):\n", kind.as_str().unwrap());
    for reason in &rejection.reasons {
        let place = match reason.place.as_str() {
            "" => String::new(),
            place => format!(" [{place}]"),
        };
        let _ = writeln!(out, "  {}: {}{place}", reason.code, reason.message);
    }
    out
}

/// An event in a line: its name and what it holds, without files, digests and the process.
pub(super) fn shown(event: &Event) -> String {
    let Value::Object(fields) = serde_json::to_value(event).unwrap() else {
        panic!()
    };
    let mut out = fields["type"].as_str().unwrap().to_owned();
    for (key, value) in &fields {
        let text = match (key.as_str(), value) {
            ("type" | "process" | "digest" | "directory" | "based_on", _) => continue,
            ("command", value) => value["verb"].as_str().unwrap().to_owned(),
            ("delegation", value) => {
                let roles = value["roles"].as_array().unwrap().iter();
                let roles: Vec<_> = roles.map(|role| role.as_str().unwrap()).collect();
                let text = |key: &str| value[key].as_str().unwrap().to_owned();
                let (from, to, until) = (text("from"), text("to"), text("until"));
                format!("{from} to {to} [{}] until {until}", roles.join(", "))
            }
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        };
        let _ = write!(out, ", {key} {text}");
    }
    out.push('\n');
    out
}
