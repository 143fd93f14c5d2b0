//! What a condition can see of a change.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use cel::{Context, Env, ExecutionError};
use serde_json::Value;

use crate::ids::{FieldId, ModelId};
use crate::plan::Plan;
use crate::process::{Class, Field, FieldType, Process};
use crate::risk::{self, RiskAssessment};

/// The variables of a condition: `model`, `class`, `risk`, `score`, `change`, `plan`, and the function
/// `at_least(level)`.
///
/// `change` holds every field of the form: its value, else its default, else the empty value of its type (`""`,
/// `false`, `0` or `[]`), so that a condition never fails because nothing was filled in. `risk` is `""` and `score` is
/// 0 before the assessment.
pub struct Scope {
    pub(super) context: Context<'static, 'static>,
    steps: usize,
}

impl Scope {
    /// Gathers what a condition can see.
    pub fn new(
        process: &Process,
        model: &ModelId,
        class: Class,
        risk: Option<&RiskAssessment>,
        fields: &BTreeMap<FieldId, Value>,
        plan: &Plan,
    ) -> Self {
        let mut context = Context::with_env(env());
        context.add_variable_from_value("model", model.as_str());
        context.add_variable_from_value("class", class.name());
        context.add_variable_from_value("risk", risk.map_or("", |risk| risk.level.as_str()));
        context.add_variable_from_value(
            "score",
            risk.and_then(|risk| risk.score).map_or(0, i64::from),
        );
        let change: HashMap<String, cel::Value> = process
            .fields()
            .map(|(id, field)| (id.as_str().to_owned(), value_of(field, fields.get(id))))
            .collect();
        context.add_variable_from_value("change", change);
        let facts: HashMap<String, cel::Value> = HashMap::from([
            (
                "irreversible".to_owned(),
                cel::Value::Bool(plan.steps.iter().any(crate::plan::Step::is_irreversible)),
            ),
            (
                "steps".to_owned(),
                cel::Value::Int(i64::try_from(plan.steps.len()).unwrap_or(i64::MAX)),
            ),
        ]);
        context.add_variable_from_value("plan", facts);

        let levels = process.risk.levels.clone();
        let effective = risk.and_then(|risk| risk::rank_of(&process.risk, &risk.level));
        let at_least = move |level: Arc<String>| -> Result<bool, ExecutionError> {
            match levels
                .iter()
                .position(|known| known.eq_ignore_ascii_case(&level))
            {
                Some(asked) => Ok(effective.is_some_and(|rank| rank >= asked)),
                None => Err(ExecutionError::function_error(
                    "at_least",
                    format!("`{level}` is not a risk level; use {}", levels.join(", ")),
                )),
            }
        };
        // The name is free: the standard library has no `at_least`.
        let _ = context.add_function("at_least", at_least);
        Self {
            context,
            steps: plan.steps.len(),
        }
    }

    /// Steps of the plan.
    pub fn steps(&self) -> usize {
        self.steps
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope")
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

/// The standard environment, built once: building it costs more than most conditions.
fn env() -> Arc<Env> {
    static ENV: OnceLock<Arc<Env>> = OnceLock::new();
    Arc::clone(ENV.get_or_init(|| Arc::new(Env::stdlib())))
}

fn value_of(field: &Field, given: Option<&Value>) -> cel::Value {
    match given
        .filter(|value| !value.is_null())
        .or(field.default.as_ref())
    {
        Some(value) => to_cel(&field.kind, value),
        None => empty(&field.kind),
    }
}

fn empty(kind: &FieldType) -> cel::Value {
    match kind {
        FieldType::Bool => cel::Value::Bool(false),
        FieldType::Integer | FieldType::Number => cel::Value::Int(0),
        FieldType::People
        | FieldType::Components
        | FieldType::Changes
        | FieldType::Evidence
        | FieldType::List
        | FieldType::AnyOf
        | FieldType::Table
        | FieldType::Risks => cel::Value::List(Arc::new(Vec::new())),
        FieldType::Text
        | FieldType::Markdown
        | FieldType::Date
        | FieldType::Datetime
        | FieldType::Duration
        | FieldType::Person
        | FieldType::Link
        | FieldType::OneOf
        | FieldType::Plan => cel::Value::from(""),
    }
}

fn to_cel(kind: &FieldType, value: &Value) -> cel::Value {
    match (kind, value) {
        // Evidence may be given as one reference; conditions always see a list.
        (FieldType::Evidence, Value::String(_)) => cel::Value::List(Arc::new(vec![plain(value)])),
        _ => plain(value),
    }
}

fn plain(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(yes) => cel::Value::Bool(*yes),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => cel::Value::Int(whole),
            None => cel::Value::Float(number.as_f64().unwrap_or(0.0)),
        },
        Value::String(text) => cel::Value::from(text.as_str()),
        Value::Array(items) => cel::Value::List(Arc::new(items.iter().map(plain).collect())),
        Value::Object(map) => {
            let map: HashMap<String, cel::Value> = map
                .iter()
                .map(|(key, item)| (key.clone(), plain(item)))
                .collect();
            cel::Value::from(map)
        }
    }
}
