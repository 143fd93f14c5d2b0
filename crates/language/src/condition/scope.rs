//! What a condition can see of a change.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use cel::{Context, Env, ExecutionError};
use serde_json::Value;

use super::reads::Reads;
use crate::ids::ModelId;

/// The values that a condition can name: `model`, `class`, `risk`, `score`, `change`, `plan` and the function
/// `at_least(LEVEL)`.
///
/// Building a scope converts nothing. A condition converts only what it names.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// The change model.
    pub model: &'a ModelId,
    /// The class of the model.
    pub class: &'a str,
    /// The risk levels of the process, lowest first.
    pub levels: &'a [String],
    /// The risk; none before the assessment. `risk` is `""` and `score` is 0 then.
    pub risk: Option<Assessed<'a>>,
    /// Every field of the form.
    pub fields: Vec<Variable<'a>>,
    /// How many steps the plan has.
    pub steps: usize,
    /// Whether a step of the plan cannot be undone.
    pub irreversible: bool,
}

/// What conditions see of a risk assessment.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The effective level.
    pub level: &'a str,
    /// The highest score of the engines that count.
    pub score: Option<u32>,
}

/// One field of the form.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'a> {
    /// The id of the field.
    pub name: &'a str,
    /// The value, else the default. Without either, a condition sees the empty value of the kind, so that it never fails
    /// because a field was not filled in.
    pub value: Option<&'a Value>,
    /// What the value is seen as.
    pub kind: Kind,
}

/// What a field's value is seen as, and so what stands for a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text; `""` when missing.
    Text,
    /// Yes or no; `false` when missing.
    Bool,
    /// A number; 0 when missing.
    Number,
    /// A list; `[]` when missing.
    List,
    /// A list that may be given as one text.
    OneOrList,
}

impl<'a> Scope<'a> {
    /// Returns the value of a field, else its default.
    pub fn value(&self, field: &str) -> Option<&'a Value> {
        let found = self.fields.iter().find(|known| known.name == field);
        found.and_then(|known| known.value)
    }

    /// Builds what an expression reads, and nothing else.
    pub(super) fn context(&self, reads: &Reads) -> Context<'static, 'static> {
        let mut context = Context::with_env(env());
        for name in &reads.names {
            match name.as_str() {
                "model" => context.add_variable_from_value("model", self.model.as_str()),
                "class" => context.add_variable_from_value("class", self.class),
                "risk" => {
                    let level = self.risk.map_or("", |risk| risk.level);
                    context.add_variable_from_value("risk", level);
                }
                "score" => {
                    let score = self.risk.and_then(|risk| risk.score);
                    context.add_variable_from_value("score", score.map_or(0, i64::from));
                }
                "change" => context.add_variable_from_value("change", self.change(reads)),
                "plan" => context.add_variable_from_value("plan", self.plan()),
                // The name is free: the standard library has no `at_least`.
                "at_least" => drop(context.add_function("at_least", self.at_least())),
                _ => {}
            }
        }
        context
    }

    fn change(&self, reads: &Reads) -> HashMap<String, cel::Value> {
        self.fields
            .iter()
            .filter(|field| reads.reads_field(field.name))
            .map(|field| (field.name.to_owned(), field.to_cel()))
            .collect()
    }

    fn plan(&self) -> HashMap<String, cel::Value> {
        let steps = i64::try_from(self.steps).unwrap_or(i64::MAX);
        HashMap::from([
            (
                "irreversible".to_owned(),
                cel::Value::Bool(self.irreversible),
            ),
            ("steps".to_owned(), cel::Value::Int(steps)),
        ])
    }

    fn at_least(&self) -> impl Fn(Arc<String>) -> Result<bool, ExecutionError> + use<> {
        let levels = self.levels.to_vec();
        let rank = |levels: &[String], level: &str| {
            let mut known = levels.iter();
            known.position(|known| known.eq_ignore_ascii_case(level))
        };
        let effective = self.risk.and_then(|risk| rank(&levels, risk.level));
        move |level| match rank(&levels, &level) {
            Some(asked) => Ok(effective.is_some_and(|rank| rank >= asked)),
            None => Err(ExecutionError::function_error(
                "at_least",
                format!("`{level}` is not a risk level; use {}", levels.join(", ")),
            )),
        }
    }
}

/// Returns the standard environment, built once: building it costs more than most conditions.
fn env() -> Arc<Env> {
    static ENV: OnceLock<Arc<Env>> = OnceLock::new();
    Arc::clone(ENV.get_or_init(|| Arc::new(Env::stdlib())))
}

impl Variable<'_> {
    fn to_cel(self) -> cel::Value {
        match (self.kind, self.value) {
            (Kind::OneOrList, Some(value @ Value::String(_))) => {
                cel::Value::List(Arc::new(vec![plain(value)]))
            }
            (_, Some(value)) => plain(value),
            (Kind::Text, None) => cel::Value::from(""),
            (Kind::Bool, None) => cel::Value::Bool(false),
            (Kind::Number, None) => cel::Value::Int(0),
            (Kind::List | Kind::OneOrList, None) => cel::Value::List(Arc::new(Vec::new())),
        }
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
