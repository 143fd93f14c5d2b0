//! Requests in YAML and Markdown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use serde_json::json;

use super::Request;
use super::{fields, from_markdown, from_yaml, is_markdown};
use crate::fixture::{id, process};
use crate::process::Process;
use crate::reason::Reason;

fn form() -> Process {
    process(
        "form: [{section: Details, fields: {title: text, what_changes: {type: markdown, title: What changes?}, \
         systems: {any_of: [API, Web, DB]}, size: {one_of: [S, M]}, urgent: bool, count: integer, proof: evidence, \
         risks: risks, steps_list: list, plan: plan}}]",
    )
}

fn refused(result: Result<Request, crate::Rejection>) -> Vec<Reason> {
    let rejection = result.unwrap_err();
    assert_eq!(rejection.kind, crate::RejectionKind::Invalid);
    rejection.reasons
}

const MARKDOWN: &str = "---
process: small
model: normal
size: M
---
# Title

Replace the cache <!-- one line -->

## Details
### What changes?
First *paragraph*.

```sh
# not a heading
<!-- kept -->
```
## systems
- [x] API
- [ ] Web
- [X] DB
## Urgent
Yes
## Count
3
## Proof
https://ci.example.org/7
## Steps list
1. one,
   goes on
2. two
## Risks
```yaml
- {risk: data_loss, impact: high}
```
## Plan
```yaml
steps:
  - id: stop
    action: {command: {run: [systemctl, stop, cache]}}
```
";

// 003.C1, 003.X2, 001.C2: the templates of the sources are Markdown.
#[test]
fn a_markdown_request_is_read_whole() {
    let request = from_markdown(MARKDOWN, &form()).unwrap();
    assert_eq!(
        (request.process.as_str(), request.model.clone()),
        ("small", Some(id("normal")))
    );
    let expected = json!({
        "size": "M",
        "title": "Replace the cache",
        "what_changes": "First *paragraph*.\n\n```sh\n# not a heading\n<!-- kept -->\n```",
        "systems": ["API", "DB"],
        "urgent": true,
        "count": 3,
        "proof": "https://ci.example.org/7",
        "steps_list": ["one, goes on", "two"],
        "risks": [{"risk": "data_loss", "impact": "high"}],
    });
    assert_eq!(serde_json::to_value(&request.fields).unwrap(), expected);
    assert_eq!(request.plan.unwrap().steps[0].id, id("stop"));
}

// T3: the same request has the same digest wherever it was written.
#[test]
fn windows_line_ends_make_no_difference() {
    let windows = MARKDOWN.replace('\n', "\r\n");
    assert_eq!(
        from_markdown(&windows, &form()),
        from_markdown(MARKDOWN, &form())
    );
    let yaml = "process: small\ntitle: T\nwhat_changes: |\n  a\n  b\n";
    let with_mark = format!("\u{feff}{}", yaml.replace('\n', "\r\n"));
    assert_eq!(
        from_yaml(with_mark.as_bytes(), None),
        from_yaml(yaml.as_bytes(), None)
    );
    assert_eq!(
        from_yaml(yaml.as_bytes(), None).unwrap().fields[&id("what_changes")],
        json!("a\nb\n")
    );
}

#[test]
fn every_problem_of_a_markdown_request_is_told_with_its_line() {
    for (text, line, said) in [
        (
            "# Titel\nx\n",
            "line 1",
            "the heading `Titel` names no field",
        ),
        ("x\n# Title\n", "line 1", "above the first heading"),
        ("# Details\nx\n", "line 1", "is a section of the form"),
        ("# Title\na\n# title\nb\n", "line 3", "given twice"),
        ("---\ntitle: a\n---\n# Title\nb\n", "line 4", "given twice"),
        ("---\ntitle: a\n", "line 1", "does not end"),
        ("---\n{\n---\n", "line", ""),
        ("# Systems\nAPI and Web\n", "line 1", "a list is expected"),
        (
            "# Size\n- [x] S\n- [x] M\n",
            "line 1",
            "one value is expected",
        ),
        ("# Risks\nnone\n", "line 1", "fenced block"),
        (
            "# Plan\n```yaml\nsteps:\n  - id: a\n    action: {comand: {run: [x]}}\n```\n",
            "line 5",
            "comand",
        ),
        ("# Plan\n```yaml\n- {id: a\n```\n", "line", ""),
    ] {
        let reasons = refused(from_markdown(text, &form()));
        assert!(reasons[0].message.contains(line), "{text:?}: {reasons:?}");
        assert!(reasons[0].message.contains(said), "{text:?}: {reasons:?}");
    }
    assert_eq!(refused(from_markdown("# A\nx\n# B\nx\n", &form())).len(), 2);
}

