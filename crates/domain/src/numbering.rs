//! Change numbers in the process's own format: `{yyyy} {mm} {dd} {hh} {mi} {ss}` in UTC and `{seq:N}`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use placet_language::ids::ModelId;
use placet_language::process::Process;

/// Longest format, in bytes.
pub const FORMAT_BYTES_MAX: usize = 80;

/// A piece of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Time(&'static str),
    Seq(usize),
}

/// Placeholders of time with the pattern that writes each.
const TIMES: &[(&str, &str)] = &[
    ("yyyy", "%Y"),
    ("mm", "%m"),
    ("dd", "%d"),
    ("hh", "%H"),
    ("mi", "%M"),
    ("ss", "%S"),
];

/// A series of numbers. Two processes with one format share their series, so that a number names one change on a server.
#[derive(Debug, Clone)]
pub struct Series<'a> {
    format: &'a str,
    now: Timestamp,
    is_counted: bool,
    name: String,
}

impl<'a> Series<'a> {
    /// Returns the series of a model's numbers at an instant.
    pub fn of(process: &'a Process, model: &ModelId, now: Timestamp) -> Self {
        let format = format_for(process, model);
        let is_counted = has_seq(format);
        // Without a counter the number is a series of its own.
        let name = if is_counted {
            prefix(format, now)
        } else {
            render(format, now, 0)
        };
        Self {
            format,
            now,
            is_counted,
            name,
        }
    }

    /// Returns the format of its numbers.
    pub fn format(&self) -> &'a str {
        self.format
    }

    /// Returns the name that the series is counted under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes the number at a place of the series, from 1. Without a counter the first is plain and the second gets `-02`.
    pub fn number(&self, sequence: u64) -> String {
        match (self.is_counted, sequence) {
            (true, _) => render(self.format, self.now, sequence),
            (false, 1) => self.name.clone(),
            (false, more) => format!("{}-{more:02}", self.name),
        }
    }
}

/// The format of a model's numbers: its own, or the one for all.
fn format_for<'a>(process: &'a Process, model: &ModelId) -> &'a str {
    process
        .numbering
        .models
        .get(model)
        .unwrap_or(&process.numbering.format)
}

/// Writes a number; `seq` is ignored by a format without `{seq}`.
fn render(format: &str, now: Timestamp, seq: u64) -> String {
    write(&pieces(format).unwrap_or_default(), now, Some(seq))
}

/// Writes what stands before `{seq}`: the counter counts afresh when this changes.
fn prefix(format: &str, now: Timestamp) -> String {
    write(&pieces(format).unwrap_or_default(), now, None)
}

/// Whether numbers of this format are counted.
fn has_seq(format: &str) -> bool {
    pieces(format)
        .unwrap_or_default()
        .iter()
        .any(|piece| matches!(piece, Piece::Seq(_)))
}

/// Checks that a format can be read and gives numbers that are safe in a path, a subject line and an address.
///
/// # Errors
/// The reason, for the author of the process.
pub fn check(format: &str) -> Result<(), String> {
    if format.len() > FORMAT_BYTES_MAX {
        return Err(format!(
            "the format is longer than {FORMAT_BYTES_MAX} bytes"
        ));
    }
    let pieces = pieces(format)?;
    if !pieces.iter().any(|piece| !matches!(piece, Piece::Text(_))) {
        return Err(format!(
            "`{format}` gives every change the same number; add `{{seq:4}}`"
        ));
    }
    if pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Seq(_)))
        .count()
        > 1
    {
        return Err(format!("`{format}` counts twice; keep one `{{seq}}`"));
    }
    let text: String = pieces
        .iter()
        .filter_map(|p| {
            if let Piece::Text(t) = p {
                Some(*t)
            } else {
                None
            }
        })
        .collect();
    match text
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
    {
        Some(bad) => Err(format!(
            "`{bad}` in `{format}` is not allowed; use letters, digits, `-`, `_` and `.`"
        )),
        None if text.starts_with('.') || text.starts_with('-') => Err(format!(
            "`{format}` begins with `.` or `-`, which tools take for something else"
        )),
        None => Ok(()),
    }
}

