//! How a command changes an organization: over the network with a token, or on the host of the server.

use std::path::PathBuf;

use placet_api::{ApprovalLoss, OrganizationAnswer};
use placet_domain::ProcessName;
use placet_domain::organization::{Actor, Command, OrganizationEvent, Request};
use placet_engine::OrganizationOrder;
use serde_json::{Value, json};

use crate::cli::global::Global;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};

/// What every change of people or rules takes
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// The process
    #[arg(long, value_name = "NAME")]
    pub(crate) process: ProcessName,
    /// Why; it is recorded
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Only show what would change
    #[arg(long)]
    preview: bool,
    /// The data directory, to do it on the host of the server; works while the server runs
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// On the host, do this without the approval of another administrator; it is recorded as an event of its own
    #[arg(long, requires = "data", requires = "reason")]
    break_glass: bool,
}

impl Asked {
    /// Carries out a command and prints what it changed, or would change.
    pub(crate) fn ask(&self, global: &Global, command: Command) -> Result<Exit, Failure> {
        let answer = match &self.data {
            Some(data) => self.on_the_host(data, command)?,
            None => {
                let mut body = serde_json::to_value(&command)
                    .map_err(|error| Failure::failed(error.to_string(), ""))?;
                if let Some(fields) = body.as_object_mut() {
                    // The process is part of the address.
                    fields.remove("process");
                    fields.insert(
                        "reason".to_owned(),
                        json!(self.reason.as_deref().unwrap_or("")),
                    );
                    fields.insert("preview".to_owned(), Value::Bool(self.preview));
                }
                let address = Address::new("processes")
                    .part(self.process.as_str())
                    .part("organization");
                global.context()?.client.post(&address, &body, None)?
            }
        };
        show(global.terminal(), &answer)
    }

    fn on_the_host(
        &self,
        data: &std::path::Path,
        command: Command,
    ) -> Result<OrganizationAnswer, Failure> {
        let engine = local::open_engine(data, 1)?;
        let request = Request {
            command,
            reason: self.reason.clone().unwrap_or_default(),
            break_glass: self.break_glass,
        };
        let order = OrganizationOrder::new(Actor::Host, request);
        let outlook = engine.foresee(&order)?;
        let events = match self.preview {
            true => None,
            false => Some(engine.organize(&order)?.events),
        };
        let list =
            |people: &[placet_domain::PersonId]| people.iter().map(ToString::to_string).collect();
        Ok(OrganizationAnswer {
            done: events.is_some(),
            events: events.iter().flatten().map(name).collect(),
            proposal: None,
            needs_approval: outlook.needs_approval,
            differences: outlook.differences,
            losses: outlook
                .losses
                .iter()
                .map(|loss| ApprovalLoss {
                    change: loss.change.clone(),
                    approval: loss.slot.clone(),
                    lost: list(&loss.lost),
                    left: list(&loss.left),
                    sentence: loss.sentence(),
                })
                .collect(),
        })
    }
}

fn name(event: &OrganizationEvent) -> String {
    let event = json!(event);
    let name = event.get("type").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

fn show(terminal: Terminal, answer: &OrganizationAnswer) -> Result<Exit, Failure> {
    terminal.show(answer, || {
        let mut page = Page::default();
        for line in &answer.differences {
            page.text(line);
        }
        for loss in &answer.losses {
            page.push(
                Line::new()
                    .open("attention")
                    .plain(": ")
                    .plain(&loss.sentence),
            );
        }
        page.push(match (&answer.proposal, answer.done) {
            (Some(proposal), _) => Line::new()
                .open("proposed")
                .plain(format!(": {proposal} waits for another administrator")),
            (None, true) if answer.events.is_empty() => Line::new().dim("nothing to change"),
            (None, true) => Line::new().good("done"),
            (None, false) if answer.needs_approval => {
                Line::new().dim("preview; another administrator would have to approve it")
            }
            (None, false) => Line::new().dim("preview; nothing was recorded"),
        });
        page
    })?;
    Ok(match answer.proposal {
        Some(_) => Exit::Waiting,
        None => Exit::Done,
    })
}
