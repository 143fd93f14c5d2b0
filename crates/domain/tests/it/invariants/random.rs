//! Random people give random commands; no history they make breaks a law.

use std::collections::BTreeMap;

use placet_domain::change::{Actor, Command, Outcome, RecordOutcome};
use placet_domain::plan::Direction;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::sim::{DAO, Sim};
use placet_laws::broken;

/// Histories that one run of the tests makes for each process; `PROPTEST_CASES` asks for more.
const CASES: u32 = 48;

pub(super) fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

impl Sim {
    /// One random act, read from four bytes.
    pub(super) fn act(&mut self, [what, who, a, b]: [u8; 4]) {
        let person = self.person(who);
        let step = format!("s{}", a % 4);
        let because = json!({"reason": "because"});
        match what % 40 {
            0..=9 => self.outcome(a, b),
            10 => self.late(a, b),
            11 | 12 => self.later(i64::from(a) * 10),
            13 => drop(self.ask(Actor::System, &Command::Settle)),
            14 => drop(self.ask(Actor::System, &Command::Settle)),
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

    pub(super) fn record(&mut self, step: &str, direction: Direction, attempt: u32, how: u8) {
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
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
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
        "StepReported",
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
        "CommandRefused",
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
    for _ in 0..3 {
        assert!(!sim.says("mallory".parse().unwrap(), "submit", json!({})));
    }
    // That it was tried is remembered, once.
    let names: Vec<&str> = sim.history[before..]
        .iter()
        .map(|(recorded, _)| recorded.event.name())
        .collect();
    assert_eq!(names, ["CommandRefused"]);
}
