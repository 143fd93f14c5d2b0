//! Settling ends, and leaves nothing to follow: what a decision should have led to does not wait for the next one.

use placet_domain::change::{Actor, Command, Event};
use proptest::prelude::*;

use super::random::{Script, config, scripts};
use super::sim::Sim;

/// Acts of [`Sim::act`] after which more may follow: time that passes, roles that change, and a person who declines.
const ELSEWHERE: [u8; 4] = [11, 12, 15, 18];

fn settle(sim: &mut Sim) -> Vec<Event> {
    let before = sim.history.len();
    sim.ask(Actor::System, &Command::Settle);
    let new = &sim.history[before..];
    new.iter()
        .map(|(recorded, _)| recorded.event.clone())
        .collect()
}

/// The engine records what is late, even when a person acted after the deadline.
fn is_late(event: &Event) -> bool {
    matches!(
        event,
        Event::ApprovalsOverdue { .. } | Event::RatificationFailed { .. }
    )
}

fn leaves_nothing(
    name: &str,
    (emergency, stage, steps, acts): &Script,
) -> Result<(), TestCaseError> {
    let mut sim = Sim::new(name);
    sim.prepare(*emergency, (*stage).min(3), steps);
    for act in acts {
        settle(&mut sim);
        let again = settle(&mut sim);
        prop_assert!(again.is_empty(), "settled twice: {again:#?}");
        sim.act(*act);
        if !ELSEWHERE.contains(&(act[0] % 40)) {
            let mut left = settle(&mut sim);
            left.retain(|event| !is_late(event));
            prop_assert!(left.is_empty(), "left after {act:?}: {left:#?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_left_to_follow_in_the_service_platform(script in scripts()) {
        leaves_nothing("service-platform", &script)?;
    }

    #[test]
    fn nothing_is_left_to_follow_in_the_dao(script in scripts()) {
        leaves_nothing("rechain-dao", &script)?;
    }
}