fn write(pieces: &[Piece<'_>], now: Timestamp, seq: Option<u64>) -> String {
    let utc = now.to_zoned(TimeZone::UTC);
    let mut out = String::new();
    for piece in pieces {
        match (piece, seq) {
            (Piece::Text(text), _) => out.push_str(text),
            (Piece::Time(pattern), _) => out.push_str(&utc.strftime(pattern).to_string()),
            (Piece::Seq(width), Some(seq)) => out.push_str(&format!("{seq:0width$}")),
            (Piece::Seq(_), None) => return out,
        }
    }
    out
}

fn pieces(format: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = format;
    while let Some((text, after)) = rest.split_once('{') {
        if text.contains('}') {
            return Err(format!("`{format}` has a `}}` without a `{{`"));
        }
        let Some((name, tail)) = after.split_once('}') else {
            return Err(format!("`{format}` has a `{{` without a `}}`"));
        };
        if !text.is_empty() {
            found.push(Piece::Text(text));
        }
        found.push(placeholder(name)?);
        rest = tail;
    }
    if rest.contains('}') {
        return Err(format!("`{format}` has a `}}` without a `{{`"));
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

fn placeholder(name: &str) -> Result<Piece<'static>, String> {
    if let Some((_, pattern)) = TIMES.iter().find(|(known, _)| *known == name) {
        return Ok(Piece::Time(pattern));
    }
    let width = match name.strip_prefix("seq") {
        Some("") => Some(1),
        Some(width) => width
            .strip_prefix(':')
            .and_then(|digits| digits.parse().ok()),
        None => None,
    };
    match width {
        Some(width @ 1..=12) => Ok(Piece::Seq(width)),
        Some(_) => Err(format!("`{{{name}}}` has a width outside 1 to 12")),
        None => Err(format!(
            "`{{{name}}}` is unknown; use yyyy, mm, dd, hh, mi, ss and seq:N"
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    // 000.L3, 001.C1, 003.C1, 004.C1
    #[test]
    fn every_source_format_is_written() {
        let now = at("2026-03-04T05:06:07Z");
        assert_eq!(
            render("CHG-{yyyy}{mm}{dd}-{hh}{mi}{ss}", now, 9),
            "CHG-20260304-050607"
        );
        assert_eq!(render("CR-{yyyy}-{seq:4}", now, 42), "CR-2026-0042");
        assert_eq!(
            render("CR-{yyyy}-{mm}-{dd}-{seq:3}", now, 1),
            "CR-2026-03-04-001"
        );
        assert_eq!(render("CR-{seq:3}", now, 12_345), "CR-12345");
    }

    // 003.C1: counted for each day, because the day stands before the count.
    #[test]
    fn the_counter_restarts_with_what_stands_before_it() {
        let format = "CR-{yyyy}-{mm}-{dd}-{seq:3}-X";
        assert_eq!(prefix(format, at("2026-03-04T23:59:59Z")), "CR-2026-03-04-");
        assert_eq!(prefix(format, at("2026-03-05T00:00:00Z")), "CR-2026-03-05-");
        assert!(has_seq(format) && !has_seq("CHG-{yyyy}"));
    }

    // Z10
    #[test]
    fn a_number_that_is_taken_gets_a_suffix() {
        let series = Series {
            format: "CHG-{yyyy}{mm}{dd}-{hh}{mi}{ss}",
            now: at("2026-03-04T05:06:07Z"),
            is_counted: false,
            name: "CHG-20260304-050607".to_owned(),
        };
        assert_eq!(series.number(1), "CHG-20260304-050607");
        assert_eq!(series.number(2), "CHG-20260304-050607-02");
    }

    #[test]
    fn formats_that_cannot_work_are_refused_with_the_reason() {
        for (bad, reason) in [
            ("CR", "same number"),
            ("CR-{seq:4}-{seq:2}", "twice"),
            ("CR-{week}", "unknown"),
            ("CR-{seq:40}", "width"),
            ("CR-{seq", "without"),
            ("CR-seq}", "without"),
            ("CR/{seq}", "not allowed"),
            ("-{seq}", "begins"),
        ] {
            assert!(check(bad).unwrap_err().contains(reason), "{bad}");
        }
        assert_eq!(check("EMG-{yyyy}{mm}{dd}-{hh}{mi}{ss}"), Ok(()));
    }
}
