//! T5: a withdrawal takes effect while a change starts or runs: no step begins after the withdrawal is durable.

use std::time::{Duration, Instant};

use placet_domain::ChangeId;
use placet_domain::change::{Because, Command, Edit, Event};
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::Directory;
use placet_proof::{Report, Rng, Settings};

use super::{approve, install, set_people, submitted};
use crate::house::House;

/// What happened to a change and to its people, in the order of the ledger.
enum Line {
    Change(ChangeId, Event),
    People(Directory),
}

/// Returns the whole ledger in order. Positions that do not belong to a change belong to the organization, in its own
/// order.
fn ledger(house: &House) -> Vec<Line> {
    let store = house.engine.store();
    let mut changes = Vec::new();
    while let Ok(page) = store.events_since(changes.last().map_or(0, |(p, _)| p + 1), 1_000) {
        if page.is_empty() {
            break;
        }
        changes.extend(page.into_iter().map(|stored| {
            (
                stored.position,
                Line::Change(stored.change, stored.recorded.event),
            )
        }));
    }
    let mut organization = Vec::new();
    while let Ok(page) = store.organization_events(organization.len() as u64, 1_000) {
        if page.is_empty() {
            break;
        }
        organization.extend(page.into_iter().map(|(_, recorded)| recorded.event));
    }
    let mut organization = organization.into_iter();
    let mut lines = Vec::new();
    let mut position = 0;
    for (at, line) in changes {
        while position < at {
            lines.extend(people(organization.next()));
            position += 1;
        }
        lines.push(line);
        position += 1;
    }
    lines
}

fn people(event: Option<OrganizationEvent>) -> Option<Line> {
    match event {
        Some(OrganizationEvent::PeopleReplaced {
            process, directory, ..
        }) if process.as_str() == "small" => Some(Line::People(directory)),
        _ => None,
    }
}

/// Returns the steps that begin although, at that place in the ledger, the approver has no role, the change is held, or
/// what was approved is no longer what would run. It knows the one rule of this process: one person with role `a`
/// approves.
fn unjustified(lines: &[Line], id: ChangeId) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut directory = Directory::default();
    let (mut digest, mut approved, mut held) = (None, None, false);
    for line in lines {
        let event = match line {
            Line::People(new) => {
                directory = new.clone();
                continue;
            }
            Line::Change(change, event) if *change == id => event,
            Line::Change(..) => continue,
        };
        match event {
            Event::DigestChanged { digest: new, .. } => digest = Some(*new),
            Event::ApprovalGiven { approval, .. } => {
                approved = Some((approval.person.clone(), approval.digest));
            }
            Event::ChangeHeld { .. } => held = true,
            Event::ChangeReleased { .. } => held = false,
            Event::StepStarted { step, .. } => {
                let lawful = approved.as_ref().is_some_and(|(person, of)| {
                    let roles = directory.people.get(person).map(|person| &person.roles);
                    Some(*of) == digest && roles.is_some_and(|roles| !roles.is_empty())
                });
                if !lawful {
                    wrong.push(format!("{step} begins without an approval that counts"));
                }
                if held {
                    wrong.push(format!("{step} begins while the change is held"));
                }
            }
            _ => {}
        }
    }
    wrong
}

