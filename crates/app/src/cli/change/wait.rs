//! `placet change wait`.

use std::str::FromStr;
use std::time::{Duration, Instant};

use placet_api::ChangeDetail;
use placet_domain::lead::Elapsed;

use super::show;
use crate::cli::context::Context;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, spaced};

/// Pause after the first check; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(100);
/// Longest pause between two checks.
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// Wait until a change reaches a goal
#[derive(Debug, clap::Args)]
pub(crate) struct Wait {
    /// The change's number
    number: String,
    /// What to wait for: authorized, started, finished, closed, state=NAME or phase=NAME
    #[arg(long = "for", value_name = "WHAT")]
    goal: Goal,
    /// How long, such as 30s or 10m
    #[arg(long, default_value = "60s")]
    timeout: Elapsed,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Goal {
    Authorized,
    Started,
    Finished,
    Closed,
    State(String),
    Phase(String),
}

impl FromStr for Goal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "authorized" => Ok(Self::Authorized),
            None if text == "started" => Ok(Self::Started),
            None if text == "finished" => Ok(Self::Finished),
            None if text == "closed" => Ok(Self::Closed),
            Some(("state", name)) if !name.is_empty() => Ok(Self::State(name.to_owned())),
            Some(("phase", name)) if !name.is_empty() => Ok(Self::Phase(name.to_owned())),
            _ => Err(
                "use authorized, started, finished, closed, state=NAME or phase=NAME".to_owned(),
            ),
        }
    }
}

/// What one check shows.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Reached,
    NotYet,
    /// It can no longer come. The value is how the process should end.
    Never(Exit),
}

impl Goal {
    fn look(&self, detail: &ChangeDetail) -> Seen {
        let run = detail.run.status.as_str();
        let started = detail.times.get("started").is_some_and(Option::is_some);
        let reached = match self {
            Self::Authorized => detail.authorized.as_deref() == Some(detail.digest.as_str()),
            Self::Started => started,
            // A plan without steps is finished with the change's own time.
            Self::Finished => {
                run == "finished" || detail.times.get("finished").is_some_and(Option::is_some)
            }
            Self::Closed => detail.phase == "closed",
            Self::State(name) => detail.state == *name,
            Self::Phase(name) => detail.phase == *name,
        };
        let ended = matches!(detail.phase.as_str(), "closed" | "canceled");
        let rejected = detail
            .approvals
            .iter()
            .any(|given| given.answer == "rejected" && given.current);
        match self {
            Self::Finished
                if matches!(run, "backing_out" | "checking" | "backed_out" | "stuck") =>
            {
                Seen::Never(Exit::Failed)
            }
            _ if reached => Seen::Reached,
            _ if ended && rejected && !started => Seen::Never(Exit::Denied),
            _ if ended => Seen::Never(Exit::Failed),
            _ => Seen::NotYet,
        }
    }
}

impl Wait {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let deadline = Instant::now() + self.timeout.0.unsigned_abs();
        let mut pause = PAUSE_MIN;
        loop {
            let detail = context.detail(&self.number)?;
            let exit = match self.goal.look(&detail) {
                Seen::Reached => Exit::Done,
                Seen::Never(exit) => exit,
                Seen::NotYet => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if !left.is_zero() {
                        std::thread::sleep(pause.min(left));
                        pause = (pause * 2).min(PAUSE_MAX);
                        continue;
                    }
                    Exit::Waiting
                }
            };
            context.terminal.show(&detail, || page(&detail, exit))?;
            return Ok(exit);
        }
    }
}

fn page(detail: &ChangeDetail, exit: Exit) -> Page {
    let mut page = Page::default();
    let line = Line::new()
        .bold(&detail.number)
        .plain(format!(": {}", detail.state));
    page.push(match exit {
        Exit::Done => line,
        Exit::Waiting => line.open(", still waiting"),
        _ => line
            .bad(", so it can no longer reach the goal")
            .dim(format!(" (run {})", spaced(&detail.run.status))),
    });
    if exit == Exit::Waiting {
        let open: Vec<_> = detail
            .gates
            .iter()
            .filter(|gate| !gate.passed)
            .cloned()
            .collect();
        show::gates(&open, &mut page);
    }
    page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn goals_are_words_or_a_name_of_a_state_or_phase() {
        assert_eq!(
            "state=in_review".parse(),
            Ok(Goal::State("in_review".to_owned()))
        );
        assert_eq!("finished".parse(), Ok(Goal::Finished));
        for wrong in ["", "state", "state=", "done", "phase"] {
            assert!(wrong.parse::<Goal>().is_err(), "{wrong}");
        }
    }
}
