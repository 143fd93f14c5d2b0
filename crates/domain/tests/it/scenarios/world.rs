//! The small world in which a script plays: a clock, a process, its people, and some changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use placet_domain::change::{
    Actor, Change, Command, Event, Facts, OtherChange, Outcome, RecordOutcome, Recorded, Request,
    decide, evolve,
};
use placet_domain::digest::Digest;
use placet_domain::lead::Elapsed;
use placet_domain::people::Directory;
use placet_domain::process::{Class, ClosureCode, Parsed, Phase, decode, node, parse};
use placet_domain::{ChangeId, PersonId, RejectionKind, numbering, plan, preview};

use super::command::command;
use super::show;

/// The world.
pub(super) struct World {
    now: Timestamp,
    process: Option<Parsed>,
    directory: Directory,
    changes: BTreeMap<String, Change>,
    current: String,
    opened: u64,
    sequences: BTreeMap<String, u64>,
}

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
        }
    }
}

fn root(path: &str) -> String {
    let file = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

impl World {
    /// Runs the commands of a block; what the last ones say is the block's result.
    pub(super) fn run(&mut self, commands: &[(String, String)]) -> String {
        commands
            .iter()
            .map(|(line, body)| self.one(line, body))
            .collect()
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
            "outcome" => self.outcome(rest),
            "lapse" => self.decide(Actor::System, &Command::Lapse),
            "show" => self.show(rest),
            person => self.verb(person, rest, body),
        }
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
        if verb == "open" {
            if let Some(name) = argument.strip_prefix("as ") {
                name.clone_into(&mut self.current);
            } else {
                "change".clone_into(&mut self.current);
            }
            self.changes.remove(&self.current);
        }
        let process = self
            .process
            .as_ref()
            .expect("a script names its process first");
        let digest = self.changes.get(&self.current).map(|change| change.digest);
        match command(process, verb, argument, body, digest) {
            Ok(command) => self.decide(actor, &command),
            Err(refused) => show::rejection(&refused),
        }
    }

    fn outcome(&mut self, rest: &str) -> String {
        let (step, result) = rest.split_once(' ').unwrap();
        let (word, text) = result.split_once(' ').unwrap_or((result, ""));
        let outcome = match word {
            "succeeded" => Outcome::Succeeded,
            "failed" => Outcome::Failed {
                message: text.to_owned(),
                give_up: false,
            },
            "unknown" => Outcome::Unknown {
                message: text.to_owned(),
            },
            "not_started" => Outcome::NotStarted,
            other => panic!("`{other}` is no outcome"),
        };
        let run = &self.changes[&self.current].run;
        let flight = run.in_flight.iter().find(|f| f.step.as_str() == step);
        let (direction, attempt) =
            flight.map_or((plan::Direction::Forward, 99), |f| (f.direction, f.attempt));
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
        let (events, by) = {
            let facts = self.facts(actor, command, before.as_ref());
            match facts.and_then(|facts| decide(before.as_ref(), command, &facts)) {
                Ok(events) => (events, command.verb()),
                Err(rejection) => return show::rejection(&rejection),
            }
        };
        let mut change = before;
        let mut said = String::new();
        for event in events {
            said.push_str(&show::event(&event));
            let person = match &event {
                Event::ChangeOpened(opened) => Some(opened.requester.clone()),
                _ => None,
            };
            change = evolve(
                change,
                &Recorded {
                    at: self.now,
                    by: person,
                    event,
                },
            );
        }
        if said.is_empty() {
            let _ = writeln!(said, "{by}: nothing happened");
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
        let mut new_number = String::new();
        if let Command::Open(request) = command {
            new_number = self.number(request)?;
            self.opened += 1;
        }
        let ms = u64::try_from(self.now.as_millisecond()).unwrap();
        let parsed = self.process.as_ref().unwrap();
        let done = |other: &Change| {
            other.phase == Phase::Closed
                && matches!(
                    other.closure,
                    Some(ClosureCode::Successful | ClosureCode::SuccessfulWithIssues)
                )
        };
        let others = self
            .changes
            .values()
            .filter(|other| change.is_none_or(|c| c.id != other.id));
        let claimed = others
            .clone()
            .filter(|other| other.run.holds_targets())
            .flat_map(|other| {
                plan::targets(&other.plan)
                    .into_iter()
                    .map(|t| (t, other.number.clone()))
            })
            .collect();
        let unsettled = others
            .clone()
            .filter(|other| other.unsettled && other.class == Class::Emergency)
            .map(|other| other.number.clone())
            .collect();
        Ok(Facts {
            now: self.now,
            actor,
            process: &parsed.process,
            process_digest: parsed.digest,
            directory: &self.directory,
            new_id: ChangeId::from_parts(ms, u128::from(self.opened)),
            new_number,
            others: others
                .map(|o| {
                    (
                        o.number.clone(),
                        OtherChange {
                            number: o.number.clone(),
                            done: done(o),
                        },
                    )
                })
                .collect(),
            claimed,
            unsettled,
        })
    }

    fn number(&mut self, request: &Request) -> Result<String, placet_domain::Rejection> {
        let process = &self.process.as_ref().unwrap().process;
        let model = preview::model_for(process, request)?;
        let format = numbering::format_for(process, &model);
        let counted = numbering::has_seq(format);
        let series = if counted {
            numbering::prefix(format, self.now)
        } else {
            numbering::render(format, self.now, 0)
        };
        let next = self.sequences.entry(series.clone()).or_default();
        *next += 1;
        Ok(match (counted, *next) {
            (true, seq) => numbering::render(format, self.now, seq),
            (false, 1) => series,
            (false, n) => numbering::with_suffix(&series, u32::try_from(n).unwrap()),
        })
    }

    fn show(&mut self, what: &str) -> String {
        let change = self.changes.get(&self.current).cloned();
        let Some(change) = change else {
            return "there is no change yet\n".to_owned();
        };
        let facts = match self.facts(Actor::System, &Command::Advance, Some(&change)) {
            Ok(facts) => facts,
            Err(rejection) => return show::rejection(&rejection),
        };
        show::show(what, &change, &facts)
    }
}

/// A digest that no change has, for scripts about stale approvals.
pub(super) fn stale() -> Digest {
    Digest::of_bytes(b"an earlier version")
}

/// The rejection of a body that cannot be read.
pub(super) fn unreadable(message: String) -> placet_domain::Rejection {
    placet_domain::Rejection::one(
        RejectionKind::Invalid,
        placet_domain::Reason::new("unreadable", message, ""),
    )
}