fn spin(microseconds: u64) {
    let until = Instant::now() + Duration::from_micros(microseconds);
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

/// Withdraws an approver's role, holds or edits the change, or pauses the run.
fn take_back(house: &House, id: ChangeId, which: u64) {
    let because = || Because {
        reason: "stop".to_owned(),
    };
    match which {
        0 => set_people(house, &["u2"]),
        1 => drop(house.say("u0", id, Command::Hold(because()))),
        2 => {
            let mut plan = (*house.change(id).request.plan).clone();
            plan.steps.truncate(3);
            let edit = Edit {
                plan: Some(plan),
                ..Edit::default()
            };
            drop(house.say("u0", id, Command::Edit(edit)));
        }
        _ => drop(house.say("u0", id, Command::Pause(because()))),
    }
}

// T5, I2, I8: the loss of a role, a hold, an edit or a pause comes at any microsecond of a start and a run.
#[test]
fn t5_no_step_begins_after_what_justified_it_was_taken_back() {
    let settings = Settings::from_environment(60);
    let mut report = Report::begin("taken-back", settings);
    let mut rng = Rng::new(settings.seed);
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    install(&house, 1);
    house.engine.start().unwrap();
    for round in 0..settings.units {
        set_people(&house, &["u1"]);
        let id = submitted(&house);
        house.say("u1", id, approve(&house, id)).unwrap();
        let (which, early, late) = (rng.below(4), rng.below(400), rng.below(3_000));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                spin(early);
                drop(house.say("u0", id, Command::Start));
            });
            spin(late);
            take_back(&house, id, which);
        });
        let began = Instant::now();
        while !house.change(id).run.in_flight.is_empty()
            && began.elapsed() < Duration::from_secs(20)
        {
            std::thread::sleep(Duration::from_micros(200));
        }
        let wrong = unjustified(&ledger(&house), id);
        assert!(
            wrong.is_empty(),
            "round {round} of seed {}: {wrong:?}",
            settings.seed
        );
        let change = house.change(id);
        let begun = change.run.steps.len() as u64;
        let what = match begun {
            0 => "never started",
            4 => "ran to the end",
            _ => "stopped on the way",
        };
        report.add("races between a start and what takes it back", 1);
        report.add(what, 1);
        if change.run.holds_targets() {
            // The next round takes the same targets.
            set_people(&house, &["u1"]);
            drop(house.say(
                "u0",
                id,
                Command::Abort(Because {
                    reason: "next".to_owned(),
                }),
            ));
            house.wait_for(id, "its end", |c| !c.run.holds_targets());
        }
    }
    house.engine.stop();
    report.end();
}

// T5: the same with many roles lost and given back while changes run; no decision is made with outdated people.
#[test]
fn t5_decisions_are_made_with_the_people_of_their_place_in_the_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    install(&house, 1);
    let ids: Vec<ChangeId> = (0..24).map(|_| submitted(&house)).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..60 {
                set_people(&house, if turn % 2 == 0 { &["u2"] } else { &["u1"] });
            }
        });
        for part in ids.chunks(6) {
            let house = &house;
            scope.spawn(move || {
                for id in part {
                    for _ in 0..12 {
                        drop(house.say("u1", *id, approve(house, *id)));
                        drop(house.say("u0", *id, Command::Start));
                    }
                }
            });
        }
    });
    let lines = ledger(&house);
    let mut directory = Directory::default();
    let mut answers = 0;
    for line in &lines {
        match line {
            Line::People(new) => directory = new.clone(),
            Line::Change(id, Event::ApprovalGiven { approval, .. }) => {
                answers += 1;
                let roles = &directory.people[&approval.person].roles;
                assert!(
                    !roles.is_empty(),
                    "{id}: {} answered without a role",
                    approval.person
                );
            }
            Line::Change(..) => {}
        }
    }
    assert!(answers > 0);
    for id in ids {
        assert_eq!(unjustified(&lines, id), Vec::<String>::new());
    }
}

/// The control: the same history is unjustified if the role was lost before it.
#[test]
fn t5_the_judge_finds_a_step_without_justification() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    install(&house, 1);
    let id = submitted(&house);
    house.say("u1", id, approve(&house, id)).unwrap();
    house.say("u0", id, Command::Start).unwrap();
    let mut lines = ledger(&house);
    assert_eq!(unjustified(&lines, id), Vec::<String>::new());
    let begins = |line: &Line| matches!(line, Line::Change(_, Event::StepStarted { .. }));
    let at = lines.iter().position(begins).unwrap();
    let reason = "stop".to_owned();
    lines.insert(at, Line::Change(id, Event::ChangeHeld { reason }));
    lines.insert(at, Line::People(Directory::default()));
    assert_eq!(unjustified(&lines, id).len(), 2);
}
