//! `command`: a child process.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{invalid, path, texts};
use crate::process::Process;
use crate::reason::Reason;

/// Most arguments of a command, environment entries included.
const ARGUMENTS_MAX: usize = 500;

/// A child process without a shell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The program and its arguments, passed as they are.
    pub run: Vec<String>,
    /// Working directory; the change's own scratch directory when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_dir: Option<String>,
    /// Environment, in addition to `PATH`, `HOME`, `LANG` and `PLACET_*`. A value `env:NAME` or `file:PATH` is a secret
    /// reference, resolved when the step starts and redacted from output.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// Exit codes that mean success.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub ok: Vec<i32>,
    /// Exit codes after which a retry makes no sense.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub give_up: Vec<i32>,
}

fn zero() -> Vec<i32> {
    vec![0]
}

fn is_zero(codes: &[i32]) -> bool {
    codes == [0]
}

impl Kind for Command {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let mut reasons = texts("an argument", self.run.iter().map(String::as_str));
        reasons.extend(texts(
            "an environment value",
            self.env.values().map(String::as_str),
        ));
        reasons.extend(self.in_dir.iter().flat_map(|dir| path("in_dir", dir)));
        if self
            .run
            .first()
            .is_none_or(|program| program.trim().is_empty())
        {
            reasons.push(invalid(
                "the command is empty",
                "write `run: [program, argument]`",
            ));
        }
        if self.run.len() + self.env.len() > ARGUMENTS_MAX {
            reasons.push(invalid(
                format!("the command has more than {ARGUMENTS_MAX} arguments"),
                "put them into a file",
            ));
        }
        for name in self.env.keys() {
            let is_name = !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_name || name.starts_with("PLACET_") {
                let message = format!("`{}` cannot be set in the environment", name.escape_debug());
                reasons.push(invalid(
                    message,
                    "use letters, digits and `_`; `PLACET_` is taken",
                ));
            }
        }
        if self.ok.is_empty()
            || self
                .ok
                .iter()
                .chain(&self.give_up)
                .any(|code| !(0..=255).contains(code))
        {
            reasons.push(invalid(
                "an exit code is outside 0 to 255, or no code means success",
                "write `ok: [0]`",
            ));
        }
        if self.ok.iter().any(|code| self.give_up.contains(code)) {
            reasons.push(invalid(
                "an exit code stands in `ok` and in `give_up`",
                "keep it in one of them",
            ));
        }
        reasons
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: false,
            leaves_traces: true,
            by_person: false,
            undo: UndoneBy::Named,
        }
    }

    fn sentence(&self) -> String {
        let words: Vec<String> = self.run.iter().map(|word| quoted(word)).collect();
        words.join(" ")
    }
}

/// Writes an argument as a shell would take it, so that one with spaces is not read as two.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
