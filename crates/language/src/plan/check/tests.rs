//! Plans that can run, and those that cannot.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use super::check;
use crate::fixture::{plan, process};
use crate::plan::{STEPS_MAX, cycle, levels, predecessors, reverse};

fn codes(steps: &str) -> Vec<String> {
    with_rules("{}", steps)
        .into_iter()
        .map(|(code, _)| code)
        .collect()
}

fn with_rules(sections: &str, steps: &str) -> Vec<(String, String)> {
    let reasons = check(&process(sections), &plan(steps));
    reasons
        .into_iter()
        .map(|reason| (reason.code, reason.message))
        .collect()
}

#[test]
fn a_plan_that_uses_everything_can_stand() {
    let steps = "
- {id: stop, action: {command: {run: [systemctl, stop, shop], ok: [0, 3], give_up: [4]}}, retries: 3, idempotent: true}
- {id: put, action: {install: {from: /srv/new/2.0, into: /opt/shop, link: /opt/shop/live}}, undo: previous}
- {id: conf, action: {write: {path: /etc/shop.conf, content: x, mode: '0640'}}, undo: previous, after: [stop]}
- {id: smoke, action: {http: {url: 'https://shop.example.org/health', within: 1m}}, after: [put, conf]}
- {id: rest, action: {wait: 5m}}
- {id: ask, action: {task: {text: Look at it, by: a}}, undo: none}
- {id: drop, action: {command: {run: [drop]}}, reversibility: irreversible}
- {id: report, action: {evidence: {kind: 'test:unit', path: out.xml, format: junit}}}
";
    assert_eq!(with_rules("{}", steps), []);
}

#[test]
fn steps_must_fit_together() {
    let wait =
        |id: &str, after: &str| format!("{{id: {id}, action: {{wait: 1s}}, after: [{after}]}}");
    assert_eq!(
        codes(&format!("[{}, {}]", wait("a", ""), wait("a", ""))),
        ["duplicate_step"]
    );
    assert_eq!(codes(&format!("[{}]", wait("a", "b"))), ["unknown_step"]);
    let round = format!(
        "[{}, {}, {}, {}]",
        wait("a", "c"),
        wait("b", "a"),
        wait("c", "b"),
        wait("z", "c")
    );
    let told = with_rules("{}", &round);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].1.ends_with("a -> b -> c -> a")
            || told[0].1.ends_with("b -> c -> a -> b")
            || told[0].1.ends_with("c -> a -> b -> c"),
        "{}",
        told[0].1
    );
    assert_eq!(codes(&format!("[{}]", wait("a", "a"))), ["cycle"]);
    let many: Vec<String> = (0..=STEPS_MAX)
        .map(|n| wait(&format!("s{n}"), ""))
        .collect();
    assert_eq!(codes(&format!("[{}]", many.join(", "))), ["too_many_steps"]);
}

