//! `placet change watch`.

use std::time::Duration;

use placet_api::{ChangeDetail, EventRow, OutputLine, TimelineEntry};
use serde_json::json;

use super::show::entries;
use crate::cli::context::Context;
use crate::client::{Address, Message};
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page};

/// Pause before a lost stream is resumed.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);
/// How often in a row resuming may fail.
const RECONNECTS_MAX: u32 = 30;

/// Follow what happens and what steps print, until the change ends
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// The change's number
    number: String,
}

/// One change that is watched.
struct Watching<'a> {
    context: &'a Context,
    id: String,
    /// The event after which the stream can be resumed.
    last_id: Option<String>,
    /// The next position that was not shown yet.
    next: u64,
}

impl Watch {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let detail = context.detail(&self.number)?;
        let mut watching = Watching {
            context,
            id: detail.id.clone(),
            last_id: None,
            next: 0,
        };
        if !context.terminal.is_json() {
            let mut page = Page::default();
            page.push(
                Line::new()
                    .bold(&detail.number)
                    .plain(format!(": {}", detail.title)),
            );
            context.terminal.page(&page)?;
        }
        let mut failures = 0;
        loop {
            match watching.follow(&mut failures) {
                Ok(Some(detail)) => return Ok(end(context, &detail)),
                // The server closed the stream, as it does when it is restarted.
                Ok(None) => {}
                Err(failure) if failures >= RECONNECTS_MAX || failure.exit == Exit::Denied => {
                    return Err(failure);
                }
                Err(_) => {}
            }
            failures += 1;
            std::thread::sleep(RECONNECT_PAUSE);
        }
    }
}

impl Watching<'_> {
    /// Follows one stream. Returns the change when it has ended.
    fn follow(&mut self, failures: &mut u32) -> Result<Option<ChangeDetail>, Failure> {
        // Listening begins first, so that no event between it and what was shown before is missed.
        let events = self
            .context
            .client
            .listen(&Address::new("events"), self.last_id.as_deref())?;
        if let Some(ended) = self.tell()? {
            return Ok(Some(ended));
        }
        *failures = 0;
        for message in events {
            let Ok(message) = message else { break };
            if let Some(ended) = self.take(&message)? {
                return Ok(Some(ended));
            }
        }
        Ok(None)
    }

    fn take(&mut self, message: &Message) -> Result<Option<ChangeDetail>, Failure> {
        if let Some(id) = &message.id {
            self.last_id = Some(id.clone());
        }
        match message.event.as_str() {
            "change" => match serde_json::from_str::<EventRow>(&message.data) {
                Ok(row) if row.change == self.id && row.position >= self.next => self.tell(),
                _ => Ok(None),
            },
            "output" => match serde_json::from_str::<OutputLine>(&message.data) {
                Ok(line) if line.change == self.id => self.output(&line).map(|()| None),
                _ => Ok(None),
            },
            "gap" => self.tell(),
            _ => Ok(None),
        }
    }

    /// Prints the events that were not shown yet. Returns the change when it has ended.
    fn tell(&mut self) -> Result<Option<ChangeDetail>, Failure> {
        let timeline: Vec<TimelineEntry> = self
            .context
            .client
            .get(&Address::change(&self.id).part("timeline"))?;
        let new: Vec<TimelineEntry> = timeline
            .into_iter()
            .filter(|entry| entry.position >= self.next)
            .collect();
        if let Some(last) = new.last() {
            self.next = last.position + 1;
        }
        if self.context.terminal.is_json() {
            for entry in &new {
                self.context.terminal.json_line(&json!({"event": entry}))?;
            }
        } else {
            self.context.terminal.page(&entries(&new))?;
        }
        let detail = self.context.detail(&self.id)?;
        Ok(matches!(detail.phase.as_str(), "closed" | "canceled").then_some(detail))
    }

    fn output(&self, output: &OutputLine) -> Result<(), Failure> {
        if self.context.terminal.is_json() {
            return self.context.terminal.json_line(&json!({"output": output}));
        }
        let mut page = Page::default();
        for line in output.text.lines() {
            page.push(
                Line::new()
                    .dim(format!("    {} | ", output.step))
                    .plain(line),
            );
        }
        self.context.terminal.page(&page)
    }
}

fn end(context: &Context, detail: &ChangeDetail) -> Exit {
    context.terminal.note(
        Line::new()
            .bold(&detail.number)
            .plain(format!(" has ended: {}", detail.state)),
    );
    Exit::Done
}
