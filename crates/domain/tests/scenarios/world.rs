//! The small world in which a script plays: a clock, a process, its people, and some changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use placet_domain::change::{
    Actor, Change, Command, Facts, Opening, OtherChange, Others, Outcome, RecordOutcome, Recorded,
    Request, decide, evolve, model_for,
};
use placet_domain::lead::Elapsed;
use placet_domain::numbering::Series;
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{ChangeId, PersonId, plan, preview};
use placet_domain::{decode, node};

use super::command::command;
use super::show;
use super::text::{included, overlaid, root};

/// The world.
pub(super) struct World {
    now: Timestamp,
    process: Option<Parsed>,
    directory: Directory,
    changes: BTreeMap<String, Change>,
    current: String,
    opened: u64,
    sequences: BTreeMap<String, u64>,
    requests: BTreeMap<String, String>,
    histories: BTreeMap<String, Vec<Step>>,
}

/// An event with the people as they were when it was recorded.
type Step = (Recorded, Directory);

impl Default for World {
    fn default() -> Self {
        Self {
            now: "2026-11-23T09:00:00Z".parse().unwrap(),
            process: None,
            directory: Directory::default(),
            changes: BTreeMap::new(),
            current: "change".to_owned(),
            opened: 0,
            sequences: BTreeMap::new(),
            requests: BTreeMap::new(),
            histories: BTreeMap::new(),
        }
    }
}

impl World {
    /// Runs the commands of a block; what the last ones say is the block's result.
    pub(super) fn run(&mut self, commands: &[(String, String)]) -> String {
        let mut quiet = false;
        let mut said = String::new();
        for (line, body) in commands {
            if line == "quietly" {
                quiet = true;
                continue;
            }
            let one = self.one(line, body);
            if !quiet || one.starts_with("refused") {
                said.push_str(&one);
            }
        }
        said
    }

    fn one(&mut self, line: &str, body: &str) -> String {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first {
            "process" => {
                let source = root(&format!("processes/{rest}.yaml"));
                self.process =
                    Some(parse(source.as_bytes()).unwrap_or_else(|all| panic!("{rest}: {all:?}")));
                let people = root(&format!("examples/people-{rest}.yaml"));
                self.directory = decode(&node::read(people.as_bytes()).unwrap()).unwrap();
                String::new()
            }
            "now" => {
                self.now = rest.parse().unwrap();
                String::new()
            }
            "later" => {
                let elapsed: Elapsed = rest.parse().unwrap();
                self.now = self.now.checked_add(elapsed.0).unwrap();
                String::new()
            }
            "of" => {
                rest.clone_into(&mut self.current);
                String::new()
            }
            "role" => self.assign(rest),
            "request" => {
                let (name, base) = rest.split_once(" like ").unwrap_or((rest, ""));
                let text = overlaid(self.base(base), &included(body));
                self.requests.insert(name.to_owned(), text);
                String::new()
            }
            "outcome" => self.outcome(rest),
            "late" => self.late(rest),
            "settle" => self.decide(Actor::System, &Command::Settle),
            "show" => self.show(rest),
            people => people
                .split('+')
                .map(|person| self.verb(person, rest, &included(body)))
                .collect(),
        }
    }

    fn base(&self, name: &str) -> &str {
        match name {
            "" => "",
            name => self
                .requests
                .get(name)
                .unwrap_or_else(|| panic!("no request `{name}`")),
        }
    }

    /// What broke a law in the histories of this script, the people and the replay included.
    pub(super) fn broken(&self) -> Vec<String> {
        let Some(parsed) = &self.process else {
            return Vec::new();
        };
        let mut broken = Vec::new();
        for (name, history) in &self.histories {
            let found = placet_laws::broken(&parsed.process, history, self.changes.get(name));
            broken.extend(found.into_iter().map(|law| format!("{name}: {law}")));
        }
        broken
    }

    /// `role ana database_administrator` gives a role; `role ana -database_administrator` takes it.
    fn assign(&mut self, rest: &str) -> String {
        let (person, role) = rest.split_once(' ').unwrap();
        let person = self
            .directory
            .people
            .get_mut(&person.parse::<PersonId>().unwrap())
            .unwrap();
        match role.strip_prefix('-') {
            Some(role) => {
                person.roles.remove(&role.parse().unwrap());
            }
            None => {
                person.roles.insert(role.parse().unwrap());
            }
        }
        String::new()
    }

