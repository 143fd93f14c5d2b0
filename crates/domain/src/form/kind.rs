//! What a single value of each kind must look like.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::limits::{MARKDOWN_BYTES_MAX, TEXT_CHARS_MAX, Wrong};
use placet_language::lead::Elapsed;
use placet_language::zone::Zone;

/// Longest address, in bytes.
const LINK_BYTES_MAX: usize = 2000;

fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Result<(), Wrong> {
    Err((message.into(), hint.into()))
}

pub(super) fn line(text: &str) -> Result<(), Wrong> {
    if text.contains(['\n', '\r']) {
        return wrong(
            "has several lines, and one is allowed",
            "put the details into another field",
        );
    }
    if text.chars().any(char::is_control) {
        return wrong("has a control character", "remove it");
    }
    match text.chars().count() {
        0..=TEXT_CHARS_MAX => Ok(()),
        long => wrong(
            format!("has {long} characters, and {TEXT_CHARS_MAX} are allowed"),
            "shorten it",
        ),
    }
}

pub(super) fn markdown(text: &str) -> Result<(), Wrong> {
    if text.len() > MARKDOWN_BYTES_MAX {
        return wrong(
            format!(
                "takes {} bytes, and {MARKDOWN_BYTES_MAX} are allowed",
                text.len()
            ),
            "attach long texts as evidence",
        );
    }
    // A carriage return alone can hide text from its reader; at the end of a line it is how Windows ends lines.
    match text
        .replace("\r\n", "\n")
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        true => wrong("has a control character", "remove it"),
        false => Ok(()),
    }
}

pub(super) fn date(text: &str) -> Result<(), Wrong> {
    match is_day(text) {
        true => Ok(()),
        false => wrong(
            format!("`{}` is not a day", cut(text)),
            "write it like `2026-11-21`",
        ),
    }
}

fn is_day(text: &str) -> bool {
    // The length keeps to the one form that the process promises; the parser knows more.
    text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') && text.parse::<Date>().is_ok()
}

pub(super) fn datetime(text: &str, zone: &Zone) -> Result<(), Wrong> {
    match instant(text, zone) {
        Some(_) => Ok(()),
        None => wrong(
            format!("`{}` is not a time", cut(text)),
            format!("write it like `2026-11-21T14:00:00Z`, or `2026-11-21 14:00` in {zone}"),
        ),
    }
}

/// An instant from RFC 3339, or from `2026-11-21 14:00` in a zone. A time that daylight saving skips is taken as much
/// later as it skips; one that comes twice is taken the first time (RFC 5545).
pub fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let (day, time) = text.split_once(' ')?;
    let is_time =
        matches!(time.len(), 5 | 8) && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if !is_day(day) || !is_time {
        return None;
    }
    let local: DateTime = text.parse().ok()?;
    local
        .to_zoned(TimeZone::clone(zone))
        .ok()
        .map(|zoned| zoned.timestamp())
}

pub(super) fn duration(text: &str) -> Result<(), Wrong> {
    match text.parse::<Elapsed>() {
        Ok(_) => Ok(()),
        Err(_) => wrong(
            format!("`{}` is not a duration", cut(text)),
            "write it like `90s`, `30m`, `2h` or `14 days`",
        ),
    }
}

pub(super) fn link(text: &str) -> Result<(), Wrong> {
    let lower = text.to_ascii_lowercase();
    let after = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    let has_host =
        after.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    let is_clean =
        text.len() <= LINK_BYTES_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    match has_host && is_clean {
        true => Ok(()),
        false => wrong(
            format!("`{}` is not a web address", cut(text)),
            format!(
                "write it like `https://example.org/page`, with at most {LINK_BYTES_MAX} bytes"
            ),
        ),
    }
}

/// Input as it is shown in a message: one line, at most 60 characters.
pub(super) fn cut(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(60)
        .collect()
}
