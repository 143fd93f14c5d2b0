//! A change that commands are given to, with the laws of a decision asserted at each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use placet_domain::change::{
    Actor, Change, Command, Facts, Opening, Others, Recorded, Request, decide, evolve, refused,
};
use placet_domain::people::Directory;
use placet_domain::process::{Parsed, parse};
use placet_domain::{ChangeId, PersonId};
use placet_domain::{decode, node};
use serde_json::{Value, json};

/// A change, its history and everything around it.
pub(super) struct Sim {
    pub(super) process: Parsed,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    pub(super) change: Option<Change>,
    pub(super) history: Vec<(Recorded, Directory)>,
    pub(super) people: &'static [&'static str],
}

const PLATFORM: &[&str] = &[
    "owen.hughes",
    "release-bot",
    "rania.saleh",
    "patricia.gomez",
    "francesca.conti",
    "gareth.price",
    "anna.lindgren",
    "deborah.stone",
    "laila.nour",
    "hana.suzuki",
    "julia.becker",
];
pub(super) const DAO: &[&str] = &[
    "viktor.sorokin",
    "deploy-agent",
    "chloe.bernard",
    "yuki.tanaka",
    "elena.popescu",
    "samuel.okafor",
    "ingrid.dahl",
    "mara.lindqvist",
    "hannah.weiss",
    "aisha.rahman",
    "birgit.hansen",
];

fn read(name: &str) -> (Parsed, Directory) {
    let root = format!("{}/../..", env!("CARGO_MANIFEST_DIR"));
    let read = |path: String| std::fs::read(path).unwrap();
    let process = parse(&read(format!("{root}/processes/{name}.yaml"))).unwrap();
    let people = node::read(&read(format!("{root}/examples/people-{name}.yaml"))).unwrap();
    (process, decode(&people).unwrap())
}

impl Sim {
    pub(super) fn new(name: &str) -> Self {
        // Reading a process takes longer than a whole history, so it is read once.
        static READ: OnceLock<BTreeMap<&str, (Parsed, Directory)>> = OnceLock::new();
        let all = READ.get_or_init(|| {
            ["service-platform", "rechain-dao"]
                .map(|name| (name, read(name)))
                .into()
        });
        let (process, directory) = all[name].clone();
        Self {
            process,
            directory,
            now: "2026-11-24T14:00:00Z".parse().unwrap(),
            change: None,
            history: Vec::new(),
            people: if name == "rechain-dao" { DAO } else { PLATFORM },
        }
    }

    pub(super) fn person(&self, number: u8) -> PersonId {
        self.people[usize::from(number) % self.people.len()]
            .parse()
            .unwrap()
    }

    /// Gives a command. Deciding it twice gives the same answer, and a refusal has reasons.
    pub(super) fn ask(&mut self, actor: Actor, command: &Command) -> bool {
        let by = match &actor {
            Actor::Person(person) => Some(person.clone()),
            Actor::System => None,
        };
        let facts = Facts {
            now: self.now,
            actor,
            process: &self.process.process,
            process_digest: self.process.digest,
            directory: &self.directory,
            opening: Some(Opening {
                id: ChangeId::from_parts(1, 1),
                number: "X-1".to_owned(),
            }),
            others: Others::default(),
        };
        let answer = decide(self.change.as_ref(), command, &facts);
        assert_eq!(
            answer,
            decide(self.change.as_ref(), command, &facts),
            "decide is not deterministic"
        );
        let heard = answer.is_ok();
        let events = answer.unwrap_or_else(|rejection| {
            assert!(!rejection.reasons.is_empty(), "a refusal without a reason");
            let change = self.change.as_ref();
            change
                .and_then(|change| refused(change, command, &facts, &rejection))
                .into_iter()
                .collect()
        });
        for event in events {
            let recorded = Recorded {
                at: self.now,
                by: by.clone(),
                event,
            };
            self.change = evolve(self.change.take(), &recorded);
            self.history.push((recorded, self.directory.clone()));
        }
        heard
    }

    pub(super) fn says(&mut self, person: PersonId, verb: &str, mut body: Value) -> bool {
        body["verb"] = json!(verb);
        let command = serde_json::from_value(body).unwrap();
        self.ask(Actor::Person(person), &command)
    }

    pub(super) fn digest(&self) -> Value {
        json!(self.change.as_ref().map(|change| change.request.digest))
    }

