//! Risk engines.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::requirements::Requirements;
use crate::condition::Condition;
use crate::ids::FieldId;
use crate::process::ast::one_or_many;

/// How risk is assessed: every engine gives a level, the highest wins, the reasons are listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskRules {
    /// Levels, lowest first.
    pub levels: Vec<String>,
    /// The field in which the requester declares a level; it may raise, never lower.
    #[serde(default)]
    pub declared: Option<FieldId>,
    /// Engines.
    #[serde(default)]
    pub engines: IndexMap<String, RiskEngine>,
    /// The level when no engine and no declaration gives one.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// What each level is called elsewhere, such as the size of a blast radius.
    #[serde(default)]
    pub also_called: IndexMap<String, IndexMap<String, String>>,
    /// What each level asks for, in words.
    #[serde(default)]
    pub asks: IndexMap<String, String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// One way to compute a level. Exactly one of the four shapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RiskEngine {
    /// Rows by one field, columns by another.
    Matrix(RiskMatrix),
    /// Sum of probability times impact over the risks that apply.
    Additive(RiskCatalogue),
    /// Greatest product of probability and impact over the risks.
    Product(RiskProduct),
    /// Highest level that a set of fields gives, with rules that raise it.
    Lookup(RiskLookup),
}

/// Impact by probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskMatrix {
    /// Field whose value is the row.
    pub rows: FieldId,
    /// Field whose value is the column.
    pub columns: FieldId,
    /// Row to column to level.
    pub cells: IndexMap<String, IndexMap<String, String>>,
    /// Why a higher value may give a lower level; without it the matrix must be monotone.
    #[serde(default)]
    pub not_monotone_because: Option<String>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// An additive catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskCatalogue {
    /// Field with the rows that apply.
    pub field: FieldId,
    /// Points of each word.
    pub points: IndexMap<String, u32>,
    /// Known risks by id.
    pub catalogue: IndexMap<String, CatalogueRisk>,
    /// Level by total, in order.
    pub bands: Vec<Band>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A known risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRisk {
    /// Title.
    pub risk: String,
    /// Categories it is listed under; it counts once.
    #[serde(deserialize_with = "one_or_many::list")]
    pub category: Vec<String>,
    /// Usual probability.
    pub probability: String,
    /// Usual impact.
    pub impact: String,
    /// What lowers it.
    pub mitigation: String,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A half-open range of scores: everything not taken by an earlier band, up to and including `at_most`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Highest score of the band; missing in the last.
    #[serde(default)]
    pub at_most: Option<u32>,
    /// The level.
    pub level: String,
}

/// The greatest single risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskProduct {
    /// Field with the rows.
    pub field: FieldId,
    /// Points of each word.
    pub points: IndexMap<String, u32>,
    /// Level by greatest product, in order.
    pub bands: Vec<Band>,
    /// A product above this needs a mitigation.
    pub threshold: u32,
    /// A product of at least this without mitigation is refused.
    pub refused_at: u32,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// Levels straight from fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskLookup {
    /// Fields that are looked up; the highest level wins.
    pub fields: Vec<FieldId>,
    /// Value to level.
    pub levels: IndexMap<String, String>,
    /// Raised when a condition holds.
    #[serde(default)]
    pub raise: Vec<Raise>,
    /// Requirement ids.
    #[serde(default)]
    pub from: Requirements,
}

/// A rule that raises a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// When it applies.
    pub when: Condition,
    /// To which level at least.
    pub to: String,
    /// Why, in words.
    pub because: String,
}
