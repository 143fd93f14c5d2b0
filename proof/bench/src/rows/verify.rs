//! The whole ledger, event by event, on one core.

use std::time::Duration;

use super::bench::Bench;
use crate::cpu;
use crate::house::House;
use crate::outcome::Outcome;
use crate::results::Results;

pub(super) fn run(bench: &mut Bench, results: &mut Results) -> Outcome<()> {
    let (data, _) = bench.filled()?;
    let house = House::open(&data, 1)?;
    let store = house.engine.store();
    for _ in 0..bench.options.repeats() {
        // Long enough for the resolution of this thread's clock.
        let (mut events, mut took) = (0, Duration::ZERO);
        while took < bench.time() / 3 {
            let before = cpu::of_this_thread();
            events += store.verify(&[])?.head.size;
            took += cpu::of_this_thread().saturating_sub(before);
        }
        results.add("verify", events as f64 / took.as_secs_f64());
    }
    Ok(())
}
