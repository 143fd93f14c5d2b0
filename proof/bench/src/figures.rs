//! The figures: each with its goal, and the result of the best peer.

/// The goal of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// At least this many per second.
    AtLeast(f64),
    /// At most this much.
    AtMost(f64),
    /// At most this many times the disk's own `fdatasync`, plus this many milliseconds.
    Syncs(f64, f64),
    /// At least this fraction of another figure.
    PartOf(&'static str, f64),
    /// No goal: it is shown beside another figure.
    None,
}

/// One figure.
pub(crate) struct Figure {
    pub(crate) row: &'static str,
    pub(crate) id: &'static str,
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) goal: Goal,
    /// The most CPU time of one operation, in milliseconds.
    pub(crate) cpu_ms_max: Option<f64>,
    /// As the issue quotes it, on two cores of the same kind.
    pub(crate) peer: &'static str,
}

const REDMINE_WRITE: &str = "Redmine 30/s, 48 ms CPU";
const RESTATE_STEPS: &str = "Restate 1,200 to 1,800/s";
const RESTATE_SYNCS: &str = "Restate 1.7";
const RESTATE_CPU: &str = "Restate 6.6 ms";

/// All figures, in the order of the page.
#[rustfmt::skip]
pub(crate) const FIGURES: [Figure; 22] = [
    figure("write", "create-http", "create over HTTP, with audit, durable, 8 clients", "/s", Goal::AtLeast(3000.0), Some(0.4), REDMINE_WRITE),
    figure("write", "submit-http", "submit over HTTP, with audit, durable, 8 clients", "/s", Goal::AtLeast(3000.0), Some(0.4), REDMINE_WRITE),
    figure("write", "create-engine", "create in-process, 8 threads", "/s", Goal::AtLeast(3000.0), Some(0.4), REDMINE_WRITE),
    figure("write", "submit-engine", "submit in-process, 8 threads", "/s", Goal::AtLeast(3000.0), Some(0.4), REDMINE_WRITE),
    figure("read", "read", "read one of 10,000 changes over HTTP", "/s", Goal::AtLeast(12_000.0), Some(0.15), "Redmine 44/s, 37 ms CPU"),
    figure("list", "list", "list 50 of 10,000, filtered and sorted, over HTTP", "/s", Goal::AtLeast(2500.0), None, "Request Tracker 24/s, 45 ms CPU"),
    figure("list", "list-million", "the same of 1,000,000: at most twice as slow", "/s", Goal::PartOf("list", 0.5), None, ""),
    figure("plans", "plan-1", "10-step durable plan, one at once: p50 of its ten steps", "ms", Goal::Syncs(10.0, 1.0), None, "Restate 16 ms"),
    figure("plans", "plan-1-whole", "the same with the order to start", "ms", Goal::None, None, ""),
    figure("plans", "plan-1-syncs", "fdatasync a step, one plan at once, its start included", "", Goal::AtMost(1.0), None, RESTATE_SYNCS),
    figure("plans", "plan-64", "steps of 10-step durable plans, 64 at once", "/s", Goal::AtLeast(10_000.0), None, RESTATE_STEPS),
    figure("plans", "plan-64-syncs", "fdatasync a step, 64 at once", "", Goal::AtMost(1.0), None, RESTATE_SYNCS),
    figure("plans", "plan-64-cpu", "CPU of a 10-step plan of in-process steps, 64 at once", "ms", Goal::AtMost(0.4), None, RESTATE_CPU),
    figure("plans", "plan-512", "steps of 10-step durable plans, 512 at once", "/s", Goal::AtLeast(20_000.0), None, RESTATE_STEPS),
    figure("plans", "plan-512-syncs", "fdatasync a step, 512 at once", "", Goal::AtMost(1.0), None, RESTATE_SYNCS),
    figure("plans", "plan-512-cpu", "CPU of a 10-step plan of in-process steps, 512 at once", "ms", Goal::AtMost(0.4), None, RESTATE_CPU),
    figure("recovery", "recovery", "SIGKILL with 1,000 plans in flight: from spawn to the next step", "ms", Goal::AtMost(100.0), None, "Restate worker 0.9 s, DBOS 2 s"),
    figure("verify", "verify", "verify the ledger, events a second on one core", "/s", Goal::AtLeast(1_000_000.0), None, "SHA-256 limit 2.4 million/s"),
    figure("start", "start", "start to first answer with 10,000 changes", "ms", Goal::AtMost(50.0), None, "230 ms"),
    figure("start", "memory", "memory of that server, idle", "MiB", Goal::AtMost(30.0), None, "141 MiB"),
    figure("start", "memory-busy", "the same after reads of 500 changes", "MiB", Goal::None, None, ""),
    figure("start", "binary", "the binary", "MB", Goal::AtMost(30.0), None, "150 MB"),
];

const fn figure(
    row: &'static str,
    id: &'static str,
    what: &'static str,
    unit: &'static str,
    goal: Goal,
    cpu_ms_max: Option<f64>,
    peer: &'static str,
) -> Figure {
    Figure {
        row,
        id,
        what,
        unit,
        goal,
        cpu_ms_max,
        peer,
    }
}
