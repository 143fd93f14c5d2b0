//! T3: the same meaning has the same digest, and another meaning another one.

use placet_domain::digest::{Digest, canonical_json};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use super::t3_other_plan::edits;

fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1i64 << 53) + 1..1i64 << 53).prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| Number::from_f64(n).map(Value::Number)),
        "[ -~\u{e9}\u{20ac}\u{1f600}\n\t\"\\\\]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-c\u{e9}\u{10000}\u{fffd}]{0,3}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// The same value in other letters: keys backwards, everything escaped that can be, numbers with an exponent.
fn otherwise(value: &Value) -> String {
    let escaped = |text: &str| {
        let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
        format!("\"{}\"", units.collect::<String>())
    };
    match value {
        Value::Number(number) if number.is_f64() => {
            format!("{number:e}", number = number.as_f64().unwrap())
        }
        Value::Number(number) => format!("{number}.0e+0"),
        Value::String(text) => escaped(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(otherwise).collect();
            format!("[ {} ]", items.join(" ,\n"))
        }
        Value::Object(map) => {
            let pairs = map.iter().rev();
            let pairs: Vec<String> = pairs
                .map(|(key, item)| format!("{} : {}", escaped(key), otherwise(item)))
                .collect();
            format!("{{ {} }}", pairs.join(" , "))
        }
        other => other.to_string(),
    }
}

/// Whether two values mean the same: numbers are doubles, as RFC 8785 has it.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 8, ..ProptestConfig::default() })]

    #[test]
    fn t3_the_same_meaning_has_the_same_digest(value in json_values()) {
        let again: Value = serde_json::from_str(&otherwise(&value)).unwrap();
        prop_assert!(same(&value, &again));
        prop_assert_eq!(canonical_json(&value), canonical_json(&again));
        let back: Value = serde_json::from_str(&canonical_json(&value)).unwrap();
        prop_assert!(same(&value, &back));
    }

    #[test]
    fn t3_another_meaning_has_another_digest(a in json_values(), b in json_values(), pick in any::<prop::sample::Index>()) {
        prop_assert_eq!(canonical_json(&a) == canonical_json(&b), same(&a, &b));
        let mut places = Vec::new();
        edits(&a, "", &mut places);
        places.retain(|(place, _)| !place.contains(['-', '+']) && !place.ends_with('~'));
        if !places.is_empty() {
            let (place, new) = &places[pick.index(places.len())];
            let mut other = a.clone();
            if let Some(there) = other.pointer_mut(place) {
                *there = new[0].clone();
                prop_assert_eq!(Digest::of_json(&a) == Digest::of_json(&other), same(&a, &other));
            }
        }
    }
}
