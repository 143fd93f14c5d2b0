//! Denials on record: what a person was not allowed to do is in the change's history, once, and disturbs no one else.

use placet_domain::ChangeId;
use placet_domain::change::{Actor, Approve, Because, Command, Comment, Event, Outcome};
use placet_engine::{ExecuteError, Invocation};

use crate::house::House;
use crate::life::standard;

const STEP: &str = "    - {id: one, action: {command: {run: [x]}}, undo: none}\n";

fn denials(house: &House, id: ChangeId) -> Vec<(String, String, Vec<String>)> {
    let stored = house.engine.store().events_of(id, 0, 1_000).unwrap();
    let denied = stored.into_iter().filter_map(|stored| {
        let by = stored.recorded.by?.to_string();
        match stored.recorded.event {
            Event::CommandRefused { verb, codes } => Some((by, verb, codes)),
            _ => None,
        }
    });
    denied.collect()
}

fn hold() -> Command {
    Command::Hold(Because {
        reason: "a secret that the denied person wrote".to_owned(),
    })
}

fn comment() -> Command {
    Command::Comment(Comment {
        text: "hello".to_owned(),
    })
}

// T1, CM-5(1): the refusal is in the history, and the answer to the person is the same as before.
#[test]
fn a_denial_is_recorded_once_until_something_else_happens() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    let id = standard(&house, STEP);
    let stranger = "mallory";
    for _ in 0..3 {
        let refused = house.say(stranger, id, hold());
        assert!(matches!(refused, Err(ExecuteError::Rejected(_))));
    }
    let one = (
        stranger.to_owned(),
        "hold".to_owned(),
        vec!["unknown_person".to_owned()],
    );
    assert_eq!(denials(&house, id), std::slice::from_ref(&one));
    house.say(&house.person("engineer"), id, comment()).unwrap();
    house.say(stranger, id, hold()).unwrap_err();
    assert_eq!(denials(&house, id), [one.clone(), one]);
    let stored = house.engine.store().events_of(id, 0, 1_000).unwrap();
    let text = format!("{stored:?}");
    assert!(!text.contains("a secret that the denied person wrote"));
    assert_eq!(house.engine.store().fsck(None).unwrap(), Vec::new());
    house.engine.store().verify(&[]).unwrap();
}

// A denial must not be usable against others: they can still decide on what they read before it.
#[test]
fn a_denial_leaves_versions_and_keys_of_others_valid() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    let id = standard(&house, STEP);
    let seen = house.engine.look(id).unwrap().version;
    let order = |who: &str, command: Command, expected: u64| Invocation {
        actor: Actor::Person(who.parse().unwrap()),
        change: Some(id),
        command,
        expected: Some(expected),
        key: Some(format!("{who} {expected}")),
    };
    for who in ["mallory", "mallet", "mordred"] {
        let refused = house.engine.execute(&order(who, hold(), seen));
        assert!(matches!(refused, Err(ExecuteError::Rejected(_))));
    }
    assert_eq!(denials(&house, id).len(), 3);
    let who = house.person("engineer");
    let early = house.engine.execute(&order(&who, comment(), seen - 1));
    assert!(matches!(early, Err(ExecuteError::VersionMismatch { .. })));
    let first = house.engine.execute(&order(&who, comment(), seen)).unwrap();
    assert_eq!((first.version, first.replayed), (seen + 4, false));
    let again = house.engine.execute(&order(&who, comment(), seen)).unwrap();
    assert!(again.replayed);
    // From then on it is outdated, like any version that was followed by another event.
    let late = Invocation {
        key: None,
        ..order(&who, comment(), seen)
    };
    assert!(matches!(
        house.engine.execute(&late),
        Err(ExecuteError::VersionMismatch { .. })
    ));
}

#[test]
fn one_person_leaves_few_denials_and_cannot_crowd_out_another() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    let id = standard(&house, STEP);
    let because = || Because {
        reason: "r".to_owned(),
    };
    for command in every_verb(&because) {
        for _ in 0..2 {
            let _ = house.say("mallory", id, command.clone());
        }
    }
    let left = denials(&house, id).len();
    assert_eq!(left, 16);
    house.say("mallet", id, hold()).unwrap_err();
    assert_eq!(denials(&house, id).len(), left + 1);
    // A rejection of the engine's own command is not a denial.
    let system = Invocation {
        actor: Actor::System,
        change: Some(id),
        command: Command::Approve(Approve::default()),
        expected: None,
        key: None,
    };
    house.engine.execute(&system).unwrap_err();
    assert_eq!(denials(&house, id).len(), left + 1);
}

fn every_verb(because: &dyn Fn() -> Because) -> Vec<Command> {
    let bodies = [
        serde_json::json!({"verb": "edit", "fields": {}}),
        serde_json::json!({"verb": "submit"}),
        serde_json::json!({"verb": "assess", "level": "low", "reason": "r"}),
        serde_json::json!({"verb": "approve"}),
        serde_json::json!({"verb": "reject", "reason": "r"}),
        serde_json::json!({"verb": "defer", "reason": "r"}),
        serde_json::json!({"verb": "abstain", "reason": "r"}),
        serde_json::json!({"verb": "start"}),
        serde_json::json!({"verb": "tick", "checklist": "c"}),
        serde_json::json!({"verb": "record", "record": "r", "fields": {}}),
        serde_json::json!({"verb": "comment", "text": "r"}),
    ];
    let read = bodies
        .into_iter()
        .filter_map(|body| serde_json::from_value(body).ok());
    let own = [
        Command::Hold(because()),
        Command::Release(because()),
        Command::Cancel(because()),
        Command::Pause(because()),
        Command::Resume,
        Command::Abort(because()),
        Command::BackOut(because()),
    ];
    read.chain(own).collect()
}

// `evolve` accepts a denial after the end of a change as well, and a restart reads it back.
#[test]
fn a_denial_after_the_end_is_recorded_too() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    let id = standard(&house, STEP);
    let who = house.person("engineer");
    house.runner.answer("one forward", vec![Outcome::Succeeded]);
    let cancel = Command::Cancel(Because {
        reason: "not needed".to_owned(),
    });
    house.say(&who, id, cancel).unwrap();
    house.say("mallory", id, comment()).unwrap_err();
    assert_eq!(denials(&house, id).len(), 1);
    let before = house.change(id);
    drop(house);
    let house = House::open(dir.path());
    assert_eq!(*house.change(id), *before);
    house.say("mallory", id, comment()).unwrap_err();
    assert_eq!(denials(&house, id).len(), 1);
}
