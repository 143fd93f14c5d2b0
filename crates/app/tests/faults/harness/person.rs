//! What people do while the server dies and comes back: they open changes, start them, and decide when they are asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Answer, Client, Said};
use super::plans;
use super::target::Target;
use placet_proof::Rng;

/// The token of the change manager, who approves; the others belong to engineers.
pub(crate) const MANAGER: usize = 0;
/// Pause between two checks of the person's changes.
const LOOK_AGAIN: Duration = Duration::from_millis(3);
/// A change that waits for no person and has not moved for this long hangs, once the kills have stopped.
const HANGS: Duration = Duration::from_secs(30);

/// An engineer with a few changes under way.
pub(crate) struct Person<'a> {
    pub(crate) client: Client<'a>,
    pub(crate) rng: Rng,
    /// It and a change's number determine the plan, whatever happened before.
    pub(crate) plans: Rng,
    pub(crate) target: &'a Target,
    /// Opens no more changes and finishes the open ones.
    pub(crate) settle: &'a AtomicBool,
    /// Which one, from 0.
    pub(crate) index: u64,
    /// Their token.
    pub(crate) token: usize,
    /// Most changes at the same time.
    pub(crate) under_way: usize,
}

/// A change under way.
struct Mine {
    tag: String,
    id: String,
    said: u64,
    version: u64,
    moved: Instant,
    /// Closes it after its end.
    closes: bool,
}

