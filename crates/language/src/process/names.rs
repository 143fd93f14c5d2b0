//! Words of the process file that stand for a value of a closed or structured kind.

use super::ast::{FilledBy, Hold};
use crate::ids::InvalidId;

impl TryFrom<String> for FilledBy {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        match text.as_str() {
            "assigned" => Ok(Self::Assigned),
            "rota" => Ok(Self::Rota),
            other => match other.strip_prefix("change.") {
                Some(field) => Ok(Self::Field(field.parse()?)),
                None => Err(InvalidId {
                    kind: "source of a role's holders",
                    given: text,
                    reason: "use `assigned`, `rota` or `change.FIELD`",
                }),
            },
        }
    }
}

impl From<FilledBy> for String {
    fn from(filled_by: FilledBy) -> String {
        match filled_by {
            FilledBy::Assigned => "assigned".to_owned(),
            FilledBy::Rota => "rota".to_owned(),
            FilledBy::Field(field) => format!("change.{field}"),
        }
    }
}

/// Gates without a parameter, by name.
const HOLDS: &[(&str, Hold)] = &[
    ("form", Hold::Form),
    ("plan", Hold::Plan),
    ("risk", Hold::Risk),
    ("risk_accepted", Hold::RiskAccepted),
    ("reviews", Hold::Reviews),
    ("approvals", Hold::Approvals),
    ("ratification", Hold::Ratification),
    ("conditions", Hold::Conditions),
    ("scheduled", Hold::Scheduled),
    ("lead_time", Hold::LeadTime),
    ("calendar", Hold::Calendar),
    ("predecessors", Hold::Predecessors),
    ("tests", Hold::Tests),
    ("monitoring", Hold::Monitoring),
    ("review_scheduled", Hold::ReviewScheduled),
    ("vote", Hold::Vote),
];

impl TryFrom<String> for Hold {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        if let Some((_, hold)) = HOLDS.iter().find(|(name, _)| *name == text) {
            return Ok(hold.clone());
        }
        if let Some(name) = text.strip_prefix("checklist.") {
            return Ok(Self::Checklist(name.to_owned()));
        }
        if let Some(name) = text.strip_prefix("record.") {
            return Ok(Self::Record(name.to_owned()));
        }
        Err(InvalidId {
            kind: "gate",
            given: text,
            reason: "the gates are listed in the guide under `holds`",
        })
    }
}

impl From<Hold> for String {
    fn from(hold: Hold) -> String {
        match &hold {
            Hold::Checklist(name) => format!("checklist.{name}"),
            Hold::Record(name) => format!("record.{name}"),
            plain => HOLDS
                .iter()
                .find(|(_, other)| other == plain)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        }
    }
}
