//! I10: what was acknowledged is in the log, at the place and with the events that the receipt states.

use std::collections::HashMap;

use super::case::Case;
use super::violation::Violation;

pub(super) fn check(case: &Case) -> Vec<Violation> {
    let by_position: HashMap<u64, (_, u64)> = case
        .history
        .in_order()
        .into_iter()
        .map(|(change, entry)| (entry.position, (change, entry.version)))
        .collect();
    let mut found = Vec::new();
    for receipt in &case.receipts {
        if by_position.get(&receipt.position) != Some(&(receipt.change, receipt.version)) {
            found.push(Violation::new(
                "I10",
                format!("acknowledged and lost: {receipt:?}"),
            ));
        }
    }
    for (change, stream) in &case.history.streams {
        let versions = stream.0.iter().map(|entry| entry.version);
        if !versions.eq(1..=stream.0.len() as u64) {
            found.push(Violation::new(
                "I10",
                format!("the events of {change} have gaps"),
            ));
        }
    }
    found
}
