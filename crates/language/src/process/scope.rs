//! What conditions see of a process and of one change.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ast::{Class, FieldType, Process};
use crate::condition::{Kind, Scope, Variable};
use crate::ids::{FieldId, ModelId};
use crate::plan::step::{Plan, Step};

impl Process {
    /// Gathers what conditions see before the risk is assessed.
    pub fn scope<'a>(
        &'a self,
        model: &'a ModelId,
        class: Class,
        fields: &'a BTreeMap<FieldId, Value>,
        plan: &Plan,
    ) -> Scope<'a> {
        let variable = |(id, field): (&'a FieldId, &'a super::ast::Field)| Variable {
            name: id.as_str(),
            value: fields
                .get(id)
                .filter(|value| !value.is_null())
                .or(field.default.as_ref()),
            kind: kind_of(&field.kind),
        };
        Scope {
            model,
            class: class.name(),
            levels: &self.risk.levels,
            risk: None,
            fields: self.fields().map(variable).collect(),
            steps: plan.steps.len(),
            irreversible: plan.steps.iter().any(Step::is_irreversible),
        }
    }
}

fn kind_of(field: &FieldType) -> Kind {
    match field {
        FieldType::Bool => Kind::Bool,
        FieldType::Integer | FieldType::Number => Kind::Number,
        FieldType::Evidence => Kind::OneOrList,
        list if list.is_list() => Kind::List,
        _ => Kind::Text,
    }
}
