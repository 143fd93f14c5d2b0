//! T2: simultaneous votes count as if they had come one after the other.

use std::sync::Barrier;

use placet_domain::ChangeId;
use placet_domain::change::{Command, Decline, Event};
use placet_proof::Rng;

use super::{approve, install, submitted};
use crate::house::House;

const VOTES: u64 = 64;

/// Returns everything after the submission: the votes and what followed from them.
fn outcome(house: &House, id: ChangeId) -> Vec<Event> {
    let stored = house.engine.store().events_of(id, 0, 1_000).unwrap();
    let events = stored.into_iter().map(|stored| stored.recorded.event);
    events
        .skip_while(|event| !matches!(event, Event::ApprovalGiven { .. }))
        .collect()
}

fn vote(house: &House, id: ChangeId, yes: bool) -> Command {
    match yes {
        true => approve(house, id),
        false => Command::Abstain(Decline {
            digest: Some(house.change(id).request.digest),
            reason: "not sure".to_owned(),
        }),
    }
}

// T2: 64 simultaneous votes of six people, twice as many people as places.
#[test]
fn t2_parallel_votes_have_the_outcome_of_some_order() {
    for seed in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let house = House::open(dir.path());
        install(&house, 4);
        let id = submitted(&house);
        let mut rng = Rng::new(seed);
        let votes: Vec<(String, bool)> = (0..VOTES)
            .map(|vote| (format!("u{}", 1 + vote % 6), rng.percent(60)))
            .collect();
        let barrier = Barrier::new(votes.len());
        let mut heard: Vec<(u64, usize)> = std::thread::scope(|scope| {
            let threads: Vec<_> = votes
                .iter()
                .map(|(who, yes)| {
                    let (house, barrier) = (&house, &barrier);
                    let command = vote(house, id, *yes);
                    scope.spawn(move || {
                        barrier.wait();
                        house
                            .say(who, id, command)
                            .ok()
                            .map(|receipt| receipt.version)
                    })
                })
                .collect();
            let answers = threads.into_iter().map(|thread| thread.join().unwrap());
            answers
                .zip(0..)
                .filter_map(|(version, vote)| Some((version?, vote)))
                .collect()
        });
        heard.sort_unstable();
        let parallel = outcome(&house, id);
        let authorized = parallel
            .iter()
            .filter(|e| matches!(e, Event::ChangeAuthorized { .. }));
        assert!(authorized.count() <= 1, "seed {seed}");

        // The same votes in the order of their receipts, one after the other, in another house.
        let other_dir = tempfile::tempdir().unwrap();
        let other = House::open(other_dir.path());
        install(&other, 4);
        let same = submitted(&other);
        for (_, index) in &heard {
            let (who, yes) = &votes[*index];
            let command = vote(&other, same, *yes);
            other.say(who, same, command).unwrap();
        }
        assert_eq!(parallel, outcome(&other, same), "seed {seed}");
        let change = house.change(id);
        assert_eq!(
            change.authority.authorized.is_some(),
            change.phase == placet_domain::process::Phase::Scheduled
        );
    }
}

/// The control: another order of the same votes has another outcome.
#[test]
fn t2_another_order_is_another_outcome() {
    let outcome_of = |order: [(&str, bool); 3]| {
        let dir = tempfile::tempdir().unwrap();
        let house = House::open(dir.path());
        install(&house, 2);
        let id = submitted(&house);
        for (who, yes) in order {
            let command = vote(&house, id, yes);
            let _ = house.say(who, id, command);
        }
        outcome(&house, id)
    };
    let first = outcome_of([("u1", true), ("u1", false), ("u2", true)]);
    let second = outcome_of([("u1", false), ("u1", true), ("u2", true)]);
    assert_ne!(first, second);
}
