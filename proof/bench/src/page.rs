//! The table, for the terminal and for `docs/benchmarks.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use placet_proof::grouped;

use crate::disk::Disk;
use crate::figures::{FIGURES, Figure, Goal};
use crate::median::median;
use crate::results::{Measured, Results, Stored, met};

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench --write`; do not edit. Every figure was measured three times: the median, and the lowest and
highest in brackets. CPU is that of the server process (of the whole process for in-process figures) for one operation.
The clients run on the same cores. *disk* is what the file system itself did within the same minute: one append of
4 KiB with `fdatasync` after the other. Peers are quoted from our own earlier measurements on two such cores.
How it is measured and what it does not show: [How it is measured](#how-it-is-measured).
";

/// Returns the lines of one row for the terminal.
pub(crate) fn lines(results: &Results, row: &str) -> String {
    let mut text = String::new();
    for figure in FIGURES.iter().filter(|figure| figure.row == row) {
        let Some(measured) = results.figures.get(figure.id) else {
            continue;
        };
        let _ = writeln!(
            text,
            "{:<16} {:>28}  goal {:<22} {:<24} {:<7} {}",
            figure.id,
            value(figure, measured),
            goal(figure, measured, &results.figures),
            cpu(measured),
            verdict(figure, &results.figures),
            disk(&measured.disk),
        );
    }
    text
}

/// Returns the page. Notes are stored by figure; those for the whole page are under `how it is measured`.
pub(crate) fn page(all: &Stored, notes: &BTreeMap<String, String>) -> String {
    let mut text = format!("{HEAD}\nMachine: {}.\n\n", all.machine);
    text.push_str("| what | goal | measured | CPU each | disk | best peer | |\n|---|---|---|---|---|---|---|\n");
    for figure in &FIGURES {
        let Some(measured) = all.figures.get(figure.id) else {
            continue;
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            figure.what,
            goal(figure, measured, &all.figures),
            value(figure, measured),
            cpu(measured),
            disk(&measured.disk),
            figure.peer,
            verdict(figure, &all.figures),
        );
    }
    let missed = FIGURES
        .iter()
        .filter(|figure| met(figure, &all.figures) == Some(false));
    let missed: Vec<&Figure> = missed.collect();
    if !missed.is_empty() {
        text.push_str("\n## What bounds the figures that are missed\n\n");
    }
    for figure in missed {
        let note = notes
            .get(figure.id)
            .map_or("not looked into yet", String::as_str);
        let _ = writeln!(text, "- *{}*: {note}", figure.what);
    }
    text.push_str("\n## How it is measured\n\n");
    text.push_str(notes.get("how it is measured").map_or("", String::as_str));
    text.push('\n');
    text
}

fn value(figure: &Figure, measured: &Measured) -> String {
    let (low, high) = measured
        .values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let unit = unit(figure);
    format!(
        "{}{unit} ({} to {})",
        number(measured.value()),
        number(low),
        number(high)
    )
}

fn goal(figure: &Figure, measured: &Measured, all: &BTreeMap<String, Measured>) -> String {
    let unit = unit(figure);
    let goal = match figure.goal {
        Goal::AtLeast(least) => format!("{}{unit}", number(least)),
        Goal::AtMost(most) => format!("at most {}{unit}", number(most)),
        Goal::Syncs(times, ms) => {
            let most = measured
                .sync_ms()
                .map_or(f64::NAN, |sync| times * sync + ms);
            format!("at most {}{unit}", number(most))
        }
        Goal::PartOf(other, part) => {
            let whole = all.get(other).map_or(f64::NAN, Measured::value);
            format!("{}{unit}", number(whole * part))
        }
        Goal::None => String::new(),
    };
    match figure.cpu_ms_max {
        Some(most) => format!("{goal}, {most} ms CPU"),
        None => goal,
    }
}

fn unit(figure: &Figure) -> String {
    match figure.unit {
        "" | "/s" => figure.unit.to_owned(),
        unit => format!(" {unit}"),
    }
}

fn cpu(measured: &Measured) -> String {
    match (measured.cpu(), measured.client_cpu_ms.is_empty()) {
        (Some(cpu), true) => format!("{cpu:.3} ms"),
        (Some(cpu), false) => format!(
            "{cpu:.3} ms (client {:.3})",
            median(&measured.client_cpu_ms)
        ),
        (None, _) => String::new(),
    }
}

fn disk(disk: &[Disk]) -> String {
    let p50: Vec<f64> = disk.iter().map(|disk| disk.p50_us).collect();
    let rate: Vec<f64> = disk.iter().map(|disk| disk.per_second).collect();
    match disk.is_empty() {
        true => String::new(),
        false => format!("{} µs, {}/s", number(median(&p50)), number(median(&rate))),
    }
}

fn verdict(figure: &Figure, all: &BTreeMap<String, Measured>) -> &'static str {
    match met(figure, all) {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "",
    }
}

/// Formats a number with three significant figures, and commas between thousands.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    if value < 1.0 {
        return format!("{value:.3}");
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    grouped(value.round() as u64)
}
