//! `write`: a file, written atomically.

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{invalid, path, texts};
use crate::process::Process;
use crate::reason::Reason;

/// Writes a file by way of a temporary one, then puts it in place. Undone by putting the old content back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The file.
    pub path: String,
    /// Its new content.
    pub content: String,
    /// Permission bits in octal, such as `0640`; those of the old file, else `0644`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
}

impl Kind for Write {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let mut reasons = path("path", &self.path);
        reasons.extend(texts("the content", [self.content.as_str()]));
        let is_mode = |mode: &String| {
            matches!(mode.len(), 3 | 4)
                && u32::from_str_radix(mode, 8).is_ok_and(|bits| bits <= 0o7777)
                && mode.bytes().all(|digit| digit.is_ascii_digit())
        };
        if let Some(mode) = self.mode.as_ref().filter(|mode| !is_mode(mode)) {
            let message = format!("`{}` is not a mode in octal", mode.escape_debug());
            reasons.push(invalid(message, "write it like `0640`"));
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
        format!("writes {}", self.path)
    }

    fn targets(&self) -> Vec<String> {
        vec![format!("file:{}", self.path)]
    }
}