#[test]
fn a_step_must_keep_its_own_promises() {
    for (step, code) in [
        ("action: {wait: 1s}, retries: 1", "retries_need_idempotent"),
        (
            "action: {wait: 1s}, retries: 21, idempotent: true",
            "too_many_retries",
        ),
        ("action: {wait: 1s}, undo: previous", "nothing_previous"),
        (
            "action: {wait: 1s}, undo: {wait: 1s}, reversibility: irreversible",
            "irreversible_with_undo",
        ),
        ("action: {task: {text: x}}, timeout: 0s", "invalid_timeout"),
        ("action: {wait: 1s}, timeout: 25h", "invalid_timeout"),
        ("action: {wait: 20m}", "invalid_timeout"),
        (
            "action: {http: {url: 'http://h', within: 20m}}",
            "invalid_timeout",
        ),
        ("action: {wait: 0s}", "invalid_action"),
        ("action: {command: {run: []}}", "invalid_action"),
        ("action: {command: {run: [' ']}}", "invalid_action"),
        ("action: {command: {run: [\"a\\0b\"]}}", "invalid_action"),
        ("action: {command: {run: [a], ok: []}}", "invalid_action"),
        ("action: {command: {run: [a], ok: [300]}}", "invalid_action"),
        (
            "action: {command: {run: [a], give_up: [0]}}",
            "invalid_action",
        ),
        (
            "action: {command: {run: [a], env: {PLACET_FENCE: '1'}}}",
            "invalid_action",
        ),
        (
            "action: {command: {run: [a], env: {'a=b': '1'}}}",
            "invalid_action",
        ),
        ("action: {http: {url: 'ftp://h'}}", "invalid_action"),
        ("action: {http: {url: 'https://'}}", "invalid_action"),
        (
            "action: {http: {url: 'http://h', method: get}}",
            "invalid_action",
        ),
        (
            "action: {http: {url: 'http://h', headers: {X: \"a\\r\\nY: b\"}}}",
            "invalid_action",
        ),
        (
            "action: {http: {url: 'http://h', expect_status: [99]}}",
            "invalid_action",
        ),
        (
            "action: {http: {url: 'http://h', expect_json: {status: ok}}}",
            "invalid_action",
        ),
        (
            "action: {install: {from: /a, into: /b, link: '', name: x}}",
            "invalid_action",
        ),
        (
            "action: {install: {from: /a, into: /b, link: /c, name: ../x}}",
            "invalid_action",
        ),
        ("action: {write: {path: '', content: x}}", "invalid_action"),
        (
            "action: {write: {path: /a, content: x, mode: '0980'}}",
            "invalid_action",
        ),
        (
            "action: {write: {path: /a, content: x, mode: '+64'}}",
            "invalid_action",
        ),
        ("action: {task: {text: ' '}}", "invalid_action"),
        ("action: {task: {text: x, by: nobody}}", "invalid_action"),
        ("action: {evidence: {kind: '', path: x}}", "invalid_action"),
        ("action: {wait: 1s}, run_as: 'root; rm'", "invalid_text"),
        ("action: {wait: 1s}, targets: ['']", "invalid_text"),
        ("action: {wait: 1s}, title: \"a\\nb\"", "invalid_text"),
        ("action: {wait: 1s}, check: {wait: 0s}", "invalid_action"),
        ("action: {wait: 1s}, probe: {wait: 0s}", "invalid_action"),
        ("action: {wait: 1s}, undo: {wait: 0s}", "invalid_action"),
    ] {
        assert_eq!(codes(&format!("[{{id: s, {step}}}]")), [code], "{step}");
    }
}

#[test]
fn what_is_just_within_a_limit_can_stand() {
    let many: Vec<String> = (0..STEPS_MAX)
        .map(|n| format!("{{id: s{n}, action: {{wait: 1s}}, after: []}}"))
        .collect();
    assert_eq!(with_rules("{}", &format!("[{}]", many.join(", "))), []);
    let longest = format!("action: {{wait: 1s}}, run_as: {}", "u".repeat(32));
    for step in [
        "action: {wait: 1s}, timeout: 24h",
        "action: {wait: 1s}, retry_pause: 24h",
        "action: {wait: 1s}, retries: 20, idempotent: true",
        "action: {wait: 1s}, run_as: _www-data2",
        longest.as_str(),
        "action: {http: {url: 'http://[::1]/', headers: {X-Trace_1: a b}}}",
    ] {
        assert_eq!(
            with_rules("{}", &format!("[{{id: s, {step}}}]")),
            [],
            "{step}"
        );
    }
}

#[test]
fn what_is_just_beyond_a_limit_is_refused() {
    let too_long = format!("action: {{wait: 1s}}, run_as: {}", "u".repeat(33));
    for (step, code) in [
        ("action: {wait: 1s}, retry_pause: 25h", "invalid_timeout"),
        (too_long.as_str(), "invalid_text"),
        ("action: {wait: 1s}, run_as: 9lives", "invalid_text"),
        ("action: {wait: 1s}, run_as: Root", "invalid_text"),
        ("action: {http: {url: 'http://h/a b'}}", "invalid_action"),
        (
            "action: {http: {url: 'http://h', headers: {'a b': x}}}",
            "invalid_action",
        ),
        (
            "action: {http: {url: 'http://h', headers: {'': x}}}",
            "invalid_action",
        ),
    ] {
        assert_eq!(codes(&format!("[{{id: s, {step}}}]")), [code], "{step}");
    }
}

#[test]
fn a_mistake_says_in_which_part_of_the_step_it_is() {
    for part in ["check", "undo"] {
        let step = format!("[{{id: s, action: {{wait: 1s}}, {part}: {{wait: 0s}}}}]");
        let told = with_rules("{}", &step);
        let begins = format!("step `s`: {part}: ");
        assert!(told[0].1.starts_with(&begins), "{}", told[0].1);
    }
}

// A circle is reported although another step waits for one that does not exist.
#[test]
fn a_circle_is_found_beside_a_step_that_waits_for_nothing_known() {
    let steps = "[{id: a, action: {wait: 1s}, after: [a0, c]}, {id: b, action: {wait: 1s}, after: [a]}, \
                 {id: c, action: {wait: 1s}, after: [b]}]";
    let told = cycle(&plan(steps)).map(|round| round.len());
    assert_eq!(told, Some(4));
    let mut found = codes(steps);
    found.sort();
    assert_eq!(found, ["cycle", "unknown_step"]);
}

