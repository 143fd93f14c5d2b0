//! One spelling for one value, before anything is checked or stored.

use std::collections::BTreeMap;

use serde_json::Value;

use placet_language::ids::FieldId;
use placet_language::process::{Field, FieldType, Process};

/// Writes choices as the process spells them, whatever case they were given in (000.E1), and whole numbers without a
/// fraction, so that `1.0` and `1` are one value with one digest. What fits nothing is left for the check to refuse.
pub fn canonical(process: &Process, fields: &mut BTreeMap<FieldId, Value>) {
    for (id, field) in process.fields() {
        if let Some(value) = fields.get_mut(id) {
            spell(process, field, value);
        }
    }
    fields.values_mut().for_each(whole_numbers);
}

fn spell(process: &Process, field: &Field, value: &mut Value) {
    if !matches!(field.kind, FieldType::OneOf | FieldType::AnyOf) {
        return;
    }
    let known = process.values_of(field);
    let spell_one = |value: &mut Value| {
        let given = value.as_str().map(str::to_lowercase);
        let matching = known.iter().find(|word| Some(word.to_lowercase()) == given);
        if let Some(word) = matching {
            *value = Value::String(word.clone());
        }
    };
    match value {
        Value::Array(items) => items.iter_mut().for_each(spell_one),
        one => spell_one(one),
    }
}

fn whole_numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(map) => map.values_mut().for_each(whole_numbers),
        Value::Number(number) if number.is_f64() => {
            let whole = number
                .as_f64()
                .filter(|n| n.fract() == 0.0 && n.abs() < 9e15);
            if let Some(whole) = whole {
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
                let exact = whole as i64;
                *value = Value::from(exact);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    // 000.E1: the criterion is found whatever its case.
    #[test]
    fn choices_are_spelled_as_the_process_spells_them() {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../processes/rechain-dao.yaml"
        );
        let process = placet_language::process::parse(&std::fs::read(file).unwrap())
            .unwrap()
            .process;
        let mut fields: BTreeMap<FieldId, Value> = [
            ("emergency_reason", json!("SYSTEM outage")),
            ("category", json!("Databases")),
            ("resources_required", json!(2.0)),
        ]
        .into_iter()
        .map(|(id, value)| (id.parse().unwrap(), value))
        .collect();
        canonical(&process, &mut fields);
        let of = |id: &str| fields[&id.parse::<FieldId>().unwrap()].clone();
        assert_eq!(of("emergency_reason"), "System outage");
        assert_eq!(
            of("category"),
            "Databases",
            "what fits nothing stays for the check"
        );
        assert_eq!(of("resources_required"), json!(2));
    }
}
