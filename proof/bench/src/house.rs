//! A data directory with the shipped default process and its people, and an engine on it in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use placet_domain::ChangeId;
use placet_domain::PersonId;
use placet_domain::change::{Actor, Command, Outcome as StepOutcome, Request};
use placet_domain::{decode, node};
use placet_engine::ports::{Attempt, Live, Report, Runner};
use placet_engine::{Engine, Invocation, Options, SystemClock};
use placet_store::{Receipt, Store};
use serde_json::{Value, json};

use crate::outcome::Outcome;

/// Everyone who may request a change and carry it out.
pub(crate) const ENGINEERS: [&str; 4] =
    ["karen.oduya", "liam.murphy", "monica.reyes", "niklas.berg"];

/// A runner whose steps are done immediately.
struct AtOnce;

impl Runner for AtOnce {
    fn run(&self, _: &Attempt, _: &dyn Live) -> Report {
        StepOutcome::Succeeded.into()
    }
}

/// An engine on a data directory.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
}

impl House {
    /// Sets up a data directory.
    pub(crate) fn create(root: &Path, data: &Path, workers: usize) -> Outcome<Self> {
        let store = Store::create(data, &[7; 32], "placet.test/bench")?;
        let house = Self::on(store, data, workers);
        let source = std::fs::read_to_string(root.join("processes/itil4.yaml"))?;
        let name = house
            .engine
            .install_process(None, &source)
            .map_err(|error| format!("{error:?}"))?;
        let people = std::fs::read(root.join("examples/people-itil4.yaml"))?;
        let people = node::read(&people).map_err(|error| format!("{error:?}"))?;
        let people = decode(&people).map_err(|error| format!("{error:?}"))?;
        house.engine.set_people(None, &name, &people)?;
        Ok(house)
    }

    /// Opens a data directory that is set up.
    pub(crate) fn open(data: &Path, workers: usize) -> Outcome<Self> {
        Ok(Self::on(Store::open(data)?, data, workers))
    }

    fn on(store: Store, data: &Path, workers: usize) -> Self {
        let options = Options {
            runs_dir: runs(data),
            workers_max: workers,
        };
        let engine = Engine::new(
            Arc::new(store),
            Arc::new(AtOnce),
            Arc::new(SystemClock),
            options,
        );
        Self { engine }
    }

    pub(crate) fn open_change(&self, person: &PersonId, request: Request) -> Outcome<Receipt> {
        self.order(person, None, Command::Open(request))
    }

    pub(crate) fn say(
        &self,
        person: &PersonId,
        change: ChangeId,
        command: Command,
    ) -> Outcome<Receipt> {
        self.order(person, Some(change), command)
    }

    fn order(
        &self,
        person: &PersonId,
        change: Option<ChangeId>,
        command: Command,
    ) -> Outcome<Receipt> {
        Ok(self.engine.execute(&Invocation {
            actor: Actor::Person(person.clone()),
            change,
            command,
            expected: None,
            key: None,
        })?)
    }

    /// Returns a token with which a person may read and write.
    pub(crate) fn token(&self, person: &str) -> Outcome<String> {
        let scopes = vec!["read".to_owned(), "write".to_owned()];
        Ok(self
            .engine
            .issue_token(None, &person.parse()?, scopes, None)?
            .secret)
    }
}

fn runs(data: &Path) -> PathBuf {
    data.join("runs")
}

/// Returns the body of a normal change as people write it: a filled form and a plan of three steps.
pub(crate) fn normal(index: usize) -> Value {
    const LEVELS: [&str; 3] = ["low", "medium", "high"];
    let level = |of: usize| LEVELS.get(of % LEVELS.len()).copied().unwrap_or_default();
    json!({"process": "itil4", "model": "normal", "fields": {
        "title": format!("Raise the connection limit of service {index}"),
        "description": "The limit goes from 100 to 400 on every node of the group, one after the other.",
        "reason": "Customers are turned away at the end of the month.",
        "services": ["web", "login"], "impact": level(index), "likelihood": level(index / 3),
        "test_plan": "A hundred connections more on staging, for an hour.",
        "communication_plan": "We tell the service desk a day before.",
    }, "plan": {"steps": [
        step("backup", "none"), step("limit", "command"), step("reload", "command"),
    ]}})
}

/// Returns the body of a standard change, which is authorized with its template, with a sequence of `steps` commands.
pub(crate) fn standard(index: usize, steps: usize) -> Value {
    let steps: Vec<Value> = (1..=steps)
        .map(|number| step(&format!("s{number}"), "command"))
        .collect();
    template(index, &Value::from(steps))
}

/// Returns a standard change whose steps only wait.
pub(crate) fn waits(index: usize, steps: usize, wait: &str) -> Value {
    let steps: Vec<Value> = (1..=steps)
        .map(|number| json!({"id": format!("s{number}"), "action": {"wait": wait}, "undo": "none"}))
        .collect();
    template(index, &Value::from(steps))
}

fn template(index: usize, steps: &Value) -> Value {
    json!({"process": "itil4", "model": "standard", "fields": {
        "title": format!("Renew the certificate of service {index}"),
        "description": "The certificate ends this month.", "reason": "It ends.",
        "template": "certificate", "services": ["web"],
    }, "plan": {"steps": steps}})
}

fn step(id: &str, undo: &str) -> Value {
    let undo = match undo {
        "command" => json!({"command": {"run": ["/usr/bin/env", "true", "undo", id]}}),
        other => Value::from(other),
    };
    json!({"id": id, "action": {"command": {"run": ["/usr/bin/env", "true", id]}}, "undo": undo})
}

/// Converts a body for the engine.
pub(crate) fn request(body: &Value) -> Outcome<Request> {
    Ok(serde_json::from_value(body.clone())?)
}
