//! Calls by HTTP that do not give up while the server dies and comes back, with a record of what was acknowledged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::Agent;

use placet_oracle::Violation;

/// Longest time for one answer; a server that is alive and takes longer hangs.
const ANSWER: Duration = Duration::from_secs(30);
/// Pause before a call is tried again.
const AGAIN: Duration = Duration::from_millis(3);
/// Longest time until a call is answered, over all restarts.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where the server is now, if it is up.
#[derive(Default)]
pub(crate) struct Whereabouts {
    address: Mutex<Option<String>>,
    moved: Condvar,
}

impl Whereabouts {
    pub(crate) fn set(&self, address: Option<String>) {
        *self.address.lock().unwrap() = address;
        self.moved.notify_all();
    }

    fn get(&self) -> Option<String> {
        let address = self.address.lock().unwrap();
        let (address, _) = self
            .moved
            .wait_timeout_while(address, Duration::from_millis(100), |address| {
                address.is_none()
            })
            .unwrap();
        address.clone()
    }
}

/// A person's call with everything that is needed to send it again.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) token: usize,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) key: String,
}

/// What was acknowledged and therefore may no longer be lost.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) said: Said,
    pub(crate) change: String,
    pub(crate) version: u64,
    pub(crate) position: u64,
}

/// An answer of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) json: Value,
}

/// The shared part of all clients.
pub(crate) struct Calls {
    pub(crate) whereabouts: Whereabouts,
    pub(crate) acknowledged: Mutex<Vec<Acknowledged>>,
    /// What must never happen to a caller, whatever dies.
    pub(crate) outrages: Mutex<Vec<Violation>>,
    /// The test itself has failed: leave everything as it is.
    pub(crate) give_up: AtomicBool,
    /// Answers that said that the disk is full.
    pub(crate) told_full: AtomicU64,
    tokens: Vec<String>,
}

impl Calls {
    pub(crate) fn new(tokens: Vec<String>) -> Self {
        Self {
            whereabouts: Whereabouts::default(),
            acknowledged: Mutex::default(),
            outrages: Mutex::default(),
            give_up: AtomicBool::new(false),
            told_full: AtomicU64::new(0),
            tokens,
        }
    }
}

/// One caller.
pub(crate) struct Client<'a> {
    pub(crate) calls: &'a Calls,
    agent: Agent,
}

impl<'a> Client<'a> {
    pub(crate) fn new(calls: &'a Calls) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(ANSWER));
        Self {
            calls,
            agent: Agent::new_with_config(config.build()),
        }
    }

    /// Reads.
    pub(crate) fn get(&self, token: usize, path: &str) -> Option<Answer> {
        self.until_answered(path, |base| {
            let call = self.agent.get(format!("{base}{path}"));
            read(
                call.header(
                    "Authorization",
                    format!("Bearer {}", self.calls.tokens[token]),
                )
                .call()?,
            )
        })
    }

    /// Sends a command with its key until it is answered, and records the acknowledgement as soon as it is read.
    pub(crate) fn say(&self, said: &Said) -> Option<Answer> {
        let answer = self.repeat(said)?;
        if (200..300).contains(&answer.code) {
            let number = |name: &str| answer.json[name].as_u64().unwrap();
            self.calls.acknowledged.lock().unwrap().push(Acknowledged {
                said: said.clone(),
                change: answer.json["change"].as_str().unwrap().to_owned(),
                version: number("version"),
                position: number("position"),
            });
        }
        Some(answer)
    }

    /// Sends a command again without recording it.
    pub(crate) fn repeat(&self, said: &Said) -> Option<Answer> {
        let body = said.body.to_string();
        self.until_answered(&said.path, |base| {
            let call = self
                .agent
                .post(format!("{base}{}", said.path))
                .header(
                    "Authorization",
                    format!("Bearer {}", self.calls.tokens[said.token]),
                )
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", &said.key);
            read(call.send(&body)?)
        })
    }

    fn until_answered(
        &self,
        path: &str,
        call: impl Fn(&str) -> Result<Answer, ureq::Error>,
    ) -> Option<Answer> {
        let since = Instant::now();
        let mut last = String::new();
        while since.elapsed() < PATIENCE {
            if self.calls.give_up.load(Ordering::SeqCst) {
                return None;
            }
            if let Some(base) = self.calls.whereabouts.get() {
                match call(&base) {
                    // Busy, full or stopping: not done, and to be asked again.
                    Ok(answer) if answer.code == 503 => {
                        if answer.json.to_string().contains("disk_full") {
                            self.calls.told_full.fetch_add(1, Ordering::SeqCst);
                        }
                        last = answer.json.to_string();
                    }
                    Ok(answer) => {
                        if answer.code >= 500 {
                            self.outrage("API", format!("{path}: {} {}", answer.code, answer.json));
                        }
                        return Some(answer);
                    }
                    Err(ureq::Error::Timeout(_)) => {
                        self.outrage("API", format!("{path}: no answer within {ANSWER:?}"));
                        return None;
                    }
                    Err(error) => last = error.to_string(),
                }
            }
            std::thread::sleep(AGAIN);
        }
        self.outrage(
            "API",
            format!("{path}: not answered within {PATIENCE:?}: {last}"),
        );
        None
    }

    /// Records a violation of a law.
    pub(crate) fn outrage(&self, law: &'static str, what: String) {
        self.calls
            .outrages
            .lock()
            .unwrap()
            .push(Violation::new(law, what));
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let code = response.status().as_u16();
    let text = response.body_mut().read_to_string()?;
    let json = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { code, json })
}
