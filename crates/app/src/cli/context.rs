//! What every command that talks to a server has.

use placet_api::{ChangeDetail, ProcessDetail, Receipt};
use placet_domain::ProcessName;
use placet_domain::process::Process;
use serde::Serialize;

use crate::client::{Address, Client};
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Terminal};

/// A server, the caller, and where the answer goes.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) client: Client,
    pub(crate) terminal: Terminal,
}

/// Which change is meant, and in which version.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Target {
    /// The change's number
    pub(crate) number: String,
    /// Only if the change still has this version
    #[arg(long, value_name = "N")]
    pub(crate) if_version: Option<u64>,
}

impl Context {
    /// Asks the server at `url` in the name of the token in the environment.
    pub(crate) fn new(url: &str, terminal: Terminal) -> Result<Self, Failure> {
        let token = std::env::var("PLACET_TOKEN")
            .ok()
            .map(|token| token.trim().to_owned());
        let client = Client::new(url, token.filter(|token| !token.is_empty()))?;
        Ok(Self { client, terminal })
    }

    /// Reads everything about a change.
    pub(crate) fn detail(&self, number: &str) -> Result<ChangeDetail, Failure> {
        self.client.get(&Address::change(number))
    }

    /// Reads the rules of a process, as the server runs them.
    pub(crate) fn process(&self, name: &ProcessName) -> Result<Process, Failure> {
        let detail: ProcessDetail = self
            .client
            .get(&Address::new("processes").part(name.as_str()))?;
        serde_json::from_value(detail.process).map_err(|error| {
            let message = format!("process `{name}` of the server cannot be read here: {error}");
            Failure::failed(message, "use a `placet` of the server's version")
        })
    }

    /// Carries out a verb and shows the state of the change afterwards.
    pub(crate) fn order(
        &self,
        target: &Target,
        verb: &str,
        body: &impl Serialize,
    ) -> Result<Exit, Failure> {
        let address = Address::change(&target.number).part(verb);
        let receipt: Receipt = self.client.post(&address, body, target.if_version)?;
        self.tell(&receipt, verb)?;
        Ok(Exit::Done)
    }

    /// Prints a receipt.
    pub(crate) fn tell(&self, receipt: &Receipt, verb: &str) -> Result<(), Failure> {
        self.terminal.show(receipt, || {
            // The verb is done whether or not the change can be read afterwards.
            let now = self.detail(&receipt.change).ok();
            let mut page = Page::default();
            page.push(told(receipt, verb, now.as_ref()));
            page
        })
    }
}

fn told(receipt: &Receipt, verb: &str, now: Option<&ChangeDetail>) -> Line {
    let line = Line::new()
        .bold(&receipt.number)
        .plain(": ")
        .good(format!("{verb} done"));
    let line = match now {
        Some(now) => line.plain(format!(", now {}", now.state)),
        None => line,
    };
    let replayed = if receipt.replayed {
        ", by an earlier call with the same key"
    } else {
        ""
    };
    line.dim(format!(" (version {}{replayed})", receipt.version))
}
