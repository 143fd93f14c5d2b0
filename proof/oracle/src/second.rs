//! A second opinion on an export: `tools/verify.py`, which shares no code with the product or the oracle.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::case::Case;
use crate::history::{Effect, History};
use crate::violation::Violation;

const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools/verify.py");
/// How many lines of its output are kept.
const LINES_MAX: usize = 20;

/// Runs the verifier on an export, with what was acknowledged and what the target side saw. Both are written to `dir`
/// for it.
pub fn opinion(export: &Path, dir: &Path, case: &Case) -> Vec<Violation> {
    let (acks, effects) = (dir.join("acks"), dir.join("effects.json"));
    let receipts = case.receipts.iter().map(|receipt| {
        json!({"change": receipt.change, "version": receipt.version, "position": receipt.position})
    });
    fs::write(&acks, lines(receipts)).unwrap();
    fs::write(&effects, lines(effects_of(case))).unwrap();
    let output = Command::new("python3")
        .arg(VERIFIER)
        .arg(export)
        .arg("--acks")
        .arg(&acks)
        .arg("--effects")
        .arg(&effects)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && said.starts_with("ok:") {
        return Vec::new();
    }
    let lines = said.lines().chain(failed.lines());
    lines
        .take(LINES_MAX)
        .map(|line| Violation::new("VERIFY", line))
        .collect()
}

fn lines(values: impl Iterator<Item = serde_json::Value>) -> String {
    values.map(|value| format!("{value}\n")).collect()
}

fn effects_of(case: &Case) -> impl Iterator<Item = serde_json::Value> {
    let tags: HashMap<&str, String> = case
        .history
        .streams
        .iter()
        .map(|(id, stream)| (stream.tag(), id.to_string()))
        .collect();
    case.effects.iter().map(move |effect| {
        let change = tags.get(effect.who.as_str()).unwrap_or(&effect.who);
        json!({"change": change, "step": effect.step, "direction": effect.direction, "attempt": effect.attempt,
            "kind": effect.kind, "fence": effect.fence, "repeats": repeats(&case.history, change, effect)})
    })
}

/// Undos, checks, and idempotent steps may be carried out again by one attempt whose shim was killed.
fn repeats(history: &History, change: &str, effect: &Effect) -> bool {
    let forward = effect.direction == "forward";
    let stream = change.parse().ok().and_then(|id| history.streams.get(&id));
    let step = stream.and_then(|stream| stream.step(&effect.step));
    let is_check = effect.kind == "check";
    !forward || is_check || step.is_some_and(|step| step.idempotent)
}