#[test]
fn a_heading_with_nothing_below_leaves_the_field_empty() {
    let request = from_markdown(
        "# Title\n\n# Systems\n- [ ] API\n# Count\n<!-- a number\nof things -->\n",
        &form(),
    )
    .unwrap();
    assert_eq!(
        serde_json::to_value(&request.fields).unwrap(),
        json!({"systems": []})
    );
    assert_eq!(request.process, id("small"));
}

#[test]
fn a_yaml_request_is_a_flat_map() {
    let text = "process: small\nmodel: normal\ntitle: T\ncount: 3\nplan:\n  - {id: a, action: {wait: 1s}}\n";
    let request = from_yaml(text.as_bytes(), None).unwrap();
    assert_eq!(
        serde_json::to_value(&request.fields).unwrap(),
        json!({"title": "T", "count": 3})
    );
    assert_eq!(request.plan.unwrap().steps.len(), 1);
}

#[test]
fn every_problem_of_a_yaml_request_is_told_with_its_place() {
    for (text, said) in [
        ("title: T\n", "which process"),
        ("- a\n", "a request is a map"),
        ("process: 'a b'\n", "line 1, column 10: `process`"),
        (
            "process: small\nplan: {steps: [{id: a, action: {wait: soon}}]}\n",
            "`plan.steps[0].action.wait`",
        ),
        ("process: small\n'a b': 1\n", "line 2, column 1"),
        ("process: small\nprocess: other\n", "line 2"),
        ("", "line 1"),
        ("a: &x 1\nb: *x\n", "line 1"),
    ] {
        let reasons = refused(from_yaml(text.as_bytes(), None));
        assert!(reasons[0].message.contains(said), "{text:?}: {reasons:?}");
    }
    assert!(
        refused(from_yaml(&[b'a'; 600 * 1024], None))[0]
            .message
            .contains("longer than")
    );
    assert!(
        refused(from_yaml(b"a: \xff", None))[0]
            .message
            .contains("UTF-8")
    );
}

#[test]
fn the_content_tells_markdown_from_yaml() {
    for markdown in [
        "---\nprocess: itil4\n---\n# Title\nx\n",
        "# Title\nUpdate the gateway\n",
    ] {
        assert!(is_markdown(markdown), "{markdown}");
    }
    for yaml in [
        "# a comment\nprocess: itil4\n",
        "---\nprocess: itil4\ntitle: x\n",
        "{\"process\": \"itil4\"}",
    ] {
        assert!(!is_markdown(yaml), "{yaml}");
    }
}

#[test]
fn a_request_that_names_no_process_follows_the_given_one() {
    let given = id("itil4");
    for text in [
        "title: x\n",
        "title: x",
        "{\"title\": \"x\"}",
        " {}",
        "{\n}",
    ] {
        let request = from_yaml(text.as_bytes(), Some(&given)).unwrap();
        assert_eq!(request.process, given, "{text}");
    }
    let named = from_yaml(b"process: small\n", Some(&given)).unwrap();
    assert_eq!(named.process, id("small"));
}

#[test]
fn fields_are_a_map_whose_keys_are_names() {
    let read = fields(b"count: 3\nsystems: [API]\n").unwrap();
    assert_eq!(
        serde_json::to_value(&read).unwrap(),
        json!({"count": 3, "systems": ["API"]})
    );
    for (text, said) in [
        (
            "- a\n",
            "line 1, column 1: fields are a map, and this is a list",
        ),
        ("a: 1\n'b c': 2\n", "line 2, column 1: `[\"b c\"]`"),
    ] {
        let problems = fields(text.as_bytes()).unwrap_err();
        assert!(problems[0].to_string().contains(said), "{problems:?}");
    }
}
