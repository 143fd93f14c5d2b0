//! A change with a single step, for cases that the random people do not produce.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Client, Said};
use super::host::descendants_of_change;
use super::person::MANAGER;
use super::world::World;

/// The person whose token opens and implements.
const ENGINEER: usize = 1;
/// Pause between two checks.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A change that was opened and started.
pub(crate) struct Single<'a> {
    world: &'a World,
    pub(crate) id: String,
    tag: String,
}

impl<'a> Single<'a> {
    /// Opens a change without starting it.
    pub(crate) fn open(world: &'a World, tag: &str, step: &Value) -> Self {
        let fields = json!({"title": format!("Change {tag}"), "description": "x", "reason": tag, "services": ["web"],
            "template": "certificate"});
        let body = json!({"process": "itil4", "model": "standard", "fields": fields, "plan": {"steps": [step]}});
        let mut change = Self {
            world,
            id: String::new(),
            tag: tag.to_owned(),
        };
        let opened = change.ask("/api/v1/changes".to_owned(), "open", &body);
        opened["change"]
            .as_str()
            .unwrap()
            .clone_into(&mut change.id);
        change
    }

    /// Opens a change and starts it.
    pub(crate) fn start(world: &'a World, tag: &str, step: &Value) -> Self {
        let change = Self::open(world, tag, step);
        change.say("submit", &json!({}));
        change.say("start", &json!({}));
        change
    }

    /// Says something that must be accepted.
    pub(crate) fn say(&self, verb: &str, body: &Value) {
        let path = format!("/api/v1/changes/{}/{verb}", self.id);
        self.ask(path, verb, body);
    }

    fn ask(&self, path: String, verb: &str, body: &Value) -> Value {
        let key = format!("{}-{verb}", self.tag);
        let token = ENGINEER;
        let answer = Client::new(&self.world.calls)
            .say(&Said {
                token,
                path,
                body: body.clone(),
                key,
            })
            .unwrap();
        assert!(answer.code < 300, "{verb}: {}", answer.json);
        answer.json
    }

    /// Returns the change as it is now.
    pub(crate) fn look(&self) -> Value {
        let path = format!("/api/v1/changes/{}", self.id);
        let seen = Client::new(&self.world.calls).get(MANAGER, &path);
        seen.unwrap().json
    }

    /// Waits until its command is at work: the shim, the shell and a child of that.
    pub(crate) fn has_begun(&self, within: Duration) {
        let since = Instant::now();
        while descendants_of_change(&self.id).len() < 3 {
            assert!(since.elapsed() < within, "it does not begin");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits until its run has this status, and returns the change as it is then.
    pub(crate) fn run_is(&self, status: &str, within: Duration) -> Value {
        let since = Instant::now();
        loop {
            let seen = self.look();
            if seen["run"]["status"] == status {
                return seen;
            }
            let run = &seen["run"];
            assert!(
                since.elapsed() < within,
                "not {status} within {within:?}: {run}"
            );
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}
