//! How often something comes again, as RFC 5545, section 3.3.10 writes it: `FREQ=MONTHLY;BYDAY=1SA`.
//!
//! The parts that give a time of day are refused: a process file says it in `at`, so that it is said once.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

/// The longest interval between two recurrences, in units of the frequency.
pub const INTERVAL_MAX: u16 = 999;

/// A text that is no recurrence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRecurrence(pub String);

/// The unit in which recurrences are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Days.
    Daily,
    /// Weeks.
    Weekly,
    /// Months.
    Monthly,
    /// Years.
    Yearly,
}

/// A day of the week, or the nth of them in a month or year; from the end when negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfWeek {
    /// Which of them, counted from 1 or from -1 backward; none for each.
    pub nth: Option<i8>,
    /// The day.
    pub day: Weekday,
}

/// When it does not come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// After so many times.
    Count(u32),
    /// After this day.
    OnDate(Date),
    /// After this instant.
    At(Timestamp),
}

/// How often something comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The unit.
    pub frequency: Frequency,
    /// Every so many units, from 1 to [`INTERVAL_MAX`].
    pub interval: u16,
    /// When it ends; never without.
    pub ending: Option<Ending>,
    /// Months, from 1 to 12.
    pub months: Vec<i8>,
    /// Days of the month, from 1 to 31, or from -1 backward.
    pub month_days: Vec<i8>,
    /// Days of the week.
    pub days: Vec<DayOfWeek>,
    /// Which of what is left in each period, from 1 or from -1 backward.
    pub positions: Vec<i16>,
    /// The day on which a week begins; Monday without.
    pub week_start: Option<Weekday>,
}

const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

const FREQUENCIES: [(&str, Frequency); 4] = [
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];

impl FromStr for Recurrence {
    type Err = InvalidRecurrence;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<(&str, &str)> = text
            .split(';')
            .map(|part| {
                part.split_once('=')
                    .ok_or_else(|| wrong(part, "is not `PART=value`"))
            })
            .collect::<Result<_, _>>()?;
        for (index, (name, _)) in parts.iter().enumerate() {
            if parts.iter().take(index).any(|(other, _)| other == name) {
                return Err(wrong(name, "stands there twice"));
            }
        }
        let frequency = match parts.iter().find(|(name, _)| *name == "FREQ") {
            Some((_, word)) => named(&FREQUENCIES, word)
                .ok_or_else(|| wrong(word, "is not DAILY, WEEKLY, MONTHLY or YEARLY"))?,
            None => return Err(wrong(text, "has no FREQ")),
        };
        let mut rule = Self::plain(frequency);
        for (name, value) in parts {
            rule.take(name, value)?;
        }
        rule.check()?;
        Ok(rule)
    }
}

impl Recurrence {
    fn plain(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            ending: None,
            months: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: None,
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), InvalidRecurrence> {
        match name {
            "FREQ" => {}
            "INTERVAL" => self.interval = number(value, 1, INTERVAL_MAX)?,
            "COUNT" | "UNTIL" if self.ending.is_some() => {
                return Err(wrong(
                    name,
                    "cannot stand beside the other end, COUNT or UNTIL",
                ));
            }
            "COUNT" => self.ending = Some(Ending::Count(number(value, 1, u32::MAX)?)),
            "UNTIL" => self.ending = Some(until(value)?),
            "BYMONTH" => self.months = list(value, |item| number(item, 1, 12))?,
            "BYMONTHDAY" => self.month_days = list(value, |item| from_either_end(item, 31))?,
            "BYDAY" => self.days = list(value, day)?,
            "BYSETPOS" => self.positions = list(value, |item| from_either_end(item, 366))?,
            "WKST" => {
                self.week_start = Some(
                    named(&DAYS, value).ok_or_else(|| wrong(value, "is not a day such as MO"))?,
                );
            }
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => {
                return Err(wrong(name, "is said with `at`, the time of day"));
            }
            "BYWEEKNO" | "BYYEARDAY" => {
                return Err(wrong(
                    name,
                    "is not supported; use BYMONTH, BYMONTHDAY or BYDAY",
                ));
            }
            _ => return Err(wrong(name, "is not a part of a recurrence")),
        }
        Ok(())
    }

    /// What RFC 5545 forbids in combination.
    fn check(&self) -> Result<(), InvalidRecurrence> {
        let counts_in_a_month_or_year =
            matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        if !counts_in_a_month_or_year && self.days.iter().any(|day| day.nth.is_some()) {
            return Err(wrong(
                "BYDAY",
                "has a number, which needs MONTHLY or YEARLY",
            ));
        }
        if self.frequency == Frequency::Weekly && !self.month_days.is_empty() {
            return Err(wrong("BYMONTHDAY", "cannot be used with WEEKLY"));
        }
        let nothing_to_choose_from =
            self.days.is_empty() && self.months.is_empty() && self.month_days.is_empty();
        if !self.positions.is_empty() && nothing_to_choose_from {
            return Err(wrong(
                "BYSETPOS",
                "needs a BYDAY, BYMONTH or BYMONTHDAY to choose from",
            ));
        }
        Ok(())
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FREQ={}", word(&FREQUENCIES, self.frequency))?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        match self.ending {
            Some(Ending::Count(count)) => write!(f, ";COUNT={count}")?,
            Some(Ending::OnDate(date)) => write!(f, ";UNTIL={}", date.strftime("%Y%m%d"))?,
            Some(Ending::At(at)) => write!(f, ";UNTIL={}", at.strftime("%Y%m%dT%H%M%SZ"))?,
            None => {}
        }
        write_list(f, "BYMONTH", &self.months)?;
        write_list(f, "BYMONTHDAY", &self.month_days)?;
        write_list(f, "BYDAY", &self.days)?;
        write_list(f, "BYSETPOS", &self.positions)?;
        match self.week_start {
            Some(day) => write!(f, ";WKST={}", word(&DAYS, day)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for DayOfWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(word(&DAYS, self.day))
    }
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, name: &str, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        match index {
            0 => write!(f, ";{name}={item}")?,
            _ => write!(f, ",{item}")?,
        }
    }
    Ok(())
}

