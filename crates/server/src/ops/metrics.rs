//! `/metrics`, as Prometheus reads it.

use std::fmt::{Display, Write as _};

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::auth::{Asker, Scope, administrators_only, check_scope, unauthenticated};
use crate::door::{Call, Inner};
use crate::failure::Failure;

const MEDIA: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Shows the metrics: to everyone if the settings say so, otherwise to administrators.
pub(crate) fn show(inner: &Inner, asker: Option<&Asker>, _: &Call) -> Result<Response, Failure> {
    if !inner.settings.open_metrics {
        let asker = asker.ok_or_else(unauthenticated)?;
        check_scope(asker, Scope::Read)?;
        // Sums over all processes would tell members of one team about the others.
        if !asker.is_administrator() {
            return Err(administrators_only());
        }
    }
    Ok(([(header::CONTENT_TYPE, MEDIA)], text(inner)?).into_response())
}

fn text(inner: &Inner) -> Result<String, Failure> {
    let counted = inner.metrics.text();
    let mut text = counted.map_err(|error| Failure::internal(format!("metrics: {error}")))?;
    gauges(inner, &mut text)?;
    if let Some(seconds) = cpu_seconds() {
        let help = "Processor time of this process so far";
        gauge(&mut text, "process_cpu_seconds", help, seconds);
    }
    text.push_str("# EOF\n");
    Ok(text)
}

/// Adds what is measured at the time of the call.
fn gauges(inner: &Inner, text: &mut String) -> Result<(), Failure> {
    let store = inner.engine.store();
    let events = store.ledger_head()?.size;
    gauge(text, "ledger_events", "Events in the ledger", events);
    let help = "Jobs that wait for their time or a free thread";
    gauge(text, "jobs_pending", help, inner.engine.jobs_waiting());
    let counts = store.counts(None)?;
    head(text, "changes", "Changes by phase");
    for (phase, count) in &counts.phases {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "placet_changes{{phase=\"{phase}\"}} {count}");
    }
    let help = "Changes that count as unauthorized";
    gauge(text, "changes_unauthorized", help, counts.unauthorized);
    Ok(())
}

fn gauge(text: &mut String, name: &str, help: &str, value: impl Display) {
    head(text, name, help);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "placet_{name} {value}");
}

fn head(text: &mut String, name: &str, help: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "# HELP placet_{name} {help}.\n# TYPE placet_{name} gauge"
    );
}

/// Reads the processor time of this process from Linux's `/proc/self/stat`: fields 14 and 15, in ticks of 10 ms.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The command's name may hold spaces; it ends with the last parenthesis.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u32 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Some(f64::from(ticks) / 100.0)
}
