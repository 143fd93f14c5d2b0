//! A store in a temporary directory, and small changes to put into it.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use placet_domain::change::{Change, Event, Opened, Recorded, evolve};
use placet_domain::digest::Digest;
use placet_domain::organization::AsOf;
use placet_domain::plan::Plan;
use placet_domain::process::{Class, Phase};
use placet_domain::{ChangeId, PersonId};
use placet_store::{Append, IdempotencyKey, NewJob, Receipt, Store, StoreError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::organize::Stamp;

pub(crate) const ORIGIN: &str = "changes.example.com/ledger";

pub(crate) struct Fixture {
    pub(crate) dir: TempDir,
    store: Option<Store>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(dir.path(), &[7; 32], ORIGIN).unwrap();
        Self {
            dir,
            store: Some(store),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    pub(crate) fn close(&mut self) {
        self.store = None;
    }

    pub(crate) fn reopen(&mut self) {
        self.close();
        self.store = Some(Store::open(self.dir.path()).unwrap());
    }

    /// Opens the change with this index.
    pub(crate) fn open(&self, index: u64) -> Receipt {
        self.store().append(opening(index)).unwrap()
    }

    /// Opens a change and comments on it, so that it has `events` events.
    pub(crate) fn open_long(&self, index: u64, events: u64) -> Change {
        self.open(index);
        let (change, version) = self.load(index);
        let comments = (1..events).map(|number| comment(number, &format!("comment {number}")));
        self.store()
            .append(append(Some(change), version, comments.collect()))
            .unwrap();
        self.load(index).0
    }

    pub(crate) fn load(&self, index: u64) -> (Change, u64) {
        self.store().load_change(id(index)).unwrap().unwrap()
    }

    /// Comments on a change at its current version.
    pub(crate) fn comment(&self, index: u64, text: &str) -> Result<Receipt, StoreError> {
        let (change, version) = self.load(index);
        self.store()
            .append(append(Some(change), version, vec![comment(version, text)]))
    }
}

pub(crate) fn id(index: u64) -> ChangeId {
    ChangeId::from_parts(1_800_000_000_000 + index, u128::from(index) * 7919)
}

pub(crate) fn number(index: u64) -> String {
    format!("CR-2026-{index:04}")
}

pub(crate) fn at(seconds: u64) -> Timestamp {
    let start: Timestamp = "2026-03-01T09:00:00.000000123Z".parse().unwrap();
    start + SignedDuration::from_secs(i64::try_from(seconds).unwrap())
}

pub(crate) fn ada() -> PersonId {
    "ada".parse().unwrap()
}

pub(crate) fn stamp(seconds: u64) -> Stamp {
    Stamp {
        at: at(seconds),
        by: Some(ada()),
    }
}

/// Returns the events that open a change, index seconds after the start.
pub(crate) fn opened(index: u64, fields: &Value) -> Recorded {
    let fields = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| (key.parse().unwrap(), value.clone()));
    let opened = Opened {
        id: id(index),
        number: number(index),
        process: "acgs-1".parse().unwrap(),
        process_digest: Digest::of_bytes(b"process"),
        model: "normal".parse().unwrap(),
        class: Class::Normal,
        state: "draft".parse().unwrap(),
        phase: Phase::New,
        requester: ada(),
        fields: fields.collect(),
        plan: Plan::default(),
    };
    Recorded {
        at: at(index),
        by: Some(ada()),
        event: Event::ChangeOpened(Box::new(opened)),
    }
}

pub(crate) fn comment(seconds: u64, text: &str) -> Recorded {
    Recorded {
        at: at(seconds),
        by: Some(ada()),
        event: Event::CommentAdded {
            text: text.to_owned(),
        },
    }
}

pub(crate) fn entered(seconds: u64, state: &str, phase: Phase) -> Recorded {
    let event = Event::StateEntered {
        state: state.parse().unwrap(),
        phase,
    };
    Recorded {
        at: at(seconds),
        by: None,
        event,
    }
}

/// Returns an append of these events and nothing else.
pub(crate) fn append(before: Option<Change>, expected: u64, events: Vec<Recorded>) -> Append {
    let after = events.iter().fold(before, evolve).unwrap();
    Append {
        change: after.id,
        expected,
        as_of: AsOf::default(),
        events,
        after: Arc::new(after),
        number: None,
        jobs: Vec::new(),
        finished_jobs: Vec::new(),
        key: None,
        waiting: Vec::new(),
        targets: Vec::new(),
    }
}

pub(crate) fn opening(index: u64) -> Append {
    append(
        None,
        0,
        vec![opened(index, &json!({"title": format!("Change {index}")}))],
    )
}

pub(crate) fn key(key: &str, request: &str) -> IdempotencyKey {
    IdempotencyKey {
        key: key.to_owned(),
        person: ada(),
        request: Digest::of_bytes(request.as_bytes()),
    }
}

pub(crate) fn job(kind: &str, run_at: u64) -> NewJob {
    NewJob {
        kind: kind.to_owned(),
        change: Some(id(1)),
        body: json!({"kind": kind}),
        run_at: at(run_at),
    }
}