    fn verb(&mut self, person: &str, rest: &str, body: &str) -> String {
        let actor = Actor::Person(
            person
                .parse()
                .unwrap_or_else(|_| panic!("`{person}` is no command")),
        );
        let (verb, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut body = body.to_owned();
        if matches!(verb, "open" | "edit" | "preview") {
            let words: Vec<&str> = argument.split(' ').collect();
            let after = |word: &str| {
                let at = words.iter().position(|known| *known == word)?;
                words.get(at + 1).copied()
            };
            body = overlaid(self.base(after("like").unwrap_or_default()), &body);
            if verb == "open" {
                self.current = after("as").unwrap_or("change").to_owned();
                self.changes.remove(&self.current);
                self.histories.remove(&self.current);
            }
        }
        let process = self
            .process
            .as_ref()
            .expect("a script names its process first");
        let digest = self
            .changes
            .get(&self.current)
            .map(|change| change.request.digest);
        match command(process, verb, argument, &body, digest) {
            Ok(Command::Open(request)) if verb == "preview" => {
                let person = person.parse().unwrap();
                let (process, digest) = (&process.process, process.digest);
                let asked = preview::preview(
                    process,
                    digest,
                    &self.directory,
                    &request,
                    &person,
                    self.now,
                );
                match asked {
                    Ok(preview) => show::preview(&preview),
                    Err(refused) => show::rejection(&refused),
                }
            }
            Ok(command) => self.decide(actor, &command),
            Err(refused) => show::rejection(&refused),
        }
    }

    /// `outcome backup failed no space`: the attempt of `backup` that is in flight ends.
    fn outcome(&mut self, rest: &str) -> String {
        let (step, result) = rest.split_once(' ').unwrap();
        let run = &self.changes[&self.current].run;
        let flight = run.in_flight.iter().find(|f| f.step.as_str() == step);
        let Some(flight) = flight.cloned() else {
            return format!("no attempt of `{step}` is in flight\n");
        };
        self.record(step, flight.direction, flight.attempt, result)
    }

    /// `late backup forward 1 succeeded`: the outcome of any attempt, in flight or not.
    fn late(&mut self, rest: &str) -> String {
        let words: Vec<&str> = rest.splitn(4, ' ').collect();
        let [step, direction, attempt, result] = words[..] else {
            panic!("`late {rest}`: step, direction, attempt, outcome");
        };
        let direction = serde_json::from_value(direction.into()).unwrap();
        self.record(step, direction, attempt.parse().unwrap(), result)
    }

    fn record(
        &mut self,
        step: &str,
        direction: plan::Direction,
        attempt: u32,
        result: &str,
    ) -> String {
        let (word, text) = result.split_once(' ').unwrap_or((result, ""));
        let message = text.to_owned();
        let outcome = match word {
            "succeeded" => Outcome::Succeeded,
            "failed" => Outcome::Failed {
                message,
                give_up: false,
            },
            "gave_up" => Outcome::Failed {
                message,
                give_up: true,
            },
            "unknown" => Outcome::Unknown { message },
            "not_started" => Outcome::NotStarted,
            other => panic!("`{other}` is no outcome"),
        };
        self.decide(
            Actor::System,
            &Command::RecordOutcome(RecordOutcome {
                step: step.parse().unwrap(),
                direction,
                attempt,
                outcome,
                before: serde_json::Value::Null,
                output: String::new(),
                output_sha256: None,
                evidence: None,
            }),
        )
    }

    fn decide(&mut self, actor: Actor, command: &Command) -> String {
        let before = self.changes.get(&self.current).cloned();
        let by = match &actor {
            Actor::Person(person) => Some(person.clone()),
            Actor::System => None,
        };
        let events = {
            let facts = self.facts(actor, command, before.as_ref());
            match facts.and_then(|facts| decide(before.as_ref(), command, &facts)) {
                Ok(events) => events,
                Err(rejection) => return show::rejection(&rejection),
            }
        };
        let mut change = before;
        let mut said = String::new();
        for event in events {
            said.push_str(&show::event(&event));
            let recorded = Recorded {
                at: self.now,
                by: by.clone(),
                event,
            };
            change = evolve(change, &recorded);
            let history = self.histories.entry(self.current.clone()).or_default();
            history.push((recorded, self.directory.clone()));
        }
        if said.is_empty() {
            let _ = writeln!(said, "{}: nothing happened", command.verb());
        }
        if let Some(change) = change {
            self.changes.insert(self.current.clone(), change);
        }
        said
    }

    fn facts(
        &mut self,
        actor: Actor,
        command: &Command,
        change: Option<&Change>,
    ) -> Result<Facts<'_>, placet_domain::Rejection> {
        let mut new_number = None;
        if let Command::Open(request) = command {
            new_number = Some(self.number(request)?);
            self.opened += 1;
        }
        let ms = u64::try_from(self.now.as_millisecond()).unwrap();
        let parsed = self.process.as_ref().unwrap();
        let others = self
            .changes
            .values()
            .filter(|other| change.is_none_or(|c| c.id != other.id));
        let claimed = others
            .clone()
            .filter(|other| other.run.holds_targets())
            .flat_map(|other| {
                plan::targets(&other.request.plan)
                    .into_iter()
                    .map(|t| (t, other.number.clone()))
            })
            .collect();
        // The requester's own other changes: of the one that is being opened, else of the one it is about.
        let requester = match (&actor, change) {
            (_, Some(change)) => Some(change.who.requester.clone()),
            (Actor::Person(person), None) => Some(person.clone()),
            (Actor::System, None) => None,
        };
        let unsettled = others
            .clone()
            .filter(|other| {
                other.authority.unsettled && requester.as_ref() == Some(&other.who.requester)
            })
            .map(|other| other.number.clone())
            .collect();
        Ok(Facts {
            now: self.now,
            actor,
            process: &parsed.process,
            process_digest: parsed.digest,
            directory: &self.directory,
            opening: new_number.map(|number| Opening {
                id: ChangeId::from_parts(ms, u128::from(self.opened)),
                number,
            }),
            others: Others {
                named: others
                    .map(|o| {
                        let other = OtherChange {
                            number: o.number.clone(),
                            done: o.ended_well(),
                        };
                        (o.number.clone(), other)
                    })
                    .collect(),
                claimed,
                unsettled,
            },
        })
    }

    fn number(&mut self, request: &Request) -> Result<String, placet_domain::Rejection> {
        let process = &self.process.as_ref().unwrap().process;
        let series = Series::of(process, &model_for(process, request)?, self.now);
        let last = self.sequences.entry(series.name().to_owned()).or_default();
        *last += 1;
        Ok(series.number(*last))
    }

    fn show(&mut self, what: &str) -> String {
        let change = self.changes.get(&self.current).cloned();
        let Some(change) = change else {
            return "there is no change yet\n".to_owned();
        };
        let facts = match self.facts(Actor::System, &Command::Settle, Some(&change)) {
            Ok(facts) => facts,
            Err(rejection) => return show::rejection(&rejection),
        };
        show::show(what, &change, &facts)
    }
}
