//! I12: a target is held by one change at a time, from its start until nothing more can happen.

use std::collections::BTreeMap;

use placet_domain::ChangeId;
use placet_domain::change::Event;

use super::case::Case;
use super::history::targets;
use super::violation::Violation;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let mut holders: BTreeMap<String, ChangeId> = BTreeMap::new();
    let mut found = Vec::new();
    for (change, entry) in case.history.in_order() {
        match entry.event() {
            Event::ChangeStarted { .. } | Event::BackoutStarted { .. } => {
                for target in targets(case.history.streams[&change].plan()) {
                    let other = holders
                        .insert(target.clone(), change)
                        .filter(|other| *other != change);
                    if let Some(other) = other {
                        let what = format!(
                            "position {}: {change} takes `{target}` from {other}",
                            entry.position
                        );
                        found.push(Violation::new("I12", what));
                    }
                }
            }
            Event::RunFinished | Event::BackoutFinished => {
                holders.retain(|_, holder| *holder != change);
            }
            _ => {}
        }
    }
    found
}
