//! Carries out actions: one file per action, under its name in the language.

mod command;
mod evidence;
mod http;
mod install;
mod task;
mod wait;
mod write;

use placet_domain::plan::Action;
use serde_json::Value;

use crate::stage::Stage;
use crate::stop::Stop;

pub(crate) use command::{Launcher, must_be_gone};
pub(crate) use http::Client;
pub use http::Network;

/// What the runner provides to actions.
pub(crate) struct Tools<'a> {
    /// Starts commands under their shim.
    pub(crate) launcher: &'a Launcher,
    /// Sends requests.
    pub(crate) http: &'a Client,
}

/// Carries out an action.
pub(crate) fn run(tools: &Tools<'_>, stage: &mut Stage<'_>, action: &Action) -> Result<(), Stop> {
    match action {
        Action::Command(command) => command::run(stage, command, tools.launcher),
        Action::Http(http) => tools.http.run(stage, http),
        Action::Install(install) => install::run(stage, install),
        Action::Write(write) => write::run(stage, write),
        Action::Wait(time) => wait::run(stage, *time),
        Action::Evidence(asked) => evidence::run(stage, asked),
        Action::Task(_) => task::run(),
    }
}

/// Restores what an action replaced. The record names its action, because an attempt may hold several records.
pub(crate) fn restore(stage: &mut Stage<'_>, before: &Value) -> Result<(), Stop> {
    match before.get("kind").and_then(Value::as_str) {
        Some(write::KIND) => write::restore(stage, before),
        Some(install::KIND) => install::restore(stage, before),
        _ => Err(Stop::give_up(format!(
            "the recorded previous state cannot be read: `{before}`"
        ))),
    }
}
