//! What a form takes and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde_json::{Value, json};

use super::{Completeness, check, check_record, instant};
use crate::fixture::{SHIPPED, fields, id, people, plan, process, shipped};
use crate::plan::Plan;
use placet_language::process::{Class, Process};
use placet_language::reason::Reason;
use placet_language::zone::Zone;

const EVERY: &str = "
vocabulary: {size: [S, M, L]}
form:
  - section: S
    fields:
      line: text
      long: markdown
      flag: bool
      whole: integer
      number: number
      day: date
      time: datetime
      takes: duration
      one: person
      many: people
      parts: components
      before: changes
      proof: evidence
      page: link
      lines: list
      size: size
      sizes: {type: size, many: true}
      rows: {columns: {name: text required, amount: integer}}
      needed: {type: text, required: 'change.flag'}
      plan: {type: plan, required: true}
  - section: Hidden
    when: 'change.flag'
    fields: {secret: text required}
";

fn problems(
    process: &Process,
    values: &serde_json::Map<String, Value>,
    plan: &Plan,
    known: Completeness,
) -> Vec<Reason> {
    let fields = values
        .iter()
        .map(|(key, value)| (id(key), value.clone()))
        .collect();
    let normal = id("normal");
    let scope = process.scope(&normal, Class::Normal, &fields, plan);
    check(process, &scope, &fields, &people("ann: a, bob: b"), known)
}

fn draft(field: &str, value: &Value) -> Vec<Reason> {
    let values = json!({ field: value });
    problems(
        &process(EVERY),
        values.as_object().unwrap(),
        &Plan::default(),
        Completeness::Draft,
    )
}

#[test]
fn every_type_takes_what_fits_it() {
    for (field, value) in [
        ("line", json!("ä".repeat(300))),
        ("long", json!("a\n\tb\r\nc")),
        ("flag", json!(false)),
        ("whole", json!(-3)),
        ("number", json!(2.5)),
        ("number", json!(2)),
        ("day", json!("2028-02-29")),
        ("time", json!("2026-11-21T14:00:00+01:00")),
        ("time", json!("2026-11-21 14:00")),
        ("takes", json!("30m")),
        ("one", json!("ann")),
        ("many", json!(["ann", "bob"])),
        ("parts", json!(["api", "db"])),
        ("before", json!(["CR-2026-0001"])),
        ("proof", json!("https://ci.example.org/1")),
        ("proof", json!(["a", "b"])),
        ("page", json!("https://example.org/a?b=c")),
        ("lines", json!(["same", "same"])),
        ("size", json!("M")),
        ("sizes", json!(["S", "L"])),
        (
            "rows",
            json!([{"name": "x", "amount": 3}, {"amount": null}]),
        ),
        ("line", Value::Null),
    ] {
        assert_eq!(draft(field, &value), [], "{field}: {value}");
    }
}

#[test]
fn every_type_refuses_what_does_not_fit_it() {
    for (field, value, said) in [
        ("line", json!("a\nb"), "several lines"),
        ("line", json!("a\rb"), "several lines"),
        ("line", json!("a\u{7}b"), "control character"),
        ("line", json!("x".repeat(301)), "301 characters"),
        ("line", json!(5), "is a number"),
        ("long", json!("x".repeat(32 * 1024 + 1)), "32769 bytes"),
        ("long", json!("shown\rhidden"), "control character"),
        ("flag", json!("yes"), "is text"),
        ("whole", json!(2.5), "whole number"),
        ("number", json!("2"), "is not a number"),
        ("day", json!("2026-02-29"), "is not a day"),
        ("day", json!("20260228"), "is not a day"),
        ("day", json!("2026-02-28T10:00"), "is not a day"),
        ("day", json!("2026-02-28T00:00:00Z"), "is not a day"),
        ("time", json!("2026-02-30 10:00"), "is not a time"),
        ("time", json!("2026-02-20 25:00"), "is not a time"),
        ("time", json!("tomorrow"), "is not a time"),
        ("takes", json!("soon"), "is not a duration"),
        ("one", json!("anm"), "unknown person `anm`"),
        ("many", json!(["ann", "ann"]), "given twice"),
        ("many", json!("ann"), "a list is expected"),
        ("parts", json!([" "]), "item 1 is empty"),
        ("before", json!([7]), "item 1 is a number"),
        ("page", json!("javascript:alert(1)"), "web address"),
        ("page", json!("https://"), "web address"),
        ("page", json!("https://a b"), "web address"),
        ("lines", json!(vec!["x"; 201]), "201 items"),
        ("lines", json!(["a\nb"]), "several lines"),
        ("size", json!("s"), "not one of its values"),
        ("sizes", json!(["S", "S"]), "given twice"),
        ("sizes", json!(["XL"]), "not one of its values"),
        ("rows", json!([{"nme": "x"}]), "no column `nme`"),
        ("rows", json!([{"amount": "x"}]), "row 1, Amount"),
        ("rows", json!(["x"]), "a map of columns"),
        ("plan", json!("x"), "stands apart"),
        ("lime", json!("x"), "no field `lime`"),
    ] {
        let reasons = draft(field, &value);
        assert_eq!(reasons.len(), 1, "{field}: {value}: {reasons:?}");
        assert!(
            reasons[0].message.contains(said),
            "{field}: {}",
            reasons[0].message
        );
        assert_eq!(reasons[0].place, field);
    }
}

#[test]
fn a_near_word_is_suggested() {
    assert_eq!(draft("lime", &json!("x"))[0].hint, "did you mean `line`?");
    assert_eq!(draft("one", &json!("anm"))[0].hint, "did you mean `ann`?");
    assert_eq!(
        draft("size", &json!("XXXXXX"))[0].hint,
        "use one of `S`, `M`, `L`"
    );
}

