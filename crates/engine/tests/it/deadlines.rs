//! Deadlines are met by the clock alone.

use std::time::Duration;

use jiff::SignedDuration;
use placet_domain::ChangeId;
use placet_domain::change::{Approve, Command, FillNamedRecord};
use placet_domain::plan::RunStatus;

use crate::house::House;

/// Approves as the change manager.
fn approve(house: &House, id: ChangeId) {
    let approve = Approve {
        digest: Some(house.change(id).request.digest),
        ..Approve::default()
    };
    let manager = house.person("change_manager");
    house.say(&manager, id, Command::Approve(approve)).unwrap();
}

// 000.E4, Z8: the clock alone detects a late ratification.
#[test]
fn a_late_ratification_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::open(dir.path());
    house.engine.start().unwrap();
    let who = house.person("engineer");
    let request = "process: itil4\nmodel: emergency\ntitle: Stop the leak\ndescription: x\nreason: x\n\
                   incident: INC-1\nimpact: high\nlikelihood: low\nservices: [web]\nplan:\n  steps:\n    \
                   - {id: a, action: {command: {run: [x]}}, undo: none}\n";
    let id = house.open_change(&who, request);
    house.say(&who, id, Command::Submit).unwrap();
    approve(&house, id);
    house.say(&who, id, Command::Start).unwrap();
    house.wait_for(id, "the end", |c| c.run.status == RunStatus::Finished);
    house.clock.pass(Duration::from_secs(49 * 3600));
    let change = house.wait_for(id, "the deadline", |c| c.authority.unsettled);
    assert!(change.authority.unauthorized);
    let record = FillNamedRecord {
        record: "review_after".to_owned(),
        fields: [].into(),
    };
    assert!(house.say(&who, id, Command::Record(record)).is_err());
    house.engine.stop();
}

// 001.A1, Z26: a deadline that comes while its approval is given records nothing, and the next one is still observed.
#[test]
fn the_deadline_after_one_that_was_met_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let two = "low: [{all: [change_manager], within: 1h}, {any: [peer], within: 4h}]";
    let house = House::open_edited(
        dir.path(),
        &[("low: {any: [peer], within: 1 business day}", two)],
    );
    house.engine.start().unwrap();
    let who = house.person("engineer");
    let request = "process: itil4\nmodel: normal\ntitle: More memory\ndescription: x\nreason: x\nimpact: low\n\
                   likelihood: low\nservices: [web]\ntest_plan: x\ncommunication_plan: x\nplan:\n  steps:\n    \
                   - {id: a, action: {command: {run: [x]}}, undo: none}\n";
    let id = house.open_change(&who, request);
    house.say(&who, id, Command::Submit).unwrap();
    let armed = || {
        let jobs = house.engine.store().pending_jobs().unwrap();
        jobs.iter().map(|job| job.run_at).collect::<Vec<_>>()
    };
    let asked = house.change(id).times.requested.unwrap();
    let [first, second] = [1, 4].map(|hours| asked + SignedDuration::from_hours(hours));
    assert_eq!(armed(), [first]);
    approve(&house, id);
    house.clock.pass(Duration::from_secs(3_601));
    house.wait_for(id, "the first deadline", |_| !armed().contains(&first));
    assert_eq!(armed(), [second]);
    assert!(house.change(id).authority.overdue.is_empty());
    house.clock.pass(Duration::from_secs(3 * 3_600));
    let change = house.wait_for(id, "the second", |c| !c.authority.overdue.is_empty());
    assert_eq!(change.authority.overdue.len(), 1);
    assert!(armed().is_empty());
    house.engine.stop();
}
