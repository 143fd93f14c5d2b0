//! Conditions in CEL.

use std::collections::BTreeMap;

use placet_domain::FieldId;
use placet_domain::condition::{CONDITION_BYTES_MAX, Condition, Scope};
use placet_domain::plan::Plan;
use placet_domain::process::Class;
use serde_json::Value;

/// The answer is yes, no or a reason, the same both times, and a text over the limit is refused.
pub(crate) fn condition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let condition = Condition::new(text);
    let compiled = condition.compile();
    if text.len() > CONDITION_BYTES_MAX {
        assert!(compiled.is_err(), "a text over the limit was accepted");
    }
    {
        let scope = scope();
        let first = condition.holds(&scope);
        assert_eq!(
            first,
            Condition::new(text).holds(&scope),
            "two answers to `{text}`"
        );
        if compiled.is_err() {
            assert!(first.is_err(), "`{text}` cannot be read and was decided");
        }
    }
    let _ = condition.fields().map(Iterator::count);
}

fn scope() -> Scope<'static> {
    static NOTHING: BTreeMap<FieldId, Value> = BTreeMap::new();
    let process = &crate::itil4::itil4().process;
    let model = process.models.keys().next().expect("a process has a model");
    process.scope(model, Class::Normal, &NOTHING, &Plan::default())
}
