//! What a request would lead to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use super::{Preview, preview};
use crate::change::{Request, model_for};
use crate::fixture::{SHIPPED, fields, id, noon, people, process, shipped};
use placet_language::digest::Digest;
use placet_language::process::{BackOutKind, Process};

fn request(process: &Process, model: Option<&str>, values: &str) -> Request {
    Request {
        process: process.process.clone(),
        model: model.map(id),
        fields: fields(values),
        plan: None,
    }
}

fn of(name: &str, model: Option<&str>, values: &str) -> Preview {
    let (process, directory) = shipped(name);
    let requester = directory.people.keys().next().unwrap().clone();
    let request = request(&process, model, values);
    preview(
        &process,
        Digest::of_bytes(b"x"),
        &directory,
        &request,
        &requester,
        noon(),
    )
    .unwrap()
}

// 000.T7: what a category and a type ask for.
#[test]
fn the_preview_of_a_major_database_change_of_rechain() {
    let found = of(
        "rechain-dao",
        Some("major"),
        "{category: database, identified_risks: []}",
    );
    let asked: Vec<&str> = found.approvals.iter().map(|a| a.title.as_str()).collect();
    assert_eq!(
        asked,
        ["Database Administrator", "CTO", "Security Team Lead"]
    );
    assert!(
        found
            .approvals
            .iter()
            .all(|a| !a.people.is_empty() && !a.requirements.is_empty())
    );
    assert_eq!(
        found
            .reviews
            .iter()
            .map(|r| r.kind.as_str())
            .collect::<Vec<_>>(),
        ["technical", "business", "compliance"]
    );
    assert!(found.tests.len() >= 4 && found.documents.contains(&"Detailed".to_owned()));
    assert_eq!(found.number.example, "CHG-20261120-120000");
    assert_eq!(found.back_out, BackOutKind::Planned);
    assert!(
        found
            .problems
            .iter()
            .any(|p| p.code == "missing_field" && p.place == "title")
    );
}

// 000.L3
#[test]
fn an_emergency_has_its_own_numbers_and_is_backed_out_at_once() {
    let found = of("rechain-dao", Some("emergency"), "category: database");
    assert_eq!(found.number.example, "EMG-20261120-120000");
    assert_eq!(found.back_out, BackOutKind::Immediate);
}

// T1: a preview never names the requester as approver.
#[test]
fn the_requester_is_not_among_those_who_can_approve() {
    let (process, directory) = (process("{}"), people("ann: a, bob: a"));
    let request = request(&process, None, "title: T");
    let found = preview(
        &process,
        Digest::of_bytes(b"x"),
        &directory,
        &request,
        &id("ann"),
        noon(),
    )
    .unwrap();
    assert_eq!(found.approvals[0].people, [id("bob")]);
    assert_eq!(found.problems, []);
    assert!(found.model_found_by_rule && serde_json::to_string(&found).is_ok());
}

// 002.T2: the notice is in business days of the process's zone.
#[test]
fn the_earliest_start_respects_the_lead_time() {
    let found = of("acgs-1", Some("normal"), "{}");
    // Five business days from a Friday noon.
    assert_eq!(found.earliest_start.to_string(), "2026-11-27T12:00:00Z");
    assert_eq!(of("acgs-1", Some("emergency"), "{}").earliest_start, noon());
}

// 004.T1, 004.T2, 004.T3: the priority decides the kind.
#[test]
fn a_model_is_found_by_its_condition() {
    let (process, _) = shipped("ecommerce");
    let found =
        |values: &str| model_for(&process, &request(&process, None, values)).map(|m| m.to_string());
    assert_eq!(found("priority: P0").unwrap(), "emergency");
    assert_eq!(found("priority: P2").unwrap(), "standard");
    assert_eq!(found("priority: P3").unwrap(), "normal");
    assert_eq!(found("{}").unwrap_err().reasons[0].code, "no_model");
}

#[test]
fn a_named_model_must_exist_and_apply() {
    let (process, _) = shipped("ecommerce");
    let code = |model: &str, values: &str| {
        model_for(&process, &request(&process, Some(model), values))
            .map_err(|r| r.reasons[0].code.clone())
    };
    assert_eq!(code("standart", "{}").unwrap_err(), "no_such_model");
    assert_eq!(
        code("standard", "priority: P3").unwrap_err(),
        "model_does_not_apply"
    );
    assert_eq!(code("standard", "priority: P1"), Ok(id("standard")));
}

#[test]
fn every_model_of_every_shipped_process_has_a_preview() {
    for (name, _, _) in SHIPPED {
        let (process, directory) = shipped(name);
        let requester = directory.people.keys().next().unwrap();
        for (model, rules) in &process.models {
            if rules.when.is_some() {
                continue;
            }
            let request = request(&process, Some(model.as_str()), "{}");
            let found = preview(
                &process,
                Digest::of_bytes(b"x"),
                &directory,
                &request,
                requester,
                noon(),
            )
            .unwrap();
            assert!(!found.risk.reasons.is_empty(), "{name} {model}");
        }
    }
}
