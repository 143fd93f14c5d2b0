//! The small world in which a script plays: a clock, some processes, their people, tokens and hooks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use placet_domain::digest::Digest;
use placet_domain::lead::Elapsed;
use placet_domain::organization::{
    Actor, Command, Facts, OrganizationEvent as Event, Organizations, Request, Scope, decide,
    of_people, of_rules,
};
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{PersonId, ProcessName, Rejection};
use placet_domain::{decode, node};
use serde_json::{Value, json};

use super::laws::Step;
use super::words::{refused, shown};

pub(super) struct World {
    now: Timestamp,
    state: Organizations,
    rules: BTreeMap<ProcessName, Parsed>,
    current: Option<ProcessName>,
    drawn: u32,
    pub(super) history: Vec<Step>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            now: "2026-11-23T09:00:00Z".parse().unwrap(),
            state: Organizations::default(),
            rules: BTreeMap::new(),
            current: None,
            drawn: 0,
            history: Vec::new(),
        }
    }
}

fn file(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    std::fs::read_to_string(format!("{root}{path}")).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn yaml(text: &str) -> Value {
    if text.trim().is_empty() {
        return json!({});
    }
    node::read(text.as_bytes())
        .unwrap_or_else(|all| panic!("{all:?}\n{text}"))
        .to_json()
}

impl World {
    pub(super) fn run(&mut self, line: &str, body: &str) -> String {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first {
            "process" => return self.install(rest),
            "of" => self.current = Some(rest.parse().unwrap()),
            "now" => self.now = rest.parse().unwrap(),
            "later" => {
                let elapsed: Elapsed = rest.parse().unwrap();
                self.now = self.now.checked_add(elapsed.0).unwrap();
            }
            "show" => return self.show(rest),
            "preview" => {
                let command = self.command(rest, "", body);
                return self.preview(&command);
            }
            who => return self.ask(who, rest, body),
        }
        String::new()
    }

    fn process(&self) -> &ProcessName {
        self.current
            .as_ref()
            .expect("a script names its process first")
    }

    fn install(&mut self, name: &str) -> String {
        let source = file(&format!("processes/{name}.yaml"));
        let people = file(&format!("examples/people-{name}.yaml"));
        let directory: Directory = decode(&node::read(people.as_bytes()).unwrap()).unwrap();
        let process: ProcessName = name.parse().unwrap();
        let install = json!({"verb": "install_process", "process": process, "source": source});
        let people = json!({"verb": "set_people", "process": process, "directory": directory});
        for command in [install, people] {
            let command: Command = serde_json::from_value(command).unwrap();
            let refused = self.decide(Actor::Host, &command.into());
            assert!(refused.is_ok(), "{refused:?}");
        }
        self.current.get_or_insert(process);
        String::new()
    }

    fn ask(&mut self, who: &str, rest: &str, body: &str) -> String {
        let (rest, reason) = rest.split_once(" because ").unwrap_or((rest, ""));
        let (verb, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        let request = Request {
            command: self.command(verb, argument, body),
            reason: reason.to_owned(),
            break_glass: who.ends_with('!'),
        };
        match self.decide(self.actor(who.trim_end_matches('!')), &request) {
            Ok(events) if events.is_empty() => "nothing happened\n".to_owned(),
            Ok(events) => events.iter().map(shown).collect(),
            Err(rejection) => refused(&rejection),
        }
    }

    fn actor(&self, who: &str) -> Actor {
        if who == "host" {
            return Actor::Host;
        }
        let (id, scopes) = who.split_once('[').unwrap_or((who, ""));
        let id: PersonId = id.parse().unwrap();
        let administrator = self
            .state
            .people
            .values()
            .any(|p| p.administrators.contains(&id));
        let scopes = match scopes.trim_end_matches(']') {
            "" => Scope::ALL.into_iter().collect(),
            given => given
                .split(',')
                .map(|name| Scope::parse(name).unwrap())
                .collect(),
        };
        let own: BTreeSet<Scope> = scopes;
        let scopes = own
            .into_iter()
            .filter(|scope| *scope != Scope::Admin || administrator);
        Actor::Person {
            id,
            scopes: scopes.collect(),
        }
    }

    fn command(&self, verb: &str, argument: &str, body: &str) -> Command {
        let process = self.process();
        let words: Vec<&str> = argument.split(' ').collect();
        let word = |index: usize| words.get(index).copied().unwrap_or_default();
        let value = match verb {
            "install_process" => json!({"process": process, "source": self.edited(body)}),
            "set_people" => json!({"process": process, "directory": self.merged(body)}),
            "add_person" => {
                json!({"process": process, "person": argument, "details": yaml(body)})
            }
            "change_person" => {
                let mut given = yaml(body);
                given["process"] = json!(process);
                given["person"] = json!(argument);
                given
            }
            "remove_person" | "make_administrator" | "unmake_administrator" => {
                json!({"process": process, "person": argument})
            }
            "grant_role" | "revoke_role" => {
                json!({"process": process, "person": word(0), "role": word(1)})
            }
            "delegate" => {
                let mut given = yaml(body);
                given["from"] = json!(word(0));
                given["to"] = json!(word(1));
                if given.get("since").is_none() {
                    given["since"] = json!(self.now);
                }
                json!({"process": process, "delegation": given})
            }
            "revoke_delegation" => {
                let known = self.state.directory(process).unwrap().delegations.iter();
                let found = known
                    .filter(|d| d.from.as_str() == word(0) && d.to.as_str() == word(1))
                    .map(|d| d.id())
                    .next_back();
                json!({"process": process, "delegation": found.unwrap_or("none".to_owned())})
            }
            "issue_token" => {
                let mut given = yaml(body);
                given["person"] = json!(argument);
                given
            }
            "revoke_token" => json!({"token": argument}),
            "invite" => json!({"person": word(0), "reset": word(1) == "reset"}),
            "set_password" => json!({"link": argument}),
            "set_hook" => json!({"hook": word(0), "person": word(1), "secret": word(2)}),
            "rotate_hook_secret" => {
                let keep: i64 = word(2).parse().unwrap();
                json!({"hook": word(0), "secret": word(1), "keep_seconds": keep})
            }
            "revoke_hook" => json!({"hook": argument}),
            "approve_proposal" | "reject_proposal" => {
                let known = self.state.proposals.get(word(0)).map(|known| known.digest);
                let stale = (word(1) == "stale").then(|| Digest::of_bytes(b"another"));
                json!({"process": process, "proposal": word(0), "digest": stale.or(known)})
            }
            other => panic!("`{other}` is not a verb"),
        };
        let mut value = value;
        value["verb"] = json!(verb);
        serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"))
    }

    /// The current file with `OLD => NEW` replaced, and other lines added.
    fn edited(&self, body: &str) -> String {
        let mut source = self.rules[self.process()].source.clone();
        for line in body.lines() {
            match line.split_once(" => ") {
                Some((old, new)) => {
                    assert!(source.contains(old), "`{old}` is not in the file");
                    source = source.replace(old, new);
                }
                None => {
                    source.push_str(line);
                    source.push('\n');
                }
            }
        }
        source
    }

    /// The current people without those marked `-ID`, and with the rest of the body merged in.
    fn merged(&self, body: &str) -> Value {
        let mut all = json!(self.state.directory(self.process()).unwrap());
        let (out, rest): (Vec<&str>, Vec<&str>) =
            body.lines().partition(|line| line.starts_with('-'));
        for id in out {
            all["people"]
                .as_object_mut()
                .unwrap()
                .remove(id.trim_start_matches('-'));
        }
        for (key, value) in yaml(&rest.join("\n")).as_object().unwrap() {
            match (all.get_mut(key), value) {
                (Some(Value::Object(known)), Value::Object(given)) => {
                    known.extend(given.clone());
                }
                _ => all[key] = value.clone(),
            }
        }
        all
    }

    fn facts(&self, actor: Actor, command: &Command) -> Facts<'_> {
        let rules = command.process().and_then(|name| self.rules.get(name));
        let governed = self.rules.iter();
        let governed =
            governed.filter(|(_, p)| !p.process.governance.second_administrator.is_empty());
        Facts {
            now: self.now,
            actor,
            new_id: format!("n{}", self.drawn),
            rules: rules.map(|parsed| &parsed.process),
            governed: governed.map(|(name, _)| name.clone()).collect(),
        }
    }

    fn decide(&mut self, actor: Actor, request: &Request) -> Result<Vec<Event>, Rejection> {
        self.drawn += 1;
        let events = decide(
            &self.state,
            request,
            &self.facts(actor.clone(), &request.command),
        )?;
        let before = self.state.clone();
        let governed = self.rules.iter().map(|(name, parsed)| {
            let all = &parsed.process.governance.second_administrator;
            (name.clone(), all.iter().copied().collect())
        });
        let governed = governed.collect();
        for event in &events {
            self.state.apply(event.clone());
        }
        self.take_files(&request.command);
        self.history.push(Step {
            actor,
            events: events.clone(),
            before,
            after: self.state.clone(),
            governed,
        });
        Ok(events)
    }

    /// Keeps the file that has become the current one, as a store does.
    fn take_files(&mut self, command: &Command) {
        let proposed = self.history.iter().flat_map(|step| &step.events);
        let proposed = proposed.filter_map(|event| match event {
            Event::ProposalMade { command, .. } => Some(&**command),
            _ => None,
        });
        let files: Vec<String> = std::iter::once(command)
            .chain(proposed)
            .filter_map(|command| match command {
                Command::InstallProcess(given) => Some(given.source.clone()),
                _ => None,
            })
            .collect();
        for source in files {
            let Ok(parsed) = parse(source.as_bytes()) else {
                continue;
            };
            let name = parsed.process.process.clone();
            if self.state.current.get(&name) == Some(&parsed.digest) {
                self.rules.insert(name, parsed);
            }
        }
    }

    fn preview(&self, command: &Command) -> String {
        let before = &self.rules[self.process()].process;
        let lines = match command {
            Command::InstallProcess(given) => {
                of_rules(before, &parse(given.source.as_bytes()).unwrap().process)
            }
            Command::SetPeople(given) => of_people(
                self.state.directory(self.process()).unwrap(),
                &given.directory,
            ),
            other => panic!("no preview of {other:?}"),
        };
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn show(&self, what: &str) -> String {
        let mut out = String::new();
        let directory = self.state.directory(self.process()).unwrap();
        match what {
            "administrators" => {
                let all: Vec<_> = directory
                    .administrators
                    .iter()
                    .map(|id| id.as_str())
                    .collect();
                let _ = writeln!(out, "{}", all.join(", "));
            }
            "delegations" => {
                for d in &directory.delegations {
                    let _ = writeln!(out, "{} to {} until {}", d.from, d.to, d.until);
                }
            }
            "tokens" => {
                for (id, t) in &self.state.tokens {
                    let state = if t.revoked { " revoked" } else { "" };
                    let _ = writeln!(out, "{id} of {}: {}{state}", t.person, t.scopes.join(", "));
                }
            }
            "hooks" => {
                for (name, hook) in &self.state.hooks {
                    let secrets = hook.secrets.iter().map(|secret| match secret.until {
                        Some(until) => format!("{} until {until}", secret.reference),
                        None => secret.reference.clone(),
                    });
                    let secrets = secrets.collect::<Vec<_>>().join(", ");
                    let _ = writeln!(out, "{name} speaks for {}: {secrets}", hook.person);
                }
            }
            "proposals" => {
                for (id, p) in &self.state.proposals {
                    let lapsed = if self.state.is_current(p) {
                        ""
                    } else {
                        " (lapsed)"
                    };
                    let _ = writeln!(out, "{id}: {} by {}{lapsed}", p.command.verb(), p.by);
                }
            }
            "versions" => {
                for (stream, version) in self.state.versions() {
                    let _ = writeln!(out, "{stream} {version}");
                }
            }
            id => match directory.person(&id.parse().unwrap()) {
                Some(p) => {
                    let roles: Vec<_> = p.roles.iter().map(|role| role.as_str()).collect();
                    let _ = writeln!(out, "{}: {}", p.name, roles.join(", "));
                }
                None => out.push_str("not there\n"),
            },
        }
        out
    }
}