fn word<T: Copy + PartialEq>(words: &'static [(&'static str, T)], of: T) -> &'static str {
    words
        .iter()
        .find(|(_, value)| *value == of)
        .map_or("", |(word, _)| word)
}

fn named<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value)
}

fn list<T>(
    value: &str,
    item: impl Fn(&str) -> Result<T, InvalidRecurrence>,
) -> Result<Vec<T>, InvalidRecurrence> {
    value.split(',').map(item).collect()
}

fn number<T: Copy + FromStr + PartialOrd + fmt::Display>(
    text: &str,
    least: T,
    most: T,
) -> Result<T, InvalidRecurrence> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number
        .filter(|number| *number >= least && *number <= most)
        .ok_or_else(|| wrong(text, &format!("is not a number from {least} to {most}")))
}

fn from_either_end<T: TryFrom<i16>>(text: &str, most: i16) -> Result<T, InvalidRecurrence> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = sign * number(digits, 1, most)?;
    T::try_from(number).map_err(|_| wrong(text, "is out of range"))
}

fn day(text: &str) -> Result<DayOfWeek, InvalidRecurrence> {
    let unknown = || wrong(text, "is not a day such as `MO` or `1SA`");
    let at = text.len().checked_sub(2).ok_or_else(unknown)?;
    let (nth, day) = text.split_at_checked(at).ok_or_else(unknown)?;
    Ok(DayOfWeek {
        nth: match nth {
            "" => None,
            nth => Some(from_either_end(nth, 53)?),
        },
        day: named(&DAYS, day).ok_or_else(unknown)?,
    })
}

fn until(text: &str) -> Result<Ending, InvalidRecurrence> {
    let day = || Date::strptime("%Y%m%d", text).map(Ending::OnDate);
    let instant =
        || Timestamp::strptime("%Y%m%dT%H%M%S%z", text.replace('Z', "+0000")).map(Ending::At);
    let ending = match text.len() {
        8 => day().ok(),
        16 if text.ends_with('Z') => instant().ok(),
        _ => None,
    };
    ending.ok_or_else(|| {
        wrong(
            text,
            "is not a day such as `20261231`, or an instant such as `20261231T235959Z`",
        )
    })
}

fn wrong(what: &str, why: &str) -> InvalidRecurrence {
    let shown: String = what.chars().take(60).collect();
    InvalidRecurrence(format!("`{shown}` {why}"))
}

#[cfg(test)]
mod tests {
    use super::Recurrence;

    // 004.W1, 002.W2: the rules that the shipped processes use.
    #[test]
    fn a_recurrence_is_written_as_it_was_read() {
        for text in [
            "FREQ=WEEKLY;BYDAY=TU",
            "FREQ=MONTHLY;BYDAY=1FR",
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            "FREQ=DAILY;COUNT=3",
            "FREQ=DAILY;UNTIL=20261231",
            "FREQ=DAILY;UNTIL=20261231T235959Z",
            "FREQ=MONTHLY;BYMONTHDAY=-1,15;BYSETPOS=-1;WKST=SU",
        ] {
            assert_eq!(text.parse::<Recurrence>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        for (text, why) in [
            ("", "`` is not `PART=value`"),
            ("weekly", "`weekly` is not `PART=value`"),
            ("BYDAY=TU", "`BYDAY=TU` has no FREQ"),
            (
                "FREQ=HOURLY",
                "`HOURLY` is not DAILY, WEEKLY, MONTHLY or YEARLY",
            ),
            ("FREQ=DAILY;FREQ=DAILY", "`FREQ` stands there twice"),
            ("FREQ=DAILY;INTERVAL=0", "`0` is not a number from 1 to 999"),
            (
                "FREQ=DAILY;INTERVAL=+1",
                "`+1` is not a number from 1 to 999",
            ),
            (
                "FREQ=DAILY;COUNT=1;UNTIL=20261231",
                "`UNTIL` cannot stand beside the other end, COUNT or UNTIL",
            ),
            (
                "FREQ=DAILY;UNTIL=20260231",
                "`20260231` is not a day such as `20261231`, or an instant such as `20261231T235959Z`",
            ),
            (
                "FREQ=WEEKLY;BYDAY=1TU",
                "`BYDAY` has a number, which needs MONTHLY or YEARLY",
            ),
            (
                "FREQ=WEEKLY;BYDAY=ÄU",
                "`ÄU` is not a day such as `MO` or `1SA`",
            ),
            (
                "FREQ=WEEKLY;BYMONTHDAY=1",
                "`BYMONTHDAY` cannot be used with WEEKLY",
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=0",
                "`0` is not a number from 1 to 31",
            ),
            (
                "FREQ=MONTHLY;BYMONTH=13",
                "`13` is not a number from 1 to 12",
            ),
            (
                "FREQ=MONTHLY;BYSETPOS=1",
                "`BYSETPOS` needs a BYDAY, BYMONTH or BYMONTHDAY to choose from",
            ),
            (
                "FREQ=DAILY;BYHOUR=2",
                "`BYHOUR` is said with `at`, the time of day",
            ),
            ("FREQ=DAILY;X=2", "`X` is not a part of a recurrence"),
        ] {
            assert_eq!(
                text.parse::<Recurrence>().unwrap_err().to_string(),
                why,
                "{text}"
            );
        }
    }
}
