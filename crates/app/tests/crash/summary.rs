//! The one line that says what a storm was like.

use std::time::Duration;

use placet_domain::change::Event;

use crate::Aftermath;

pub(crate) fn line(aftermath: &Aftermath, took: Duration) -> String {
    let Aftermath {
        house,
        storm,
        case,
        violations,
        ledger_size,
    } = aftermath;
    let count = |wanted: &dyn Fn(&Event) -> bool| {
        case.history
            .streams
            .values()
            .flat_map(|stream| stream.events())
            .filter(|event| wanted(event))
            .count()
    };
    let mut ready = storm.ready.clone();
    ready.sort_unstable();
    let ms = |time: Option<&Duration>| time.map_or(0, Duration::as_millis);
    format!(
        "crash: {} kills ({} during start-up, {} while ending), {} graceful ends, {} host crashes with {} shims killed; \
         {} changes ({} finished, {} backed out), {} attempts of steps, {} acknowledgments, {} effects, {} unknown \
         outcomes, {} orders of people, {} times stuck; ledger of {ledger_size} events, {} checkpoints, database {} KiB; \
         ready after {} ms in the median and {} ms at worst; {} violations in {:.0} s",
        storm.kills,
        storm.kills_during_start,
        storm.kills_while_ending,
        storm.graceful_ends,
        storm.host_crashes,
        storm.killed_shims.values().sum::<u64>(),
        case.history.streams.len(),
        count(&|event| matches!(event, Event::RunFinished)),
        count(&|event| matches!(event, Event::BackoutFinished)),
        count(&|event| matches!(event, Event::StepStarted { .. })),
        case.receipts.len(),
        case.effects.len(),
        count(&|event| matches!(event, Event::OutcomeUnknown { .. })),
        count(&|event| matches!(event, Event::StepOrdered { .. } | Event::StepSkipped { .. })),
        count(&|event| matches!(event, Event::BackoutStuck { .. })),
        storm.checkpoints.len(),
        house.database_bytes() / 1024,
        ms(ready.get(ready.len() / 2)),
        ms(ready.last()),
        violations.len(),
        took.as_secs_f64(),
    )
}