    /// Brings a change as far as `stage` says: opened, submitted, approved, started.
    pub(super) fn prepare(&mut self, emergency: bool, stage: u8, steps: &[[u8; 3]]) {
        let requester = self.person(0);
        let request = self.request(emergency, steps);
        assert!(self.ask(Actor::Person(requester.clone()), &Command::Open(request)));
        if stage == 0 || !self.says(requester.clone(), "submit", json!({})) {
            return;
        }
        if stage >= 2 {
            self.review_and_approve();
        }
        if stage >= 3 {
            self.says(requester.clone(), "schedule", json!({"start": self.now}));
            self.says(requester.clone(), "tick", json!({"checklist": "before"}));
            self.says(requester, "start", json!({}));
            self.later(1);
        }
    }

    pub(super) fn review_and_approve(&mut self) {
        let reviews: Vec<(String, Vec<String>)> = self
            .process
            .process
            .reviews
            .iter()
            .map(|(kind, review)| (kind.clone(), review.checklist.clone()))
            .collect();
        for number in 1..self.people.len() {
            let person = self.person(u8::try_from(number).unwrap());
            for (kind, ticked) in &reviews {
                self.says(
                    person.clone(),
                    "review",
                    json!({"kind": kind, "passed": true, "ticked": ticked}),
                );
            }
        }
        for number in 1..self.people.len() {
            let person = self.person(u8::try_from(number).unwrap());
            let digest = self.digest();
            self.says(person, "approve", json!({"digest": digest}));
        }
    }

    fn request(&self, emergency: bool, steps: &[[u8; 3]]) -> Request {
        let run = json!({"command": {"run": ["/bin/true"]}});
        let steps: Vec<Value> = steps.iter().enumerate().map(|(at, [shape, order, more])| {
            let hard = ["easy", "easy", "easy", "moderate", "difficult", "irreversible"];
            let hard = hard[usize::from(more % 6)];
            let mut step = json!({
                "id": format!("s{at}"), "check": run, "undo": run,
                "action": if shape % 7 == 6 { json!({"task": {"text": "by hand"}}) } else { run.clone() },
                "idempotent": shape & 1 == 1, "retries": if shape & 1 == 1 { shape % 3 } else { 0 },
                "undo_safe_if_partial": more % 4 != 0,
                "reversibility": hard,
            });
            if shape & 2 == 2 {
                step["probe"] = run.clone();
            }
            if more % 6 == 5 || more % 8 == 7 {
                step["undo"] = json!("none");
            }
            if more % 6 == 5 {
                step.as_object_mut().unwrap().remove("undo");
            }
            if order % 3 == 0 {
                step["after"] = json!([]);
            } else if order % 3 == 1 && at > 0 {
                step["after"] = json!([format!("s{}", usize::from(*order) % at)]);
            }
            step
        }).collect();
        let after: Vec<Value> = if steps.len().is_multiple_of(2) {
            vec![run]
        } else {
            Vec::new()
        };
        let mut fields = json!({"title": "A change", "rollback_plan": "Back"});
        let own = if self.people == DAO {
            json!({"description": "d", "category": "database", "impact_assessment": "i",
                "business_justification": "b", "business_impact": "b", "success_criteria": ["c"], "timeline": "now",
                "technical_details": "t", "affected_systems": ["ledger"], "risk_level": "low",
                "contingency_plan": "c", "testing_plan": "t", "communication_plan": "c"})
        } else {
            json!({"summary": "s", "priority": "Low", "business_justification": "b",
                "stakeholders": ["patricia.gomez"], "services_affected": ["orders"], "impact": "Low",
                "probability": "Low", "testing_completed": ["r"], "monitoring_plan": "m"})
        };
        let emergency_own = match (emergency, self.people == DAO) {
            (false, _) => json!({}),
            (true, true) => {
                json!({"emergency_reason": "System outage", "emergency_evidence": ["alert"]})
            }
            (true, false) => json!({"emergency_reason": "Security incident"}),
        };
        for more in [own, emergency_own] {
            fields
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
        }
        let model = match (emergency, self.people == DAO) {
            (true, _) => "emergency",
            (false, true) => "standard",
            (false, false) => "normal",
        };
        serde_json::from_value(json!({
            "process": self.process.process.process, "model": model, "fields": fields,
            "plan": {"steps": steps, "after_back_out": after},
        }))
        .unwrap()
    }

    pub(super) fn later(&mut self, minutes: i64) {
        self.now = self
            .now
            .checked_add(SignedDuration::from_mins(minutes))
            .unwrap();
    }
}
