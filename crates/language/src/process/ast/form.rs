//! The request form and the records filled in after it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::requirements::Requirements;
use crate::condition::Condition;
use crate::ids::FieldId;
use crate::text::in_words;

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
    pub from: Requirements,
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

impl FieldType {
    /// Says whether a field of this type takes a list.
    pub fn is_list(&self) -> bool {
        matches!(
            self,
            Self::People
                | Self::Components
                | Self::Changes
                | Self::Evidence
                | Self::List
                | Self::AnyOf
                | Self::Table
                | Self::Risks
        )
    }
}

/// A field of a form; in the file also just its type, such as `text` or `markdown required`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "FieldForm")]
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
    pub from: Requirements,
}

/// A field as the file may write it: `text`, `text required`, the name of a vocabulary, or a map.
#[derive(Deserialize)]
#[serde(untagged)]
enum FieldForm {
    Word(String),
    Full(Box<FullField>),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct FullField {
    #[serde(rename = "type")]
    kind: Option<String>,
    title: Option<String>,
    required: Option<Required>,
    when: Option<Condition>,
    one_of: Vec<String>,
    any_of: Vec<String>,
    columns: IndexMap<FieldId, Field>,
    many: bool,
    default: Option<Value>,
    help: Option<String>,
    material: Option<bool>,
    from: Requirements,
    // Written out again, so that a process survives being shown and read.
    values: Vec<String>,
    vocabulary: Option<String>,
}

/// The type of a word: a built-in one, or one or any of a vocabulary.
fn kind_of(word: &str, many: bool) -> (FieldType, Option<String>) {
    match serde_json::from_value(Value::String(word.to_owned())) {
        Ok(kind) => (kind, None),
        Err(_) if many => (FieldType::AnyOf, Some(word.to_owned())),
        Err(_) => (FieldType::OneOf, Some(word.to_owned())),
    }
}

impl From<FieldForm> for Field {
    fn from(form: FieldForm) -> Self {
        let full = match form {
            FieldForm::Full(full) => *full,
            FieldForm::Word(word) => {
                let mut parts = word.split_whitespace();
                let kind = parts.next().map(str::to_owned);
                let required = parts.next().map(|_| Required::Fixed(true));
                FullField {
                    kind,
                    required,
                    ..FullField::default()
                }
            }
        };
        let (kind, vocabulary) = match &full.kind {
            _ if !full.one_of.is_empty() => (FieldType::OneOf, None),
            _ if !full.any_of.is_empty() => (FieldType::AnyOf, None),
            _ if full.kind.is_none() && !full.columns.is_empty() => (FieldType::Table, None),
            Some(word) => kind_of(word, full.many),
            None => (FieldType::Text, None),
        };
        let mut values = full.values;
        values.extend(full.one_of);
        values.extend(full.any_of);
        Self {
            kind,
            title: full.title,
            required: full.required.unwrap_or(Required::Fixed(false)),
            when: full.when,
            values,
            vocabulary: vocabulary.or(full.vocabulary),
            columns: full.columns,
            default: full.default,
            help: full.help,
            material: full.material.unwrap_or(true),
            from: full.from,
        }
    }
}

impl Field {
    /// Returns the label: the title, or the id in words.
    pub fn label(&self, id: &FieldId) -> String {
        self.title.clone().unwrap_or_else(|| in_words(id.as_str()))
    }
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
    pub from: Requirements,
}
