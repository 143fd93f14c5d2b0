//! The plan as approved data: steps, actions, undo and the contract each step keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::ids::StepId;
use crate::lead::Elapsed;

/// Most steps a plan may have.
pub const STEPS_MAX: usize = 500;
/// Captured output of one attempt, in bytes, kept from its head and tail together.
pub const OUTPUT_BYTES_MAX: usize = 64 * 1024;
/// Longest text of one action's argument, body or content, in bytes.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;
/// Most retries a step may ask for.
pub const RETRIES_MAX: u8 = 20;

/// What will run. Part of the digest that people approve.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Steps; without `after` each waits for the one before it.
    pub steps: Vec<Step>,
    /// Actions that must succeed after a complete back-out before it counts as done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_back_out: Vec<Action>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Id, unique in the plan.
    pub id: StepId,
    /// Title shown to people; the id when missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The process's word for what kind of step it is, such as `database_migration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Part of the plan it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Steps that must have succeeded before. Missing means the step written before this one; an empty list means none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<StepId>>,
    /// What it does.
    pub action: Action,
    /// What must hold afterwards for it to count as done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Action>,
    /// How it is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// Longest time of one attempt, check included.
    #[serde(default = "default_timeout")]
    pub timeout: Elapsed,
    /// Further attempts after a failed one; only for idempotent steps.
    #[serde(default)]
    pub retries: u8,
    /// Pause between attempts.
    #[serde(default = "default_pause")]
    pub retry_pause: Elapsed,
    /// Running it twice does the same as running it once.
    #[serde(default)]
    pub idempotent: bool,
    /// After an unknown outcome: succeeds if the step's effect is there, fails if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Action>,
    /// How hard it is to undo.
    #[serde(default)]
    pub reversibility: Reversibility,
    /// Whether the undo may run after an attempt that failed half-way.
    #[serde(default = "yes")]
    pub undo_safe_if_partial: bool,
    /// Usual duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Elapsed>,
    /// Environment it acts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What it acts on; two running changes never hold the same target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// The operating system user it runs as; the server's own when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_as: Option<String>,
}

fn default_timeout() -> Elapsed {
    Elapsed(jiff::SignedDuration::from_mins(10))
}

fn default_pause() -> Elapsed {
    Elapsed(jiff::SignedDuration::from_secs(1))
}

fn yes() -> bool {
    true
}

impl Step {
    /// The title, or the id for a step without one.
    pub fn label(&self) -> &str {
        if self.title.is_empty() {
            self.id.as_str()
        } else {
            &self.title
        }
    }

    /// Whether nothing can undo it.
    pub fn is_irreversible(&self) -> bool {
        self.reversibility == Reversibility::Irreversible
    }
}

/// How hard a step is to undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversibility {
    /// Undone at once.
    #[default]
    Easy,
    /// Undone with some effort.
    Moderate,
    /// Undone with great effort, such as a restore that loses writes.
    Difficult,
    /// A point of no return.
    Irreversible,
}

/// What a step does. Exactly one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// A child process.
    Command(Command),
    /// An HTTP request.
    Http(Http),
    /// A release directory, put in place and switched to.
    Install(Install),
    /// A file, written atomically.
    Write(Write),
    /// So much time.
    Wait(Elapsed),
    /// Something a person does and reports.
    Task(Task),
    /// A result that must be there.
    Evidence(EvidenceAsked),
}

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

/// An HTTP request and what answer is success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Method; GET when missing.
    #[serde(default = "get")]
    pub method: String,
    /// Address, `http` or `https`.
    pub url: String,
    /// Headers; values may be secret references.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Status codes that mean success; any 2xx when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect_status: Vec<u16>,
    /// Text that the answer must contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_body: Option<String>,
    /// A JSON pointer and the value it must have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub expect_json: BTreeMap<String, serde_json::Value>,
    /// How long to keep asking until the answer is as expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Elapsed>,
}

fn get() -> String {
    "GET".to_owned()
}

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

/// A manual task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// What to do.
    pub text: String,
    /// Role that may report it done; anybody who may implement when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<crate::ids::RoleId>,
}

/// A result that must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceAsked {
    /// What kind, such as `test:unit`.
    pub kind: String,
    /// The file.
    pub path: String,
    /// How it is read: JUnit XML must have no failures and no errors.
    #[serde(default)]
    pub format: EvidenceFormat,
    /// The SHA-256 it must have, if that is known beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// How evidence is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceFormat {
    /// Any file; it counts when it is there.
    #[default]
    File,
    /// A JUnit XML report.
    Junit,
}

/// How a step is undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Undo {
    /// `previous`: what `install` and `write` replaced is put back.
    Previous(PreviousState),
    /// `none`: nothing is left behind that would have to be undone.
    None(NothingToUndo),
    /// An action of its own.
    Action(Box<Action>),
}

/// The word `previous`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviousState {
    /// Put back what was there.
    Previous,
}

/// The word `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NothingToUndo {
    /// Nothing to do.
    None,
}
