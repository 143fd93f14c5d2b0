//! The scrubbed environment of a command.

use std::collections::BTreeMap;

use placet_domain::plan::{Command, Direction};
use placet_engine::ports::Attempt;

use crate::secret;

/// Default search path, for a server that has none.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The variables that the command sees. Secrets are passed separately.
pub(super) struct Environment {
    pub(super) plain: BTreeMap<String, String>,
    pub(super) secrets: BTreeMap<String, String>,
}

impl Environment {
    /// Returns the environment of an attempt's command, or every reason why it cannot be built.
    pub(super) fn of(attempt: &Attempt, command: &Command) -> Result<Self, String> {
        let server = |name: &str, default: &str| {
            (
                name.to_owned(),
                std::env::var(name)
                    .ok()
                    .filter(|v| !v.is_empty())
                    .unwrap_or_else(|| default.to_owned()),
            )
        };
        let mut plain = BTreeMap::from([
            server("PATH", PATH),
            server("HOME", "/"),
            server("LANG", "C.UTF-8"),
        ]);
        let mut own = identity(attempt);
        own.extend([
            ("PLACET_NUMBER", attempt.number.clone()),
            ("PLACET_IDEMPOTENCY_KEY", attempt.idempotency_key.clone()),
            ("PLACET_FENCE", attempt.fence.to_string()),
        ]);
        plain.extend(
            own.into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        let mut secrets = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, value) in &command.env {
            if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
                problems.push(format!(
                    "`{}` is not a valid variable name",
                    name.escape_debug()
                ));
            } else if name.starts_with("PLACET_") {
                problems.push(format!("`{name}` is set by the server: choose a name that does not begin with `PLACET_`"));
            } else if secret::is_reference(value) {
                match secret::resolve(value) {
                    Ok(secret) => drop(secrets.insert(name.clone(), secret)),
                    Err(problem) => problems.push(format!("`{name}`: {problem}")),
                }
            } else {
                plain.insert(name.clone(), value.clone());
            }
        }
        if problems.is_empty() {
            Ok(Self { plain, secrets })
        } else {
            Err(problems.join("; "))
        }
    }
}

/// A variable that we set, and its value.
pub(super) type Variable = (&'static str, String);

/// Returns the variables that distinguish the processes of this attempt from all others.
pub(super) fn identity(attempt: &Attempt) -> Vec<Variable> {
    let mut variables = of_step(attempt, attempt.direction);
    variables.push(("PLACET_ATTEMPT", attempt.attempt.to_string()));
    variables
}

/// Returns the variables of all processes that carry out the attempt's step, in any attempt.
pub(super) fn forward(attempt: &Attempt) -> Vec<Variable> {
    of_step(attempt, Direction::Forward)
}

fn of_step(attempt: &Attempt, direction: Direction) -> Vec<Variable> {
    let direction = match direction {
        Direction::Forward => "forward",
        Direction::Undo => "undo",
        Direction::Probe => "probe",
        Direction::AfterBackOut => "after_back_out",
    };
    vec![
        ("PLACET_CHANGE", attempt.change.to_string()),
        ("PLACET_STEP", attempt.step.to_string()),
        ("PLACET_DIRECTION", direction.to_owned()),
    ]
}
