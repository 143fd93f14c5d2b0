//! The result of each story: numbers for a script, one line for a person.

use std::fmt;

use placet_domain::change::Event;
use placet_domain::process::ClosureCode;
use serde::Serialize;

use crate::error::Error;
use crate::stage::Story;

/// Events read at once.
const PAGE: usize = 200;

/// How a story ended.
#[derive(Debug, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Ending {
    /// As it is written.
    AsIntended(Outcome),
    /// Differently.
    NotAsIntended {
        /// The process of the change.
        process: &'static str,
        /// What went differently.
        problem: String,
    },
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsIntended(outcome) => outcome.fmt(f),
            Self::NotAsIntended { process, problem } => {
                write!(f, "{process}: not as intended: {problem}")
            }
        }
    }
}

/// The result of one change.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The process of the change.
    pub process: String,
    /// The number of the change.
    pub number: String,
    /// The states that the change entered, in order.
    pub states: Vec<String>,
    /// The number of approvals.
    pub approvals: u32,
    /// The number of steps that succeeded.
    pub steps: u32,
    /// The number of steps that were undone.
    pub undone: u32,
    /// How the change was closed; `None` while it is open.
    pub closure: Option<ClosureCode>,
    /// The number of entries of the ledger after this story.
    pub ledger_size: u64,
}

/// Counts what happened to the change of a story.
pub(crate) fn of(story: &Story<'_, '_>) -> Result<Outcome, Error> {
    let change = story.change()?;
    let store = story.stage.engine.store();
    let mut outcome = Outcome {
        process: change.process.to_string(),
        number: change.number.to_string(),
        states: Vec::new(),
        approvals: 0,
        steps: 0,
        undone: 0,
        closure: change.closure,
        ledger_size: store.ledger_head()?.size,
    };
    let mut after = 0;
    loop {
        let page = store.events_of(story.id, after, PAGE)?;
        for stored in &page {
            after = stored.version;
            outcome.count(&stored.recorded.event);
        }
        if page.len() < PAGE {
            return Ok(outcome);
        }
    }
}

impl Outcome {
    fn count(&mut self, event: &Event) {
        match event {
            Event::ChangeOpened(opened) => self.states.push(opened.state.to_string()),
            Event::StateEntered { state, .. } => self.states.push(state.to_string()),
            Event::ApprovalGiven { .. } => self.approvals += 1,
            Event::StepSucceeded { .. } => self.steps += 1,
            Event::StepUndone { .. } => self.undone += 1,
            _ => {}
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {}; {}, {}",
            self.process,
            self.number,
            self.states.join(" > "),
            counted(self.approvals, "approval"),
            counted(self.steps, "step"),
        )?;
        if self.undone > 0 {
            write!(f, " ({} undone)", self.undone)?;
        }
        let closure = self
            .closure
            .and_then(|code| serde_json::to_value(code).ok());
        let closure = closure.as_ref().and_then(|code| code.as_str());
        write!(
            f,
            ", {}; ledger {}",
            closure.unwrap_or("open"),
            self.ledger_size
        )
    }
}

fn counted(count: u32, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_numbers_and_mentions_undone_steps_only_where_there_are_some() {
        let mut outcome = Outcome {
            process: "ecommerce".to_owned(),
            number: "CR-1".to_owned(),
            states: vec!["draft".to_owned(), "closed".to_owned()],
            approvals: 1,
            steps: 3,
            undone: 0,
            closure: None,
            ledger_size: 7,
        };
        assert_eq!(
            outcome.to_string(),
            "ecommerce CR-1: draft > closed; 1 approval, 3 steps, open; ledger 7"
        );
        outcome.undone = 4;
        outcome.closure = Some(ClosureCode::BackedOut);
        assert_eq!(
            outcome.to_string(),
            "ecommerce CR-1: draft > closed; 1 approval, 3 steps (4 undone), backed_out; ledger 7"
        );
    }
}
