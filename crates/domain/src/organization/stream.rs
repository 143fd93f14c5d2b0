//! Streams by subject: what a decision was made on, so that the store can refuse it when that has moved.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use placet_language::ids::ProcessName;

/// The number of events of a stream.
pub type Version = u64;

/// A subject of the organizations' events. In text: `people/NAME`, `rules/NAME`, `governance/NAME` or `access`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Stream {
    /// The people of a process: roles, delegations, administrators.
    People(ProcessName),
    /// The versions of a process.
    Rules(ProcessName),
    /// Proposals of administrators, and the use of break-glass.
    Governance(ProcessName),
    /// Tokens, hooks and passwords, which belong to persons and not to a process.
    Access,
}

impl Stream {
    /// Returns the process that the stream belongs to.
    pub fn process(&self) -> Option<&ProcessName> {
        match self {
            Self::People(process) | Self::Rules(process) | Self::Governance(process) => {
                Some(process)
            }
            Self::Access => None,
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::People(process) => write!(f, "people/{process}"),
            Self::Rules(process) => write!(f, "rules/{process}"),
            Self::Governance(process) => write!(f, "governance/{process}"),
            Self::Access => f.write_str("access"),
        }
    }
}

impl FromStr for Stream {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || format!("`{text}` is not a stream of an organization");
        if text == "access" {
            return Ok(Self::Access);
        }
        let (subject, process) = text.split_once('/').ok_or_else(unknown)?;
        let process = process.parse().map_err(|_| unknown())?;
        match subject {
            "people" => Ok(Self::People(process)),
            "rules" => Ok(Self::Rules(process)),
            "governance" => Ok(Self::Governance(process)),
            _ => Err(unknown()),
        }
    }
}

impl TryFrom<String> for Stream {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Stream> for String {
    fn from(stream: Stream) -> String {
        stream.to_string()
    }
}

/// The streams that a decision was made on, each with its version. An append is refused if one of them has moved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AsOf(pub Vec<(Stream, Version)>);