#[test]
fn long_texts_are_refused() {
    let long = "x".repeat(32 * 1024 + 1);
    assert_eq!(
        codes(&format!(
            "[{{id: s, action: {{write: {{path: /a, content: {long}}}}}}}]"
        )),
        ["text_too_long"]
    );
    assert_eq!(
        codes(&format!(
            "[{{id: s, action: {{command: {{run: [a, {long}]}}}}}}]"
        )),
        ["text_too_long"]
    );
}

// 000.I3, 001.I2, 003.P3: what a process asks of every step.
#[test]
fn a_process_may_ask_for_parts_kinds_and_phases() {
    let rules = "plan: {every_step_has: [check, undo, estimate, environment], kinds: {deploy: Deploy}, \
                 only_these_kinds: true, phases: [prepare, run], from: [x]}";
    let bare = with_rules(
        rules,
        "[{id: s, kind: deplyo, phase: runn, action: {wait: 1s}}]",
    );
    let codes: Vec<&str> = bare.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "unknown_kind",
            "unknown_phase",
            "step_incomplete",
            "step_incomplete",
            "step_incomplete",
            "step_incomplete"
        ]
    );
    let whole = "[{id: s, kind: deploy, phase: run, action: {wait: 1s}, check: {wait: 1s}, estimate: 1m, \
                 environment: production, reversibility: irreversible}]";
    assert_eq!(with_rules(rules, whole), []);
}

#[test]
fn without_after_a_step_waits_for_the_one_before() {
    let steps = plan(
        "[{id: a, action: {wait: 1s}}, {id: b, action: {wait: 1s}}, {id: c, action: {wait: 1s}, after: []}, \
         {id: d, action: {wait: 1s}, after: [b, c]}, {id: e, action: {wait: 1s}}]",
    );
    let names = |ids: Vec<crate::StepId>| {
        ids.iter()
            .map(|id| id.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let of = |id: &str| {
        names(
            predecessors(&steps)[&crate::fixture::id(id)]
                .iter()
                .cloned()
                .collect(),
        )
    };
    assert_eq!(
        [of("a"), of("b"), of("c"), of("d"), of("e")],
        ["", "a", "", "b c", "d"]
    );
    assert_eq!(
        levels(&steps).into_iter().map(names).collect::<Vec<_>>(),
        ["a c", "b", "d", "e"]
    );
    assert_eq!(names(reverse(&steps)), "e d b c a");
    assert_eq!(cycle(&steps), None);
}

// A limit is the last value that may stand.
#[test]
fn limits_hold_to_the_last_one() {
    const TEXT_BYTES_MAX: usize = 32_768;
    let step = |rest: &str| codes(&format!("- {{id: a, undo: none, {rest}}}"));
    let command = |arguments: usize, bytes: usize| {
        let run = format!(
            "{}, {}",
            vec!["x"; arguments - 1].join(", "),
            "y".repeat(bytes)
        );
        step(&format!(
            "action: {{command: {{run: [{run}], env: {{ONE: x, TWO: y}}}}}}"
        ))
    };
    assert!(command(498, TEXT_BYTES_MAX).is_empty());
    assert_eq!(command(498, TEXT_BYTES_MAX + 1), ["text_too_long"]);
    assert_eq!(command(499, 1), ["invalid_action"]);
    assert_eq!(command(600, 1), ["invalid_action"]);
    let header = |bytes: usize| {
        let value = "v".repeat(bytes);
        step(&format!(
            "action: {{http: {{url: 'https://shop.example.org/', headers: {{X-One: {value}}}}}}}"
        ))
    };
    assert!(header(TEXT_BYTES_MAX).is_empty());
    assert_eq!(header(TEXT_BYTES_MAX + 1), ["invalid_action"]);
    let within = |seconds: u32| {
        step(&format!(
            "action: {{http: {{url: 'https://shop.example.org/', within: {seconds}s}}}}, timeout: 60s"
        ))
    };
    assert!(within(60).is_empty());
    assert_eq!(within(61), ["invalid_timeout"]);
}

// A release is put beside the others, never above them.
#[test]
fn a_release_has_a_name_of_its_own() {
    let named = |name: &str| {
        codes(&format!(
            "- {{id: a, action: {{install: {{from: /srv/new/2.0, into: /opt/shop, link: /opt/live, name: '{name}'}}}}}}"
        ))
    };
    assert!(named("2.0").is_empty());
    assert!(named("..2").is_empty());
    for name in ["", ".", "..", "a/b"] {
        assert_eq!(named(name), ["invalid_action"], "`{name}`");
    }
}
