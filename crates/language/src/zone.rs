//! A time zone that is known to exist.

use std::fmt;
use std::ops::Deref;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An IANA time zone, found when its name is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a known time zone", crate::text::shown(.0))]
pub struct UnknownZone(String);

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Self, UnknownZone> {
        match TimeZone::get(&name) {
            Ok(rules) => Ok(Self { name, rules }),
            Err(_) => Err(UnknownZone(name)),
        }
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.name
    }
}

impl Deref for Zone {
    type Target = TimeZone;
    fn deref(&self) -> &TimeZone {
        &self.rules
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
