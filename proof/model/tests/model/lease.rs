//! The lease protocol, searched completely.

use placet_model::lease::Lease;

use crate::search;

pub(crate) const PROTOCOL: Lease = Lease {
    nodes: 3,
    epochs: 4,
    fence: true,
    once: true,
    outcome_by_epoch: true,
};

// T12, I3, I14: whatever stops, dies or comes back late, an attempt has one effect and one outcome.
#[test]
fn t12_an_attempt_has_one_effect_whoever_holds_the_lease() {
    let seen = search(PROTOCOL);
    println!("model: lease: {seen}");
    assert!(seen.broken.is_empty(), "{:?}", seen.broken);
    assert!(seen.missing.is_empty(), "{:?}", seen.missing);
    assert!(seen.states > 1000);
}

#[test]
fn each_part_of_the_lease_protocol_is_needed() {
    let without = |protocol: Lease, law| {
        let seen = search(protocol);
        assert!(seen.broken.contains(law), "{:?}", seen.broken);
    };
    let all = PROTOCOL;
    without(
        Lease { once: false, ..all },
        "I3: an attempt has one effect",
    );
    without(
        Lease {
            fence: false,
            ..all
        },
        "I14: an epoch never decreases at the target",
    );
    let outcome_by_epoch = false;
    without(
        Lease {
            outcome_by_epoch,
            ..all
        },
        "I3: an outcome is recorded once",
    );
}
