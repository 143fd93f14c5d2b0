//! A random organization and one change in it, as a list of commands that people might give.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use placet_domain::approval::Answer;
use placet_domain::change::{
    Actor, Change, Command, Event, Facts, Opening, Others, RecordOutcome, Recorded, decide, evolve,
    refused,
};
use placet_domain::people::{Delegation, Directory, Person, PersonKind};
use placet_domain::plan::Direction;
use placet_domain::process::{Parsed, parse};
use placet_domain::{ChangeId, PersonId, Rejection};
use placet_proof::Rng;
use serde_json::{Value, json};

pub(super) const ACCOUNTS: u64 = 8;
pub(super) const ROLES: [&str; 3] = ["a", "b", "c"];

/// What is needed before the start: each entry names the roles of one place.
pub(super) const NEEDS: [(&str, &[&[&str]]); 4] = [
    ("{all: [a, b]}", &[&["a"], &["b"]]),
    (
        "{count: 2, of: [a, b, c]}",
        &[&["a", "b", "c"], &["a", "b", "c"]],
    ),
    ("[{any: [a, c]}, {all: [b]}]", &[&["a", "c"], &["b"]]),
    ("{all: [a, b, c]}", &[&["a"], &["b"], &["c"]]),
];

fn process(need: usize, never: &str) -> Parsed {
    let text = format!(
        "process: small\ntitle: Small\nformat: 1\ntime_zone: UTC\nnumbering: {{format: 'CR-{{yyyy}}-{{seq:4}}'}}\n\
         roles: {{a: A, b: B, c: C}}\nform: [{{section: Request, fields: {{title: text required}}}}]\n\
         lifecycle:\n  states: {{draft: new, waiting: authorize, ready: scheduled, running: implement, done: review, \
         closed: closed, off: canceled}}\n  moves:\n    submit: {{at: draft, to: waiting, holds: [form]}}\n    \
         edit: {{at: [waiting, ready], to: waiting}}\n    approve: {{at: waiting, to: ready, holds: [approvals]}}\n    \
         reject: {{at: waiting, to: draft}}\n    start: {{at: ready, to: running, holds: [approvals]}}\n    \
         finish: {{at: running, to: done}}\n    close: {{at: done, to: closed}}\n    \
         cancel: {{at: [draft, waiting, ready], to: off}}\n\
         models: {{normal: {{class: normal, for: Everything}}}}\nrisk: {{levels: [low], otherwise: low}}\n\
         approvals:\n  {never}\n  rules:\n    - {{rule: before, need: {}}}\n    \
         - {{rule: after, need: {{any: [c], after: 48h}}}}\n",
        NEEDS[need].0
    );
    parse(text.as_bytes()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The processes, with the law as it is shipped, and without it for the control.
pub(super) fn processes(lawless: bool) -> &'static [Parsed] {
    static ALL: OnceLock<[Vec<Parsed>; 2]> = OnceLock::new();
    let read = |never: &str| (0..NEEDS.len()).map(|need| process(need, never)).collect();
    let all = ALL.get_or_init(|| [read("distinct: true"), read("never: []")]);
    &all[usize::from(lawless)]
}

pub(super) fn name(account: u64) -> PersonId {
    format!("u{account}").parse().unwrap()
}

/// What was asked and what came of it.
pub(super) struct Told {
    pub(super) at: Timestamp,
    pub(super) by: Option<PersonId>,
    pub(super) asked: Command,
    pub(super) answer: Result<Vec<Event>, Rejection>,
}

/// One change among random people.
pub(super) struct Organization {
    pub(super) rng: Rng,
    pub(super) need: usize,
    pub(super) process: &'static Parsed,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    pub(super) change: Option<Change>,
}

impl Organization {
    pub(super) fn new(seed: u64, lawless: bool) -> Self {
        let mut rng = Rng::new(seed);
        let need = usize::try_from(rng.below(NEEDS.len() as u64)).unwrap();
        let mut new = Self {
            rng,
            need,
            process: &processes(lawless)[need],
            directory: Directory::default(),
            now: "2026-11-24T14:00:00Z".parse().unwrap(),
            change: None,
        };
        for account in 0..ACCOUNTS {
            let person = new.somebody();
            new.directory.people.insert(name(account), person);
        }
        new
    }

    fn account(&mut self) -> PersonId {
        name(self.rng.below(ACCOUNTS))
    }

    fn somebody(&mut self) -> Person {
        let agent = self.rng.percent(15);
        let roles = ROLES.iter().filter(|_| self.rng.percent(50));
        let roles = roles.map(|role| role.parse().unwrap()).collect();
        Person {
            name: "N".to_owned(),
            email: None,
            kind: match (agent, self.rng.percent(50)) {
                (false, _) => PersonKind::Human,
                (true, false) => PersonKind::Agent,
                (true, true) => PersonKind::Service,
            },
            principal: agent.then(|| self.account()),
            also: if self.rng.percent(15) {
                vec![self.account()]
            } else {
                Vec::new()
            },
            roles,
        }
    }

    /// Asks for something, and records what follows, a denial too.
    pub(super) fn ask(&mut self, by: Option<PersonId>, asked: Command) -> Told {
        let facts = Facts {
            now: self.now,
            actor: by.clone().map_or(Actor::System, Actor::Person),
            process: &self.process.process,
            process_digest: self.process.digest,
            directory: &self.directory,
            opening: Some(Opening {
                id: ChangeId::from_parts(1, 1),
                number: "CR-1".to_owned(),
            }),
            others: Others::default(),
        };
        let answer = decide(self.change.as_ref(), &asked, &facts);
        let events = match &answer {
            Ok(events) => events.clone(),
            Err(rejection) => {
                let change = self.change.as_ref();
                let denial = change.and_then(|change| refused(change, &asked, &facts, rejection));
                denial.into_iter().collect()
            }
        };
        for event in events {
            let recorded = Recorded {
                at: self.now,
                by: by.clone(),
                event,
            };
            self.change = evolve(self.change.take(), &recorded);
        }
        Told {
            at: self.now,
            by,
            asked,
            answer,
        }
    }

    pub(super) fn says(&mut self, by: &PersonId, verb: &str, mut body: Value) -> Told {
        body["verb"] = json!(verb);
        let command = serde_json::from_value(body).unwrap();
        self.ask(Some(by.clone()), command)
    }

    pub(super) fn answers(&mut self, by: &PersonId, answer: Answer) -> Told {
        let digest = self.change.as_ref().map(|change| change.request.digest);
        match answer {
            Answer::Approved => self.says(by, "approve", json!({"digest": digest})),
            Answer::Rejected => self.says(by, "reject", json!({"digest": digest, "reason": "r"})),
            Answer::Abstained => self.says(by, "abstain", json!({"digest": digest, "reason": "r"})),
            Answer::Deferred => self.says(by, "defer", json!({"digest": digest, "reason": "r"})),
        }
    }

    fn plan(&mut self) -> Value {
        let word = self.rng.below(1_000_000);
        json!({"steps": [{"id": "one", "action": {"command": {"run": ["x", word.to_string()]}}, "undo": "none"}]})
    }

    pub(super) fn open(&mut self) -> Told {
        let by = self.account();
        let plan = self.rng.percent(70).then(|| self.plan());
        let request =
            json!({"process": "small", "model": "normal", "fields": {"title": "t"}, "plan": plan});
        let request = serde_json::from_value(request).unwrap();
        self.ask(Some(by), Command::Open(request))
    }

    /// A person acts; the most dangerous acts are tried most.
    pub(super) fn step(&mut self) -> Option<Told> {
        self.now = self.now.checked_add(SignedDuration::from_mins(1)).unwrap();
        let who = self.account();
        match self.rng.below(100) {
            0..=9 => {
                let plan = self.plan();
                Some(self.says(&who, "edit", json!({"plan": plan})))
            }
            10..=19 => Some(self.says(&who, "submit", json!({}))),
            20..=64 => Some(self.answers(&who, Answer::Approved)),
            65..=68 => Some(self.answers(&who, Answer::Abstained)),
            69..=70 => Some(self.answers(&who, Answer::Rejected)),
            71..=80 => Some(self.says(&who, "start", json!({}))),
            81..=86 => self.outcome(),
            87..=92 => {
                let (from, to) = (self.account(), self.account());
                let roles = self.rng.choose(&ROLES).filter(|_| from < to);
                let hours = i64::try_from(self.rng.below(3)).unwrap();
                self.directory.delegations.push(Delegation {
                    from,
                    to,
                    roles: roles
                        .map(|role| role.parse().unwrap())
                        .into_iter()
                        .collect(),
                    since: self.now,
                    until: self
                        .now
                        .checked_add(SignedDuration::from_mins(hours * 7))
                        .unwrap(),
                });
                None
            }
            93..=97 => {
                let person = self.somebody();
                self.directory.people.insert(who, person);
                None
            }
            _ => {
                let own = ROLES.map(|role| role.parse().unwrap());
                let roles: BTreeSet<_> = own.into();
                if let Some(person) = self.directory.people.get_mut(&who) {
                    person.roles = roles;
                }
                None
            }
        }
    }

    fn outcome(&mut self) -> Option<Told> {
        let in_flight = self.change.as_ref()?.run.in_flight.first()?.clone();
        let report = RecordOutcome {
            step: in_flight.step,
            direction: Direction::Forward,
            attempt: in_flight.attempt,
            outcome: placet_domain::change::Outcome::Succeeded,
            before: Value::Null,
            output: String::new(),
            output_sha256: None,
            evidence: None,
        };
        Some(self.ask(None, Command::RecordOutcome(report)))
    }
}
