//! Conditions in CEL.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use placet_domain::condition::{CONDITION_BYTES_MAX, Condition, Scope};
use placet_domain::plan::Plan;
use placet_domain::process::Class;

/// The answer is yes, no or a reason; the same twice; and a text over the limit is refused.
pub(crate) fn condition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let condition = Condition::new(text);
    let compiled = condition.compile();
    if text.len() > CONDITION_BYTES_MAX {
        assert!(compiled.is_err(), "a text over the limit was taken");
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
    let _ = condition.names();
}

fn scope() -> Scope {
    static NOTHING: OnceLock<Plan> = OnceLock::new();
    let process = &crate::itil4().process;
    let model = process.models.keys().next().expect("a process has a model");
    let plan = NOTHING.get_or_init(Plan::default);
    Scope::new(process, model, Class::Normal, None, &BTreeMap::new(), plan)
}
