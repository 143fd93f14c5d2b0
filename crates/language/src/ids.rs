//! Newtypes for every identifier, so that one kind can never stand where another is meant.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// A name that is not allowed, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not a valid {kind}: {reason}")]
pub struct InvalidId {
    /// What kind of identifier was expected.
    pub kind: &'static str,
    /// What was given, cut to 80 characters.
    pub given: String,
    /// Why it was refused.
    pub reason: &'static str,
}

/// Longest identifier of people, roles, steps and the like, in bytes.
pub const NAME_BYTES_MAX: usize = 80;

fn check_name(kind: &'static str, text: &str) -> Result<(), InvalidId> {
    let refuse = |reason| {
        Err(InvalidId {
            kind,
            given: text.chars().take(80).collect(),
            reason,
        })
    };
    if text.is_empty() {
        return refuse("it is empty");
    }
    if text.len() > NAME_BYTES_MAX {
        return refuse("it is longer than 80 bytes");
    }
    if !text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@'))
    {
        return refuse("use letters, digits, `-`, `_`, `.` and `@` only");
    }
    Ok(())
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                check_name($kind, &text)?;
                Ok(Self(text.into()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                check_name($kind, text)?;
                Ok(Self(text.into()))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

// A macro, against the house rule, because eight identical impls by hand would hide a ninth that differs.
names! {
    /// A person, an agent or a service account.
    PersonId = "person";
    /// A role that the process names and the organization assigns.
    RoleId = "role";
    /// A board, such as a change advisory board.
    BoardId = "board";
    /// The short name of a process.
    ProcessName = "process name";
    /// A change model of a process.
    ModelId = "change model";
    /// A state of a process's lifecycle.
    StateId = "state";
    /// A step of an implementation plan.
    StepId = "step";
    /// A field of the form.
    FieldId = "field";
    /// A door for messages that another system signs.
    HookName = "hook";
}

/// Digits of Crockford's base 32, in order.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The inner identity of a change: a ULID, 48 bits of milliseconds and 80 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChangeId(u128);

impl ChangeId {
    /// Builds an id from the time in milliseconds since 1970 and 80 bits that the caller drew at random.
    pub fn from_parts(unix_ms: u64, random: u128) -> Self {
        let time = u128::from(unix_ms & 0xFFFF_FFFF_FFFF) << 80;
        Self(time | (random & ((1 << 80) - 1)))
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; 26];
        for (place, byte) in text.iter_mut().rev().enumerate() {
            let digit = usize::try_from((self.0 >> (5 * place)) & 31).unwrap_or(0);
            *byte = CROCKFORD.get(digit).copied().unwrap_or(b'0');
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeId({self})")
    }
}

impl FromStr for ChangeId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refuse = |reason| InvalidId {
            kind: "change id",
            given: text.chars().take(80).collect(),
            reason,
        };
        if text.len() != 26 {
            return Err(refuse("a change id has 26 characters"));
        }
        let mut value: u128 = 0;
        for (index, byte) in text.bytes().enumerate() {
            let upper = byte.to_ascii_uppercase();
            let digit = CROCKFORD
                .iter()
                .position(|c| *c == upper)
                .ok_or_else(|| refuse("use the digits and letters of Crockford's base 32"))?;
            if index == 0 && digit > 7 {
                return Err(refuse("it is larger than 128 bits"));
            }
            value = (value << 5) | digit as u128;
        }
        Ok(Self(value))
    }
}

impl TryFrom<String> for ChangeId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ChangeId> for String {
    fn from(id: ChangeId) -> String {
        id.to_string()
    }
}

/// The number people use, in the process's own format, such as `CR-2026-0001`.
pub type ChangeNumber = String;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_change_id_survives_its_text() {
        let id = ChangeId::from_parts(1_795_000_000_000, 0xDEAD_BEEF_0123_4567_89AB);
        assert_eq!(id.to_string().parse::<ChangeId>().unwrap(), id);
        assert_eq!(id.to_string().len(), 26);
    }

    #[test]
    fn names_refuse_what_could_break_a_line_or_a_path() {
        for bad in ["", "a b", "a\nb", "a/b", "ä", &"x".repeat(81)] {
            assert!(bad.parse::<PersonId>().is_err(), "{bad:?}");
        }
        assert!("ada@example.org".parse::<PersonId>().is_ok());
    }
}
