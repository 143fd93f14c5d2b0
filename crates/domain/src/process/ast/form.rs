//! The request form and the records filled in after it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::From;
use crate::condition::Condition;
use crate::ids::FieldId;
use crate::process::short::field_shorthand;

/// A titled group of form fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Title shown to people.
    pub section: String,
    /// Shown only when this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Fields in order.
    pub fields: IndexMap<FieldId, Field>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}

/// What kind of value a field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines of Markdown.
    Markdown,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A day, `2026-11-21`.
    Date,
    /// An instant, RFC 3339; or `2026-11-21 14:00` in the process's zone.
    Datetime,
    /// A duration such as `30m`.
    Duration,
    /// One person of the directory.
    Person,
    /// Several persons of the directory.
    People,
    /// Components or services, by name.
    Components,
    /// Other changes, by number.
    Changes,
    /// References to evidence or links to it.
    Evidence,
    /// A web address.
    Link,
    /// A list of lines.
    List,
    /// One value of a list.
    OneOf,
    /// Any number of values of a list.
    AnyOf,
    /// Rows with the field's `columns`.
    Table,
    /// Rows of risks, read by a risk engine: `risk, probability, impact, reason, mitigation, contingency,
    /// residual_probability, residual_impact`.
    Risks,
    /// The implementation plan.
    Plan,
}

/// A field of a form; in the file also just its type, such as `text` or `markdown required`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "field_shorthand::Form")]
pub struct Field {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Label; made from the field's id when missing.
    pub title: Option<String>,
    /// When a value must be given.
    pub required: Required,
    /// The field is part of the form only when this holds.
    pub when: Option<Condition>,
    /// The values of `OneOf` and `AnyOf`, in order.
    pub values: Vec<String>,
    /// The vocabulary that `values` come from.
    pub vocabulary: Option<String>,
    /// Columns of a table.
    pub columns: IndexMap<FieldId, Field>,
    /// Value when nothing is given.
    pub default: Option<Value>,
    /// A sentence of help.
    pub help: Option<String>,
    /// Whether an edit voids approvals; it does unless the file says no.
    pub material: bool,
    /// Requirement ids.
    pub from: From,
}

/// When a value must be given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Required {
    /// Always or never.
    Fixed(bool),
    /// When a condition holds.
    When(Condition),
}

/// A record filled in after the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Fields in order.
    pub fields: IndexMap<FieldId, Field>,
    /// Requirement ids.
    #[serde(default)]
    pub from: From,
}
