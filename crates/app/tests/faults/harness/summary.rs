//! What a suite reports about the work that went on during its faults.

use std::time::Duration;

use placet_domain::change::Event;
use placet_proof::Report;

use super::verdict::Aftermath;

pub(super) fn add(aftermath: &Aftermath<'_>, report: &mut Report) {
    let Aftermath {
        world,
        seen,
        case,
        violations,
        ledger_size,
    } = aftermath;
    let mut count = |what: &str, wanted: &dyn Fn(&Event) -> bool| {
        let streams = case.history.streams.values();
        let found = streams
            .flat_map(|stream| stream.events())
            .filter(|event| wanted(event));
        report.add(what, found.count() as u64);
    };
    count("changes", &|event| matches!(event, Event::ChangeOpened(_)));
    count("finished", &|event| matches!(event, Event::RunFinished));
    count("backed out", &|event| {
        matches!(event, Event::BackoutFinished)
    });
    count("attempts of steps", &|event| {
        matches!(event, Event::StepStarted { .. })
    });
    count("unknown outcomes", &|event| {
        matches!(event, Event::OutcomeUnknown { .. })
    });
    count("orders of people", &|event| {
        matches!(event, Event::StepOrdered { .. } | Event::StepSkipped { .. })
    });
    count("times stuck", &|event| {
        matches!(event, Event::BackoutStuck { .. })
    });
    report.add("acknowledgements", case.receipts.len() as u64);
    report.add("effects", case.effects.len() as u64);
    report.add("shims killed", seen.killed_shims.values().sum());
    report.add("checkpoints", seen.checkpoints.len() as u64);
    report.add("events in the ledger", *ledger_size);
    report.add("violations", violations.len() as u64);
    let mut ready = seen.ready.clone();
    ready.sort_unstable();
    let ms = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
    println!(
        "ready after {} ms in the median and {} ms at worst; database of {} KiB",
        ms(ready.get(ready.len() / 2)),
        ms(ready.last()),
        world.house.database_bytes() / 1024,
    );
}