// 000.L5, 001.C2: everything that is missing is reported at once, and only what is part of the form.
#[test]
fn a_complete_form_has_everything_that_is_required() {
    let process = process(EVERY);
    let missing = |values: Value, plan: &Plan| -> Vec<String> {
        let reasons = problems(
            &process,
            values.as_object().unwrap(),
            plan,
            Completeness::Complete,
        );
        reasons
            .into_iter()
            .filter(|reason| reason.code == "missing_field")
            .map(|reason| reason.place)
            .collect()
    };
    let steps = plan("[{id: s, action: {wait: 1s}}]");
    assert_eq!(missing(json!({}), &Plan::default()), ["plan"]);
    assert_eq!(missing(json!({"flag": true}), &steps), ["needed", "secret"]);
    assert_eq!(
        missing(json!({"flag": true, "needed": " ", "secret": "x"}), &steps),
        ["needed"]
    );
    assert_eq!(missing(json!({"rows": [{"amount": 1}]}), &steps), ["rows"]);
    assert_eq!(
        missing(json!({"flag": true, "needed": "x", "secret": "x"}), &steps),
        Vec::<String>::new()
    );
}

#[test]
fn all_fields_together_are_bounded() {
    let long = "x".repeat(30 * 1024);
    let values = json!({"long": long, "lines": vec!["y".repeat(290); 80]});
    let reasons = problems(
        &process(EVERY),
        values.as_object().unwrap(),
        &Plan::default(),
        Completeness::Draft,
    );
    assert_eq!(
        reasons
            .iter()
            .map(|reason| reason.code.as_str())
            .collect::<Vec<_>>(),
        ["too_large"]
    );
}

// Z1: a row that departs from the catalogue says why; an own row says everything.
#[test]
fn rows_of_risks_are_checked_against_their_engine() {
    let (process, directory) = shipped("rechain-dao");
    let said = |row: Value, known: Completeness| -> Vec<String> {
        let fields = [(id("identified_risks"), json!([row]))].into();
        let standard = id("standard");
        let scope = process.scope(&standard, Class::Normal, &fields, &Plan::default());
        let reasons = check(&process, &scope, &fields, &directory, known);
        reasons
            .into_iter()
            .filter(|r| r.place == "identified_risks")
            .map(|reason| reason.message)
            .collect()
    };
    let (draft, complete) = (Completeness::Draft, Completeness::Complete);
    assert_eq!(
        said(json!({"risk": "data_loss"}), complete),
        Vec::<String>::new()
    );
    assert_eq!(
        said(json!({"risk": "data_loss", "probability": "low"}), complete),
        Vec::<String>::new()
    );
    assert!(
        said(json!({"risk": "data_loss", "probability": "high"}), draft)[0]
            .contains("departs from the catalogue")
    );
    let reasoned = json!({"risk": "data_loss", "probability": "high", "reason": "old disks"});
    assert_eq!(said(reasoned, complete), Vec::<String>::new());
    assert_eq!(said(json!({"risk": "own"}), complete).len(), 2);
    assert_eq!(said(json!({"risk": "own"}), draft), Vec::<String>::new());
    assert!(
        said(json!({"risk": "own", "impact": "huge"}), draft)[0].contains("`impact` is `huge`")
    );
    assert!(said(json!({"risk": "own", "impct": "low"}), draft)[0].contains("no column `impct`"));
}

#[test]
fn a_record_is_always_complete() {
    let process =
        process("records: {review: {fields: {done_on: date required, lessons: markdown}}}");
    let record = &process.records["review"];
    let (normal, nothing) = (id("normal"), fields("{}"));
    let scope = process.scope(&normal, Class::Normal, &nothing, &Plan::default());
    let said = |values: &str| -> Vec<String> {
        let reasons = check_record(&process, record, &scope, &fields(values), &people("ann: a"));
        reasons
            .into_iter()
            .map(|reason| format!("{} {}", reason.code, reason.place))
            .collect()
    };
    assert_eq!(said("{lessons: x}"), ["missing_field done_on"]);
    assert_eq!(
        said("{done_on: 2026-13-01, lesson: x}"),
        ["unknown_field lesson", "invalid_field done_on"]
    );
    assert_eq!(said("{done_on: 2026-12-01}"), Vec::<String>::new());
}

// T19: a local time that does not exist, or exists twice, has one documented meaning.
#[test]
fn gaps_and_folds_of_daylight_saving_have_one_meaning() {
    let zone = Zone::try_from("Europe/Berlin".to_owned()).unwrap();
    let berlin = |text: &str| instant(text, &zone).map(|at| at.to_string());
    assert_eq!(
        berlin("2026-03-29 02:30").as_deref(),
        Some("2026-03-29T01:30:00Z")
    );
    assert_eq!(
        berlin("2026-10-25 02:30").as_deref(),
        Some("2026-10-25T00:30:00Z")
    );
    assert_eq!(berlin("2026-10-25"), None);
}

// The sources' forms have no field that cannot be checked.
#[test]
fn an_empty_form_of_every_shipped_process_says_what_is_missing() {
    for (name, _, _) in SHIPPED {
        let (process, directory) = shipped(name);
        let model = process.models.keys().next().unwrap();
        let nothing = fields("{}");
        let scope = process.scope(model, Class::Normal, &nothing, &Plan::default());
        let reasons = check(
            &process,
            &scope,
            &fields("{}"),
            &directory,
            Completeness::Complete,
        );
        assert!(
            reasons.len() > 2 && reasons.iter().all(|reason| reason.code == "missing_field"),
            "{name}: {reasons:?}"
        );
    }
}
