//! How long something may take, as a process file writes it: `2h`, `3 business days`, `same day`, `immediate`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The longest duration a process or a plan may name.
pub const DURATION_MAX: SignedDuration = SignedDuration::from_hours(24 * 3660);

/// A text that is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a duration: write it like `90s`, `30m`, `2h`, `14 days`, `3 business days`, `same day` or `immediate`"
)]
pub struct InvalidLead(pub String);

/// A duration in elapsed time, with its text form such as `90s` or `2h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Elapsed(pub SignedDuration);

impl Elapsed {
    /// Whole seconds.
    pub fn seconds(self) -> i64 {
        self.0.as_secs()
    }
}

/// A time to act in: elapsed, in business days (Monday to Friday of the process's zone), or by the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Lead {
    /// So much elapsed time; zero is `immediate`.
    Elapsed(Elapsed),
    /// Until the same time of day, so many business days later.
    BusinessDays(u16),
    /// Until midnight of the process's zone.
    SameDay,
}

impl Lead {
    /// The instant at which the time has run out. Times past the calendar's end stay at `start`.
    pub fn after(self, start: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Elapsed(elapsed) => start.checked_add(elapsed.0).unwrap_or(start),
            Self::SameDay => start
                .to_zoned(zone.clone())
                .tomorrow()
                .and_then(|z| z.start_of_day())
                .map_or(start, |z| z.timestamp()),
            Self::BusinessDays(days) => {
                let mut at = start.to_zoned(zone.clone());
                let mut left = days;
                while left > 0 {
                    let Ok(next) = at.checked_add(1.day()) else {
                        return start;
                    };
                    at = next;
                    if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
                        left -= 1;
                    }
                }
                at.timestamp()
            }
        }
    }
}

fn parse_elapsed(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at_checked(split)?;
    let count: i64 = digits.parse().ok()?;
    let seconds = match unit.trim() {
        "ms" => {
            return Some(SignedDuration::from_millis(count));
        }
        "s" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    };
    let duration = SignedDuration::from_secs(count.checked_mul(seconds)?);
    (duration <= DURATION_MAX).then_some(duration)
}

impl FromStr for Elapsed {
    type Err = InvalidLead;
    fn from_str(text: &str) -> Result<Self, InvalidLead> {
        parse_elapsed(text)
            .map(Elapsed)
            .ok_or_else(|| InvalidLead(text.chars().take(80).collect()))
    }
}

impl TryFrom<String> for Elapsed {
    type Error = InvalidLead;
    fn try_from(text: String) -> Result<Self, InvalidLead> {
        text.parse()
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.as_millis();
        let (count, unit) = match ms {
            0 => (0, "s"),
            _ if ms % 1000 != 0 => (ms, "ms"),
            _ if ms % 86_400_000 == 0 => (ms / 86_400_000, "d"),
            _ if ms % 3_600_000 == 0 => (ms / 3_600_000, "h"),
            _ if ms % 60_000 == 0 => (ms / 60_000, "m"),
            _ => (ms / 1000, "s"),
        };
        write!(f, "{count}{unit}")
    }
}

impl From<Elapsed> for String {
    fn from(elapsed: Elapsed) -> String {
        elapsed.to_string()
    }
}

impl FromStr for Lead {
    type Err = InvalidLead;
    fn from_str(text: &str) -> Result<Self, InvalidLead> {
        match text.trim() {
            "immediate" => return Ok(Self::Elapsed(Elapsed(SignedDuration::ZERO))),
            "same day" => return Ok(Self::SameDay),
            _ => {}
        }
        if let Some(count) = text
            .trim()
            .strip_suffix("business days")
            .or_else(|| text.trim().strip_suffix("business day"))
        {
            return count
                .trim()
                .parse()
                .map(Self::BusinessDays)
                .map_err(|_| InvalidLead(text.chars().take(80).collect()));
        }
        text.parse().map(Self::Elapsed)
    }
}

impl TryFrom<String> for Lead {
    type Error = InvalidLead;
    fn try_from(text: String) -> Result<Self, InvalidLead> {
        text.parse()
    }
}

impl fmt::Display for Lead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elapsed(elapsed) if elapsed.0.is_zero() => f.write_str("immediate"),
            Self::Elapsed(elapsed) => elapsed.fmt(f),
            Self::BusinessDays(1) => f.write_str("1 business day"),
            Self::BusinessDays(days) => write!(f, "{days} business days"),
            Self::SameDay => f.write_str("same day"),
        }
    }
}

impl From<Lead> for String {
    fn from(lead: Lead) -> String {
        lead.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_text_form_is_read_and_written() {
        for text in [
            "90s",
            "30m",
            "2h",
            "14d",
            "1 business day",
            "3 business days",
            "same day",
            "immediate",
            "250ms",
        ] {
            assert_eq!(text.parse::<Lead>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "soon",
            "3 fortnights",
            "-2h",
            "99999999999999999999h",
            "900000 days",
        ] {
            assert!(bad.parse::<Lead>().is_err(), "{bad}");
        }
    }

    // 001.A1, Z30: two to three days are business days.
    #[test]
    fn three_business_days_from_a_thursday_end_on_tuesday() {
        let thursday: Timestamp = "2026-11-19T10:00:00Z".parse().unwrap();
        let due = Lead::BusinessDays(3).after(thursday, &TimeZone::UTC);
        assert_eq!(due.to_string(), "2026-11-24T10:00:00Z");
    }

    // 001.A1: a standard change is acknowledged the same day.
    #[test]
    fn same_day_ends_at_midnight_of_the_zone() {
        let noon: Timestamp = "2026-11-19T12:00:00Z".parse().unwrap();
        assert_eq!(
            Lead::SameDay.after(noon, &TimeZone::UTC).to_string(),
            "2026-11-20T00:00:00Z"
        );
    }
}
