//! The files that ship: each passes, and together they carry every requirement.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use placet_language::process::{Machinery, Parsed, Process, parse, show, trace};

use super::{lines, small};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Every shipped process by file name; fails with all problems of all files.
fn shipped() -> BTreeMap<String, Parsed> {
    let mut read = BTreeMap::new();
    let mut wrong = String::new();
    for entry in std::fs::read_dir(root().join("processes")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match parse(&std::fs::read(&path).unwrap()) {
            Ok(parsed) => {
                read.insert(name, parsed);
            }
            Err(problems) => wrong.push_str(&format!("{name}:\n{}\n", lines(&problems))),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    read
}

#[test]
fn every_shipped_process_passes_every_check() {
    assert!(shipped().contains_key("service-platform.yaml"));
}

#[test]
fn every_requirement_is_carried_by_a_rule_of_its_process() {
    let list = std::fs::read_to_string(root().join("docs/requirements.tsv")).unwrap();
    let asked: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_eq!(asked.len(), 200);
    let rows: Vec<_> = shipped().values().flat_map(trace).collect();
    let carried: BTreeSet<&str> = rows.iter().map(|row| row.requirement.as_str()).collect();
    let missing: Vec<_> = asked.difference(&carried).collect();
    assert!(missing.is_empty(), "carried by no rule: {missing:?}");
    let sources = ["000.", "001.", "002.", "003.", "004."];
    let unknown: Vec<_> = carried
        .difference(&asked)
        .filter(|id| sources.iter().any(|source| id.starts_with(source)))
        .collect();
    assert!(
        unknown.is_empty(),
        "in no list of requirements: {unknown:?}"
    );
}

#[test]
fn a_process_survives_being_written_as_json_and_read() {
    for (name, parsed) in shipped() {
        let text = serde_json::to_string(&parsed.process).unwrap();
        let read: Process = serde_json::from_str(&text).unwrap();
        assert_eq!(read, parsed.process, "{name}");
        let order = |process: &Process| process.models.keys().cloned().collect::<Vec<_>>();
        assert_eq!(order(&read), order(&parsed.process), "{name}");
    }
}

#[test]
fn a_trace_says_what_runs_and_what_waits() {
    let rows: Vec<String> = trace(&small())
        .into_iter()
        .map(|row| {
            format!(
                "{} {} {} {:?}",
                row.requirement, row.path, row.line, row.machinery
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "001.C1 numbering 5 Runs",
            "001.W1 calendar.windows[0] 61 ToCome(\"calendar\")"
        ]
    );
    let platform = shipped().remove("service-platform.yaml").unwrap();
    let of = |id: &str| -> Vec<Machinery> {
        trace(&platform)
            .into_iter()
            .filter(|row| row.requirement == id)
            .map(|row| row.machinery)
            .collect()
    };
    assert_eq!(of("001.W1"), [Machinery::ToCome("calendar")]);
    assert_eq!(of("001.M2"), [Machinery::ToCome("reports")]);
    assert_eq!(of("001.A1"), [Machinery::Runs; 3]);
}

#[test]
fn a_process_is_shown_as_a_document() {
    insta::assert_snapshot!(show(&small().process), @r"
    # Small

    Process `small`, times in UTC.
    Changes are numbered `CR-{yyyy}-{seq:4}`.

    ## Change models

    - **Normal** (`normal`, normal): Everything.
      testing basic.
    - **Urgent** (`urgent`, emergency): What cannot wait.
      when `change.risky`.

    ## Lifecycle

    - `draft` (new)
    - `waiting` (authorize)
    - `ready` (scheduled)
    - `running` (implement)
    - `done` (review)
    - `closed` (closed)

    - **submit** leads from `draft` to `waiting`; must hold: form.
    - **approve** leads from `waiting` to `ready`; must hold: approvals.
    - **start** leads from `ready` to `running`; must hold: approvals, checklist.before.
    - **finish** leads from `running` to `done`.
    - **close** leads from `done` to `closed`; must hold: record.closure.

    ## Risk

    Levels, lowest first: low, high. The highest of all engines wins.

    - **size**: `impact` by `chance`.
      - small: small low, large high
      - large: small high, large high

    ## Reviews

    - **Peer** by Lead.
      - Read it

    ## Approvals

    - **by model**
      - model normal, risk high: a majority of the Board with its chair
      - model normal, risk low: Lead
      - model urgent, risk any: Lead or Boss, within 2h

    Never approved by the requester, an author of the plan or the implementer.
    One person counts once among the approvals of one change.

    ## Checklists

    - **Before** (`before`)
      - Back up

    ## Tests

    - **Unit**: automated
    - basic asks for unit

    ## Back-out

    - partial

    ## Closure

    - reviewed within 1 business day

    ## Carried

    These sections are checked, kept and shown; the engine does not run them yet.

    - `calendar`: windows; waits for calendar
    ");
    for (name, parsed) in shipped() {
        let page = show(&parsed.process);
        for model in parsed.process.models.keys() {
            assert!(page.contains(&format!("(`{model}`, ")), "{name}: {model}");
        }
    }
}
