//! `install`: a release directory, put in place and switched to.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{invalid, path};
use crate::digest::Digest;
use crate::process::Process;
use crate::reason::Reason;

/// Copies `from` to `into/NAME` and points the symbolic link `link` at it. Undone by pointing the link back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Install {
    /// Directory with the release.
    pub from: String,
    /// Directory that holds the releases.
    pub into: String,
    /// Name of the release; the last part of `from` when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The symbolic link that says which release is live.
    pub link: String,
    /// SHA-256 over the release's files, checked before the switch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

impl Install {
    /// Returns the name of the release: the given one, else the last part of `from`.
    pub fn release(&self) -> &str {
        let last = self.from.trim_end_matches('/').rsplit('/').next();
        self.name.as_deref().or(last).unwrap_or_default()
    }
}

impl Kind for Install {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let named = [
            ("from", &self.from),
            ("into", &self.into),
            ("link", &self.link),
        ];
        let mut reasons: Vec<Reason> = named
            .into_iter()
            .flat_map(|(what, text)| path(what, text))
            .collect();
        let name = self.release();
        if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
            let message = format!("`{}` is not the name of a release", name.escape_debug());
            reasons.push(invalid(message, "give `name` without slashes"));
        }
        reasons
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: true,
            leaves_traces: true,
            by_person: false,
            undo: UndoneBy::Previous,
        }
    }

    fn sentence(&self) -> String {
        format!("installs {} and points {} at it", self.from, self.link)
    }

    fn targets(&self) -> Vec<String> {
        let into = self.into.trim_end_matches('/');
        vec![
            format!("file:{}", self.link),
            format!("file:{into}/{}", self.release()),
        ]
    }
}
