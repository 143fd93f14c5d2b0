//! Stores that released programs wrote, kept in `proof/golden`, opened by this program: nothing that people see has
//! changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use jiff::Timestamp;
use placet_domain::ChangeId;
use placet_domain::change::{Change, evolve};
use placet_engine::{Engine, Options, fsck};
use placet_server::{Context, Settings};
use placet_store::{Store, verify};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::house::{Answer, FixedClock, Willing};

/// When the stores are read: the instant at which their maker read them.
const READ_AT: &str = "2026-12-07T12:13:00Z";
/// Sentences for people. Their wording may improve; other fields hold the same facts.
const PROSE: [&str; 5] = ["text", "message", "hint", "does", "undo"];
/// Events of one change that are read at once.
const EVENTS_MAX: usize = 10_000;

fn read_at() -> Timestamp {
    READ_AT.parse().unwrap()
}

/// A golden store, unpacked, with what its maker said about it.
struct Golden {
    dir: TempDir,
    expected: Value,
}

impl Golden {
    fn unpack(archive: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let status = Command::new("tar")
            .arg("-xzf")
            .arg(archive)
            .arg("-C")
            .arg(dir.path())
            .status();
        assert!(status.unwrap().success(), "{}", archive.display());
        let said = archive.with_extension("").with_extension("json.gz");
        let json = Command::new("gzip").arg("-dc").arg(&said).output().unwrap();
        let expected: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(expected["read_at"], READ_AT);
        Self { dir, expected }
    }

    fn engine(&self) -> Arc<Engine> {
        let store = Store::open(self.dir.path()).unwrap();
        // It is never started: no job runs and no deadline passes while the store is read.
        Engine::new(
            Arc::new(store),
            Arc::new(Willing),
            Arc::new(FixedClock(read_at, AtomicU64::new(1))),
            Options {
                runs_dir: self.dir.path().join("runs"),
                workers_max: 1,
            },
        )
    }

    fn changes(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.expected["changes"].as_object().unwrap().iter()
    }

    fn check_ledger(&self) {
        let verified = verify(self.dir.path(), &[]).unwrap();
        let expected = &self.expected["ledger"]["verify"];
        assert_eq!(verified.head.size, expected["size"].as_u64().unwrap());
        assert_eq!(
            verified.head.root.to_string(),
            expected["root"].as_str().unwrap()
        );
    }
}

/// Returns the archives of every version, or a panic if there are none.
fn archives() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proof/golden");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap().flatten() {
        let Ok(files) = std::fs::read_dir(entry.path()) else {
            continue;
        };
        let files = files.flatten().map(|file| file.path());
        found.extend(files.filter(|path| path.to_string_lossy().ends_with(".tar.gz")));
    }
    assert!(
        found.len() >= 6,
        "a store of each shipped process: {found:?}"
    );
    found
}

/// Names every place where `actual` lacks or changes something of `expected`. More fields are welcome.
fn differences(place: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let place = format!("{place}/{key}");
                match actual.get(key) {
                    None => found.push(format!("{place} is gone")),
                    Some(_) if PROSE.contains(&key.as_str()) && value.is_string() => {}
                    Some(now) => differences(&place, value, now, found),
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            for (index, pair) in expected.iter().zip(actual).enumerate() {
                differences(&format!("{place}/{index}"), pair.0, pair.1, found);
            }
        }
        _ if expected == actual => {}
        _ => found.push(format!("{place} was {expected} and is {actual}")),
    }
}

fn assert_same(place: &str, expected: &Value, actual: &Value) {
    let mut found = Vec::new();
    differences(place, expected, actual, &mut found);
    assert!(found.is_empty(), "{:#?}", &found[..found.len().min(20)]);
}

