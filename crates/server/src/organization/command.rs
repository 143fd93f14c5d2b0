//! Commands of an organization as they come in: what is asked, why, and whether only a preview is wanted.

use placet_domain::ProcessName;
use placet_domain::organization::{Command, Request};
use placet_engine::{OrganizationOrder, Organized, Outlook};
use serde_json::{Map, Value};

use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::{Failure, Kind};
use crate::view::see;

/// What a command changed, or would change.
pub(crate) struct Done {
    pub(crate) outlook: Outlook,
    /// None for a preview.
    pub(crate) organized: Option<Organized>,
}

/// Carries out a command about the process in the address, or shows what it would change.
pub(crate) fn carry_out(inner: &Inner, asker: &Asker, call: &Call) -> Result<Done, Failure> {
    let process = see::process(asker, call.part("process"))?;
    let mut body: Map<String, Value> = call.json()?;
    let preview = match body.remove("preview") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return Err(malformed("`preview` is true or false")),
    };
    let reason = match body.remove("reason") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(reason)) => reason,
        Some(_) => return Err(malformed("`reason` is a text")),
    };
    let command = command(&process, body)?;
    let mut order = OrganizationOrder::new(
        asker.actor(),
        Request {
            command,
            reason,
            break_glass: false,
        },
    );
    order.key = call
        .headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(str::to_owned);
    if preview {
        return Ok(Done {
            outlook: inner.engine.foresee(&order)?,
            organized: None,
        });
    }
    // A command that was already carried out under the same key can no longer be previewed.
    let outlook = inner.engine.foresee(&order).unwrap_or_default();
    Ok(Done {
        organized: Some(inner.engine.organize(&order)?),
        outlook,
    })
}

/// Reads a command; the process is that of the address.
fn command(process: &ProcessName, mut body: Map<String, Value>) -> Result<Command, Failure> {
    body.insert("process".to_owned(), process.as_str().into());
    let command: Command = serde_json::from_value(Value::Object(body))
        .map_err(|error| malformed(&error.to_string()))?;
    match command.process() {
        Some(_) => Ok(command),
        None => Err(malformed("this verb has an address of its own")),
    }
}

fn malformed(message: &str) -> Failure {
    let hint = "see `/openapi.json` for what this call takes";
    Failure::new(Kind::Malformed, "invalid_body", message, hint)
}
