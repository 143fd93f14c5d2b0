//! Random people give random commands; no history they make breaks a law.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use placet_domain::change::{
    Actor, Change, Command, Facts, Outcome, RecordOutcome, Recorded, decide, evolve,
};
use placet_domain::people::Directory;
use placet_domain::plan::Direction;
use placet_domain::process::{Parsed, decode, node, parse};
use placet_domain::{ChangeId, PersonId};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::broken;

/// Histories that one run of the tests makes for each process; `PROPTEST_CASES` asks for more.
const CASES: u32 = 48;

fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A change, its history and everything around it.
pub(super) struct Sim {
    pub(super) process: Parsed,
    pub(super) directory: Directory,
    pub(super) now: Timestamp,
    pub(super) change: Option<Change>,
    pub(super) history: Vec<(Recorded, Directory)>,
    people: &'static [&'static str],
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
const DAO: &[&str] = &[
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

    fn person(&self, number: u8) -> PersonId {
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
            new_id: ChangeId::from_parts(1, 1),
            new_number: "X-1".to_owned(),
            others: BTreeMap::new(),
            claimed: BTreeMap::new(),
            unsettled: Vec::new(),
        };
        let answer = decide(self.change.as_ref(), command, &facts);
        assert_eq!(
            answer,
            decide(self.change.as_ref(), command, &facts),
            "decide is not deterministic"
        );
        match answer {
            Ok(events) => {
                for event in events {
                    let recorded = Recorded {
                        at: self.now,
                        by: by.clone(),
                        event,
                    };
                    self.change = evolve(self.change.take(), &recorded);
                    self.history.push((recorded, self.directory.clone()));
                }
                true
            }
            Err(rejection) => {
                assert!(!rejection.reasons.is_empty(), "a refusal without a reason");
                false
            }
        }
    }

    fn says(&mut self, person: PersonId, verb: &str, mut body: Value) -> bool {
        body["verb"] = json!(verb);
        let command = serde_json::from_value(body).unwrap();
        self.ask(Actor::Person(person), &command)
    }

    fn digest(&self) -> Value {
        json!(self.change.as_ref().map(|change| change.digest))
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
            for list in ["before"] {
                self.says(requester.clone(), "tick", json!({"checklist": list}));
            }
            self.says(requester, "start", json!({}));
            self.later(1);
        }
    }

    fn review_and_approve(&mut self) {
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

    fn request(&self, emergency: bool, steps: &[[u8; 3]]) -> placet_domain::change::Request {
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
        let after: Vec<Value> = if steps.len() % 2 == 0 {
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

    /// One random act, read from four bytes.
    pub(super) fn act(&mut self, [what, who, a, b]: [u8; 4]) {
        let person = self.person(who);
        let step = format!("s{}", a % 4);
        let because = json!({"reason": "because"});
        match what % 40 {
            0..=9 => self.outcome(a, b),
            10 => self.late(a, b),
            11 | 12 => self.later(i64::from(a) * 10),
            13 => drop(self.ask(Actor::System, &Command::Lapse)),
            14 => drop(self.ask(Actor::System, &Command::Advance)),
            15 => self.shuffle_roles(who, a),
            16 | 17 => {
                let digest = self.digest();
                let conditions: Vec<&str> = if b % 5 == 0 { vec!["Tell"] } else { Vec::new() };
                self.says(
                    person,
                    "approve",
                    json!({"digest": digest, "conditions": conditions}),
                );
            }
            18 => drop(self.says(
                person,
                ["reject", "defer", "abstain"][usize::from(a % 3)],
                because,
            )),
            19 => drop(self.says(
                person,
                "edit",
                json!({"fields": {"title": format!("T{}", a % 2)}}),
            )),
            20 => drop(self.says(person, "assess", json!({"level": "high", "reason": "r"}))),
            21 => drop(self.says(person, "schedule", json!({"start": self.now}))),
            22 => drop(self.says(person, ["hold", "release"][usize::from(a % 2)], because)),
            23 => drop(self.says(person, "submit", json!({}))),
            24 => {
                let lists: Vec<String> = self.process.process.checklists.keys().cloned().collect();
                let list = &lists[usize::from(a) % lists.len()];
                self.says(person, "tick", json!({"checklist": list}));
            }
            25 => drop(self.says(person, "start", json!({}))),
            26 | 27 => drop(self.says(
                person,
                "record_step",
                json!({"step": step, "succeeded": b % 3 > 0}),
            )),
            28 => drop(self.says(person, ["pause", "resume"][usize::from(a % 2)], because)),
            29 | 30 => drop(self.says(person, "skip", json!({"step": step, "reason": "r"}))),
            31 | 32 => {
                let step = if b % 4 == 0 { Value::Null } else { json!(step) };
                self.says(person, "retry", json!({"step": step, "reason": "r"}));
            }
            33 => drop(self.says(person, ["abort", "back_out"][usize::from(a % 2)], because)),
            34 => {
                self.says(
                    person.clone(),
                    "record",
                    json!({"record": "implementation", "fields": {"testing_results": "ok"}}),
                );
                self.says(
                    person.clone(),
                    "evidence",
                    json!({"kind": "test:unit", "name": "r", "passed": b % 2 > 0,
                    "sha256": placet_domain::digest::Digest::of_bytes(b"r"), "bytes": 1}),
                );
                self.says(person, "verify", json!({"fields": if self.people == DAO { json!({"verification_tests": "ok"}) } else { json!({}) }}));
            }
            35 => {
                let code = ["successful", "unsuccessful", "backed_out"][usize::from(a % 3)];
                let fields = if self.people == DAO {
                    json!({"success_criteria_met": true})
                } else {
                    json!({})
                };
                self.says(person, "close", json!({"code": code, "fields": fields}));
            }
            36 => drop(self.says(person, "cancel", because)),
            37 => drop(self.says(person, "condition", json!({"number": a % 3}))),
            38 => self.review_and_approve(),
            _ => drop(self.says(person, "comment", json!({"text": "LGTM"}))),
        }
    }

    fn outcome(&mut self, which: u8, how: u8) {
        let Some(change) = &self.change else { return };
        let flights = &change.run.in_flight;
        if flights.is_empty() {
            return;
        }
        let flight = flights[usize::from(which) % flights.len()].clone();
        self.record(flight.step.as_str(), flight.direction, flight.attempt, how);
    }

    fn late(&mut self, which: u8, how: u8) {
        let ways = [
            Direction::Forward,
            Direction::Undo,
            Direction::Probe,
            Direction::AfterBackOut,
        ];
        let way = ways[usize::from(how / 8) % 4];
        self.record(&format!("s{}", which % 5), way, u32::from(which / 64), how);
    }

    fn record(&mut self, step: &str, direction: Direction, attempt: u32, how: u8) {
        let message = "m".to_owned();
        let outcome = match how % 8 {
            0..=3 => Outcome::Succeeded,
            4 => Outcome::Failed {
                message,
                give_up: true,
            },
            5 => Outcome::Failed {
                message,
                give_up: false,
            },
            6 => Outcome::Unknown { message },
            _ => Outcome::NotStarted,
        };
        let step = step.parse().unwrap();
        let report = RecordOutcome {
            step,
            direction,
            attempt,
            outcome,
            before: json!({"was": how}),
            output: String::new(),
            output_sha256: None,
            evidence: None,
        };
        self.ask(Actor::System, &Command::RecordOutcome(report));
    }

    fn shuffle_roles(&mut self, who: u8, a: u8) {
        let person = self.person(who);
        let roles: Vec<_> = self.process.process.roles.keys().cloned().collect();
        let role = roles[usize::from(a) % roles.len()].clone();
        let known = self.directory.people.get_mut(&person).unwrap();
        if !known.roles.remove(&role) {
            known.roles.insert(role);
        }
    }
}

pub(super) type Script = (bool, u8, Vec<[u8; 3]>, Vec<[u8; 4]>);

pub(super) fn scripts() -> impl Strategy<Value = Script> {
    (
        any::<bool>(),
        0u8..8,
        proptest::collection::vec(any::<[u8; 3]>(), 1..5),
        proptest::collection::vec(any::<[u8; 4]>(), 0..60),
    )
}

pub(super) fn play(name: &str, (emergency, stage, steps, acts): &Script) -> Sim {
    let mut sim = Sim::new(name);
    sim.prepare(*emergency, (*stage).min(3), steps);
    acts.iter().for_each(|act| sim.act(*act));
    sim
}

fn keeps_the_laws(name: &str, script: &Script) -> Result<(), TestCaseError> {
    let sim = play(name, script);
    let broken = broken(&sim.process.process, &sim.history, sim.change.as_ref());
    let story: Vec<String> = sim
        .history
        .iter()
        .map(|(recorded, _)| format!("{:?}", recorded.event))
        .collect();
    prop_assert!(broken.is_empty(), "{broken:#?}\n{}", story.join("\n"));
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    // I1 to I8, I11, T1, T2, T3, T5
    #[test]
    fn no_history_of_the_service_platform_breaks_a_law(script in scripts()) {
        keeps_the_laws("service-platform", &script)?;
    }

    // I1 to I8, I11, T1, T2, T3, T5
    #[test]
    fn no_history_of_the_dao_breaks_a_law(script in scripts()) {
        keeps_the_laws("rechain-dao", &script)?;
    }
}

/// Random histories are worth little if none of them gets anywhere.
#[test]
fn random_histories_reach_every_part_of_a_run() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    for number in 0..120 {
        let script = scripts().new_tree(&mut runner).unwrap().current();
        let sim = play(["service-platform", "rechain-dao"][number % 2], &script);
        for (recorded, _) in &sim.history {
            *names.entry(recorded.event.name()).or_default() += 1;
        }
    }
    for wanted in [
        "ChangeAuthorized",
        "ChangeStarted",
        "StepSucceeded",
        "StepFailed",
        "OutcomeUnknown",
        "StepNotStarted",
        "BackoutStarted",
        "StepUndone",
        "UndoFailed",
        "BackoutStuck",
        "BackoutFinished",
        "RunFinished",
        "RunPaused",
        "RunHalted",
        "StepSkipped",
        "StepOrdered",
        "ChangeRatified",
        "RatificationFailed",
        "ChangeCanceled",
        "ChangeRejected",
        "DigestChanged",
        "OutcomeIgnored",
    ] {
        assert!(
            names.contains_key(wanted),
            "no random history has {wanted}: {names:?}"
        );
    }
}

#[test]
fn nobody_but_known_people_is_heard() {
    let mut sim = Sim::new("service-platform");
    sim.prepare(false, 0, &[[0, 0, 0]]);
    let before = sim.history.len();
    assert!(!sim.says("mallory".parse().unwrap(), "submit", json!({})));
    assert_eq!(sim.history.len(), before);
}
