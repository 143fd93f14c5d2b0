//! What conditions see and where they stop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;

use super::{Assessed, Condition, Scope, holds_or_not};
use crate::fixture::{fields, id, plan, process};
use crate::process::{Class, Process};

fn form() -> Process {
    process(
        "form: [{section: S, fields: {title: text, big: bool, count: integer, share: number, tags: list, \
         proof: evidence, size: {type: text, default: small}}}]",
    )
}

fn seen<T>(values: &str, assessed: bool, ask: impl FnOnce(&Scope<'_>) -> T) -> T {
    let process = form();
    let (model, fields) = (id("normal"), fields(values));
    let plan = plan(
        "[{id: s1, action: {wait: 1s}}, {id: s2, action: {wait: 1s}, reversibility: irreversible}]",
    );
    let risk = Assessed {
        level: "high",
        score: None,
    };
    ask(&Scope {
        risk: assessed.then_some(risk),
        ..process.scope(&model, Class::Emergency, &fields, &plan)
    })
}

fn holds(source: &str, values: &str) -> Result<bool, String> {
    seen(values, true, |scope| Condition::new(source).holds(scope))
}

#[test]
fn a_condition_sees_the_whole_change() {
    let values = "{title: T, big: true, count: 3, share: 2.5, tags: [x, y], proof: one}";
    for source in [
        r#"model == "normal" && class == "emergency" && risk == "high" && score == 0"#,
        r#"change.title == "T" && change.big && change.count == 3 && change.share > 2"#,
        r#""x" in change.tags && size(change.tags) == 2 && change.tags.exists(t, t == "y")"#,
        r#"change.proof == ["one"]"#,
        "plan.irreversible && plan.steps == 2",
        r#"at_least("low") && at_least("high") && at_least("HIGH") && !at_least("critical")"#,
        r#"model.startsWith("norm") && [1, 2].filter(n, n > 1).size() == 1"#,
    ] {
        assert_eq!(holds(source, values), Ok(true), "{source}");
    }
}

// A form that is empty still has every field, so that a rule never fails because nothing was filled in.
#[test]
fn a_field_without_a_value_has_its_default_or_the_empty_value_of_its_type() {
    let source = r#"change.title == "" && !change.big && change.count == 0 && change.share == 0 && change.tags == []
        && change.proof == [] && change.size == "small""#;
    assert_eq!(holds(source, "{}"), Ok(true));
    assert_eq!(holds(source, "{title: null, size: null}"), Ok(true));
}

#[test]
fn without_an_assessment_no_level_is_reached() {
    let unassessed = Condition::new(r#"risk == "" && !at_least("low")"#);
    let holds = seen("{}", false, |scope| unassessed.holds(scope));
    assert_eq!(holds, Ok(true));
}

#[test]
fn what_is_no_condition_says_why() {
    for (source, reason) in [
        ("change.title", "gives a string"),
        ("1 + 1", "gives a int"),
        ("change.nothing", "cannot be decided"),
        ("nothing", "cannot be decided"),
        (r#"at_least("huge")"#, "low, medium, high, critical"),
        ("model ==", "is not a condition"),
        ("", "is not a condition"),
    ] {
        let error = holds(source, "{}").unwrap_err();
        assert!(error.contains(reason), "{source}: {error}");
    }
}

// T15: the reason goes into logs and to the caller; what is in the change does not.
#[test]
fn a_reason_tells_types_and_no_content() {
    let values = "{title: canary, count: 3, share: 2.5, tags: [canary]}";
    for (source, reason) in [
        ("change - 1 > 0", "`sub` does not take a map and a int"),
        ("change.tags - 1 > 0", "does not take a list and a int"),
        ("change < 1", "applied to '(map, int)'"),
        ("change.title < change.tags", "applied to '(string, list)'"),
        ("{change: 1} == {}", "no key of a map"),
        ("{'a': 1, 'a': 2} == {}", "a map names a key twice"),
        (
            "change.tags[change.title] == ''",
            "applied to '(list, string)'",
        ),
        ("change.tags[7] == ''", "not as long as that"),
        ("change.count / 0 == 1", "divides by zero"),
        ("change.count % 0 == 1", "divides by zero"),
        (
            "change.count + 9223372036854775807 > 0",
            "more than a number holds",
        ),
        ("-change == 1", "applied to '(map)'"),
        ("!change.tags", "applied to '(list)'"),
        ("change.size(1)", "applied to 'map.(int)'"),
        ("change.tags.startsWith('a')", "applied to 'list.(string)'"),
    ] {
        let error = holds(source, values).unwrap_err();
        assert!(error.contains(reason), "{source}: {error}");
        assert!(!error.contains("canary"), "{source}: {error}");
        assert_eq!(error, holds(source, values).unwrap_err(), "{source}");
    }
}

#[test]
fn a_missing_condition_holds_and_so_does_one_that_cannot_be_decided() {
    let ask =
        |condition: Option<&Condition>| seen("{}", true, |scope| holds_or_not(condition, scope));
    let of = |source: &str| ask(Some(&Condition::new(source)));
    assert!(ask(None));
    assert!(of("change.nothing == 1") && of("model ==") && of("true"));
    assert!(!of("false"));
}

// A condition is given only what it names, so every way to name a field must be known.
#[test]
fn a_field_is_seen_however_it_is_named() {
    let values = "{title: T, big: true, tags: [x]}";
    for source in [
        "change.big && .change.title == \"T\"",
        "change[\"title\"] == \"T\"",
        "has(change.title)",
        "\"title\" in change",
        "change.exists(key, key == \"title\")",
        "change.tags.all(change, change == \"x\")",
        "[change].all(c, c.title == \"T\")",
        "[1].all(n, change.title == \"T\" && n == 1)",
        "change.title.startsWith(\"T\")",
        "{\"a\": change.title}.a == \"T\"",
        "(change.big ? change : {}).title == \"T\"",
    ] {
        assert_eq!(holds(source, values), Ok(true), "{source}");
    }
    let fields = |source: &str| -> Vec<String> {
        let condition = Condition::new(source);
        condition.fields().unwrap().map(str::to_owned).collect()
    };
    assert_eq!(
        fields("change.big && \"change.no\" != change.title + 'it\\'s change.no'"),
        ["big", "title"],
        "what stands in a text is not a field"
    );
}

// Texts within the limits never exhaust the stack of a thread, however they are nested.
#[test]
fn the_deepest_texts_within_the_limits_are_decided_or_refused() {
    let deep = super::BRACKET_DEPTH_MAX;
    let texts = [
        format!("{}true{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}true", "!".repeat(190)),
        format!("{}1 > 0", "-".repeat(190)),
        format!("true{}", " && true".repeat(95)),
        format!("{}true", "true ? true : ".repeat(95)),
        format!("change{}", ".a".repeat(190)),
        format!("1 in {}[]{}", "[".repeat(deep - 2), "]".repeat(deep - 2)),
        format!(
            "{}[1].all(x, x > 0){}",
            "[1].all(x, ".repeat(12),
            ")".repeat(12)
        ),
        format!(
            "size({}) >= 0",
            "[".repeat(deep - 2) + &"]".repeat(deep - 2)
        ),
        format!("1{} > 0", " + 1".repeat(190)),
        format!("1{}", " in [1]".repeat(95)),
        format!("change{}", ".f()".repeat(95)),
        format!("{}true", "false ? true : ".repeat(95)),
        format!("{}1{} == 1", "{1: ".repeat(deep), "}".repeat(deep)),
    ];
    for text in texts {
        let _ = holds(&text, "{}");
        assert!(super::limits::check(&text).is_ok(), "{text}");
    }
}

#[test]
fn deep_trees_and_many_loops_are_refused() {
    let refusal = |text: String| Condition::new(text).compile().unwrap_err();
    assert!(refusal(format!("1{} > 0", " + 1".repeat(60))).contains("nested"));
    assert!(
        refusal(format!(
            "{}x > 0{}",
            "change.tags.all(x, ".repeat(3),
            ")".repeat(3)
        ))
        .contains("3 loops")
    );
    assert_eq!(
        holds(
            "change.tags.all(x, change.tags.exists(y, x == y))",
            "tags: [a, b]"
        ),
        Ok(true)
    );
    let long: Vec<String> = (0..40)
        .map(|n| format!("change.title == \"{n}\""))
        .collect();
    assert_eq!(holds(&long.join(" || "), "title: '39'"), Ok(true));
}

proptest! {
    // Whatever a file says, compiling and deciding end with an answer or a reason.
    #[test]
    fn no_text_breaks_the_parser(source in r#"[a-z0-9 .,?:!&|<>=+*/%'"\\\[\](){}\n-]{0,60}"#) {
        let _ = holds(&source, "{}");
    }

    #[test]
    fn no_mix_of_words_breaks_the_parser(
        words in prop::collection::vec(prop::sample::select(vec![
            "change", ".", "title", "(", ")", "[", "]", "{", "}", "in", "&&", "||", "!", "==", "?", ":", "1", "2.5",
            "\"x\"", "'", "all", "x", ",", "at_least", "true", "null", "-", "r'", "b\"", "has", "\"\"\"",
        ]), 0..20),
    ) {
        let _ = holds(&words.join(" "), "{}");
        let _ = holds(&words.concat(), "{}");
    }
}