impl Person<'_> {
    /// Continues until all of their changes have ended.
    pub(crate) fn live(&mut self, settle_within: Duration) {
        let mut mine: Vec<Mine> = Vec::new();
        let mut opened = 0;
        let mut settling: Option<Instant> = None;
        while !self.client.calls.give_up.load(Ordering::SeqCst) {
            if self.settle.load(Ordering::SeqCst) {
                let since = *settling.get_or_insert_with(Instant::now);
                if mine.is_empty() {
                    return;
                }
                if since.elapsed() > settle_within {
                    for change in &mine {
                        self.client.outrage(
                            "I13",
                            format!("{} ({}) has not ended", change.id, change.tag),
                        );
                    }
                    return;
                }
            } else if mine.len() < self.under_way {
                mine.extend(self.open(opened));
                opened += 1;
            }
            mine.retain_mut(|change| !self.look_after(change, settling));
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn open(&mut self, number: u64) -> Option<Mine> {
        let tag = format!("p{}-{number}", self.index);
        let mut rng = self.plans.fork(number);
        let draft = plans::draft(&mut rng, &tag, self.target);
        let path = "/api/v1/changes".to_owned();
        let key = format!("{}-open", draft.tag);
        let said = Said {
            token: self.token,
            path,
            body: draft.body,
            key,
        };
        let answer = self.client.say(&said)?;
        let Some(id) = answer.json["change"].as_str() else {
            self.client.outrage(
                "API",
                format!("{tag} was not opened: {} {}", answer.code, answer.json),
            );
            return None;
        };
        let (id, moved, closes) = (id.to_owned(), Instant::now(), rng.percent(50));
        Some(Mine {
            tag,
            id,
            said: 0,
            version: 0,
            moved,
            closes,
        })
    }

    /// Checks a change and does what it needs. Tells whether it has ended.
    fn look_after(&mut self, change: &mut Mine, settling: Option<Instant>) -> bool {
        let Some(answer) = self
            .client
            .get(self.token, &format!("/api/v1/changes/{}", change.id))
        else {
            return false;
        };
        if answer.code != 200 {
            self.client.outrage(
                "API",
                format!(
                    "{} cannot be read: {} {}",
                    change.id, answer.code, answer.json
                ),
            );
            return true;
        }
        let seen = answer.json;
        let version = seen["version"].as_u64().unwrap();
        if version < change.version {
            self.client.outrage(
                "I10",
                format!(
                    "{} went back from version {} to {version}",
                    change.id, change.version
                ),
            );
        }
        if version != change.version {
            (change.version, change.moved) = (version, Instant::now());
        }
        if self.rng.percent(2) {
            let text = format!("seen at version {version}");
            self.say(change, self.token, "comment", json!({"text": text}));
        }
        match seen["phase"].as_str().unwrap() {
            "new" if self.rng.percent(15) => {
                let title = format!("Change {} once more", change.said);
                self.say(
                    change,
                    self.token,
                    "edit",
                    json!({"fields": {"title": title}}),
                );
            }
            "new" => self.say(change, self.token, "submit", json!({})),
            "assess" | "authorize" => {
                self.say(
                    change,
                    MANAGER,
                    "approve",
                    json!({"digest": seen["digest"]}),
                );
            }
            "scheduled" if self.rng.percent(6) => {
                let description = format!("written anew, {}", change.said);
                self.say(
                    change,
                    self.token,
                    "edit",
                    json!({"fields": {"description": description}}),
                );
            }
            "scheduled" => self.say(change, self.token, "start", json!({})),
            "implement" => self.implement(change, &seen, settling),
            "review"
                if change.closes
                    && seen["run"]["status"] == "finished"
                    && seen["class"] == "standard" =>
            {
                self.close(change);
            }
            "review" | "closed" => return true,
            other => {
                self.client
                    .outrage("API", format!("{} is in phase {other}", change.id));
                return true;
            }
        }
        false
    }

    fn implement(&mut self, change: &mut Mine, seen: &Value, settling: Option<Instant>) {
        let steps = seen["run"]["steps"].as_array().unwrap();
        let in_state = |states: &[&str]| -> Option<Value> {
            let found = steps
                .iter()
                .find(|step| states.contains(&step["status"].as_str().unwrap()));
            found.map(|step| step["id"].clone())
        };
        let task = steps.iter().find(|step| {
            step["status"] == "running" && !step["definition"]["action"]["task"].is_null()
        });
        match seen["run"]["status"].as_str().unwrap() {
            // A pause also applies to a step that is ordered again.
            "halted" if seen["run"]["paused"] == true && self.rng.percent(50) => {
                self.say(change, self.token, "resume", json!({}));
            }
            "halted" => match (self.rng.below(100), in_state(&["failed", "unknown"])) {
                (0..45, Some(step)) => self.order(change, "retry", &step),
                (45..70, Some(step)) => self.order(change, "skip", &step),
                _ => self.say(
                    change,
                    self.token,
                    "back-out",
                    json!({"reason": "not worth it"}),
                ),
            },
            "stuck" => {
                std::fs::write(self.target.mended(&change.tag), "").unwrap();
                let stuck = in_state(&["undo_failed"]).or_else(|| in_state(&["failed", "unknown"]));
                // One that was left out may have run half-way before, or have nothing to do with it.
                let left_out = in_state(&["skipped"]).filter(|_| self.rng.percent(50));
                match (self.rng.below(100), stuck.or(left_out)) {
                    (0..70, Some(step)) => self.order(change, "retry", &step),
                    (_, Some(step)) => self.order(change, "skip", &step),
                    // Nothing is left to undo: the checks afterwards failed.
                    (0..70, None) => {
                        self.say(change, self.token, "retry", json!({"reason": "mended"}));
                    }
                    _ => self.say(
                        change,
                        self.token,
                        "skip",
                        json!({"reason": "looked at it"}),
                    ),
                }
            }
            _ if seen["run"]["paused"] == true => {
                self.say(change, self.token, "resume", json!({}));
            }
            "forward" if task.is_some() => {
                let succeeded = !self.rng.percent(8);
                let body =
                    json!({"step": task.unwrap()["id"], "succeeded": succeeded, "note": "looked"});
                self.say(change, self.token, "record-step", body);
            }
            "forward" => match self.rng.below(1000) {
                0..10 => self.say(change, self.token, "pause", json!({"reason": "lunch"})),
                10..15 => self.say(change, self.token, "abort", json!({"reason": "wrong host"})),
                _ => self.watch(change, seen, settling),
            },
            _ => self.watch(change, seen, settling),
        }
    }

    /// I13: a change that waits for no person must move by itself.
    fn watch(&self, change: &mut Mine, seen: &Value, settling: Option<Instant>) {
        let still = settling.map(|since| since.max(change.moved).elapsed());
        if still.is_some_and(|still| still > HANGS) {
            self.client.outrage(
                "I13",
                format!(
                    "{} waits for nobody and does not move: {}",
                    change.id, seen["run"]
                ),
            );
            change.moved = Instant::now();
        }
    }

    fn close(&mut self, change: &mut Mine) {
        self.say(change, self.token, "tick", json!({"checklist": "after"}));
        self.say(
            change,
            self.token,
            "verify",
            json!({"fields": {"result": "fine"}}),
        );
        self.say(
            change,
            self.token,
            "close",
            json!({"code": "successful", "fields": {"goal_met": true}}),
        );
        // I5: an end is an end.
        let again = self.ask(change, self.token, "start", json!({}));
        if again.is_some_and(|answer| answer.code < 400) {
            self.client.outrage(
                "I5",
                format!("{} was started after it was closed", change.id),
            );
        }
        self.say(change, self.token, "comment", json!({"text": "closed"}));
        change.closes = false;
    }

    fn order(&mut self, change: &mut Mine, verb: &str, step: &Value) {
        self.say(
            change,
            self.token,
            verb,
            json!({"step": step, "reason": "looked at it"}),
        );
    }

    /// Sends a command. Its result is seen at the next look.
    fn say(&self, change: &mut Mine, token: usize, verb: &str, body: Value) {
        self.ask(change, token, verb, body);
    }

    fn ask(&self, change: &mut Mine, token: usize, verb: &str, body: Value) -> Option<Answer> {
        change.said += 1;
        let key = format!("{}-{}", change.tag, change.said);
        let path = format!("/api/v1/changes/{}/{verb}", change.id);
        self.client.say(&Said {
            token,
            path,
            body,
            key,
        })
    }
}