/// Reads as a person, with a token that the old program issued.
async fn read(router: &Router, token: &Value, path: &str) -> Value {
    let request = Request::get(path)
        .header(
            "authorization",
            format!("Bearer {}", token.as_str().unwrap()),
        )
        .body(Body::empty())
        .unwrap();
    let answer = Answer::of(router.clone().oneshot(request).await.unwrap()).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

// I10, T25: a ledger of an older program verifies, every row follows from the events, and a change that is replayed from
// its events alone is the change that a snapshot gives.
#[test]
fn the_history_of_an_older_program_replays_and_verifies() {
    for archive in archives() {
        let golden = Golden::unpack(&archive);
        golden.check_ledger();
        let engine = golden.engine();
        let store = engine.store();
        assert_eq!(fsck(store).unwrap(), [], "{}", archive.display());
        for (id, said) in golden.changes() {
            let id: ChangeId = id.parse().unwrap();
            let events = store.events_of(id, 0, EVENTS_MAX).unwrap();
            let replayed: Option<Change> = events
                .iter()
                .fold(None, |change, stored| evolve(change, &stored.recorded));
            assert_eq!(
                replayed.as_ref(),
                Some(&*engine.look(id).unwrap().change),
                "{}",
                said["row"]["number"]
            );
            let names: Vec<_> = said["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|event| &event["name"])
                .collect();
            assert_eq!(events.len(), names.len());
        }
        // Reading changed nothing.
        golden.check_ledger();
    }
}

// Every answer is what the older program answered: fields may be added, and sentences may be written better.
#[tokio::test]
async fn people_see_what_an_older_program_showed() {
    for archive in archives() {
        let golden = Golden::unpack(&archive);
        let engine = golden.engine();
        let settings = Settings {
            clock: read_at,
            ..Settings::default()
        };
        let context = Context::new(Arc::clone(&engine), settings).unwrap();
        let router = placet_server::router(&context);
        let expected = &golden.expected;
        let reader = &expected["tokens"][expected["reader"].as_str().unwrap()];
        let process = expected["process"]["name"].as_str().unwrap();
        for (id, said) in golden.changes() {
            let base = format!("/api/v1/changes/{id}");
            for part in ["", "/timeline", "/gates", "/events"] {
                let name = part.strip_prefix('/').unwrap_or("detail");
                let path = if part == "/events" {
                    format!("{base}{part}?limit=200")
                } else {
                    format!("{base}{part}")
                };
                let mut answer = read(&router, reader, &path).await;
                if part == "/events" {
                    answer = answer["items"].take();
                }
                assert_same(
                    &format!("{process}/{}/{name}", said["row"]["number"]),
                    &said[name],
                    &answer,
                );
            }
        }
        let rows = read(&router, reader, "/api/v1/changes?sort=-number&limit=200").await;
        let listed: Vec<&Value> = golden.changes().map(|(_, said)| &said["row"]).collect();
        for row in listed {
            let now = rows["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|now| now["id"] == row["id"]);
            assert_same(&format!("{process}/row"), row, now.unwrap());
        }
        for (person, said) in expected["persons"].as_object().unwrap() {
            for part in ["me", "inbox", "tokens"] {
                let mut answer = read(
                    &router,
                    &expected["tokens"][person],
                    &format!("/api/v1/{part}"),
                )
                .await;
                if part == "tokens" {
                    // When a token was last used changes with each use.
                    answer
                        .as_array_mut()
                        .unwrap()
                        .iter_mut()
                        .for_each(|token| token["used"] = json!(null));
                }
                assert_same(&format!("{process}/{person}/{part}"), &said[part], &answer);
            }
        }
        for part in ["people", "delegations", "processes"] {
            let answer = read(&router, reader, &format!("/api/v1/{part}")).await;
            assert_same(&format!("{process}/{part}"), &expected[part], &answer);
        }
        engine.stop();
    }
}

#[test]
fn a_field_that_vanishes_or_changes_is_a_difference_and_one_that_is_added_is_none() {
    let before = json!({"state": "new", "text": "opened", "steps": [{"id": "a", "attempts": 1}]});
    let mut found = Vec::new();
    let more = json!({"state": "new", "text": "Opened.", "more": 1, "steps": [{"id": "a", "attempts": 1, "by": "x"}]});
    differences("", &before, &more, &mut found);
    assert!(found.is_empty(), "{found:?}");
    for other in [
        json!({"state": "old", "text": "", "steps": [{"id": "a", "attempts": 1}]}),
        json!({"text": "", "steps": [{"id": "a", "attempts": 1}]}),
        json!({"state": "new", "steps": [{"id": "a", "attempts": 1}]}),
        json!({"state": "new", "text": "", "steps": [{"id": "a", "attempts": null}]}),
        json!({"state": "new", "text": "", "steps": []}),
    ] {
        let mut found = Vec::new();
        differences("", &before, &other, &mut found);
        assert_eq!(found.len(), 1, "{other}: {found:?}");
    }
}
