//! Commands: passes the order to a shim, follows it, and takes its outcome. After a restart, finds out what happened to
//! it.

mod environment;
mod follow;
mod orphans;
mod recorded;
mod user;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use placet_domain::plan::Command;
use placet_teeth::{Bug, Point, for_shim, planted, point};

use crate::shim::{Order, Outcome, Started, is_held};
use crate::stage::Stage;
use crate::stop::Stop;
use crate::{durable, proc};
use environment::Environment;
use recorded::{recorded, unknown};

pub(crate) use orphans::must_be_gone;

/// How shims are started.
#[derive(Debug, Clone)]
pub(crate) struct Launcher {
    /// The executable that accepts `shim DIR`.
    pub(crate) executable: PathBuf,
    /// Time between asking a command to end and killing it.
    pub(crate) grace: Duration,
}

/// The exit code with which a probe says that the effect does not exist. Any other code leaves the question open.
const PROBE_SAYS_NO: i32 = 1;

/// Runs a command, or finds out what happened to it.
pub(crate) fn run(
    stage: &mut Stage<'_>,
    command: &Command,
    launcher: &Launcher,
) -> Result<(), Stop> {
    let slot = stage.slot.dir.clone();
    if let Some(outcome) = recorded(&slot)? {
        return take(stage, command, outcome);
    }
    // INVARIANT: a shim takes the lock before it creates its record and keeps it until the outcome is recorded.
    // Checking the record, the lock and the outcome, in that order, never mistakes a shim that is just starting or
    // ending for a dead one.
    let started = Started::read(&slot).map_err(|error| unknown(&error))?;
    if !planted(Bug::RunningShimForgotten) && is_held(&slot).map_err(|error| unknown(&error))? {
        tracing::info!(change = %stage.attempt.change, step = %stage.attempt.step, "re-attached to a command");
        let outcome = follow::held(stage, launcher.grace)?;
        return after_shim(stage, command, outcome, launcher.grace);
    }
    if let Some(outcome) = recorded(&slot)? {
        return take(stage, command, outcome);
    }
    if let Some(started) = started {
        lost(stage, &started, launcher.grace)?;
    }
    stage.may_go_on()?;
    let child = launch(stage, command, launcher)?;
    let outcome = follow::child(stage, child, launcher.grace)?;
    after_shim(stage, command, outcome, launcher.grace)
}

/// Writes the order and starts a shim for it. Nothing here needs to be durable, because nothing runs before
/// `shim.json`.
fn launch(stage: &mut Stage<'_>, command: &Command, launcher: &Launcher) -> Result<Child, Stop> {
    if command.run.is_empty() {
        return Err(Stop::give_up("the command is empty"));
    }
    let environment = Environment::of(stage.attempt, command).map_err(Stop::give_up)?;
    let account = user::resolve(stage.attempt.run_as.as_deref()).map_err(Stop::give_up)?;
    let no_start = |what: &str, error: std::io::Error| {
        Stop::failed(format!("{what}, so nothing was begun: {error}"))
    };
    durable::make_dirs(&stage.scratch).map_err(|error| no_start("no scratch directory", error))?;
    let mut env = environment.plain;
    if let Some(account) = &account {
        account
            .guard(&env, &environment.secrets)
            .map_err(Stop::give_up)?;
        if !command.env.contains_key("HOME") {
            env.insert("HOME".to_owned(), account.home.clone());
        }
        account
            .take(&stage.scratch)
            .map_err(|error| no_start("the scratch directory cannot be handed over", error))?;
    }
    let order = Order {
        argv: command.run.clone(),
        env,
        cwd: command
            .in_dir
            .as_deref()
            .map_or_else(|| stage.scratch.clone(), |dir| stage.path(dir)),
        timeout_ms: u64::try_from(stage.left().as_millis()).unwrap_or(u64::MAX),
        grace_ms: u64::try_from(launcher.grace.as_millis()).unwrap_or(u64::MAX),
        user: account.map(|account| account.order),
    };
    let slot = &stage.slot.dir;
    let write_order = || -> std::io::Result<std::fs::File> {
        durable::make_dirs(slot)?;
        let mut file = durable::private(
            std::fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true),
        )
        .open(slot.join("command.json"))?;
        file.write_all(&serde_json::to_vec(&order)?)?;
        durable::private(std::fs::OpenOptions::new().append(true).create(true))
            .open(slot.join("shim.log"))
    };
    let log = write_order().map_err(|error| no_start("the order cannot be written", error))?;
    point(Point::BeforeShim);
    let mut child = std::process::Command::new(&launcher.executable)
        .arg("shim")
        .arg(slot)
        // The server's own variables hold its credentials, and a shim does not need them. The shim is recognized by the
        // same variables as the command, so the command is recognizable from its first instruction.
        .env_clear()
        .envs(environment::identity(stage.attempt))
        .envs(for_shim())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(|error| {
            no_start(
                &format!(
                    "the shim `{}` cannot be started",
                    launcher.executable.display()
                ),
                error,
            )
        })?;
    point(Point::ShimLaunched);
    if let Some(mut input) = child.stdin.take() {
        let secrets = serde_json::to_vec(&environment.secrets).unwrap_or_default();
        // A shim that ended early does not read. Its outcome, or the lack of one, tells what happened.
        let _ = input.write_all(&secrets);
    }
    Ok(child)
}

/// Handles an attempt whose shim is gone.
fn after_shim(
    stage: &mut Stage<'_>,
    command: &Command,
    outcome: Option<Outcome>,
    grace: Duration,
) -> Result<(), Stop> {
    if let Some(outcome) = outcome {
        return take(stage, command, outcome);
    }
    let log = std::fs::read_to_string(stage.slot.dir.join("shim.log")).unwrap_or_default();
    match Started::read(&stage.slot.dir).map_err(|error| unknown(&error))? {
        None => Err(Stop::failed(format!(
            "the shim ended before the command was begun: {}",
            log.trim()
        ))),
        Some(started) => {
            lost(stage, &started, grace)?;
            Err(Stop::failed(
                "the shim was killed while the command ran; it may have had effects",
            ))
        }
    }
}

/// Handles a shim that began and left no outcome. Makes room for another try if the action may be repeated.
fn lost(stage: &mut Stage<'_>, started: &Started, grace: Duration) -> Result<(), Stop> {
    let (how, end) = if started.boot_id == proc::boot_id() {
        ("its shim was killed", orphans::end(stage, grace)?)
    } else {
        ("the host was restarted", None)
    };
    let end = end.map(|end| format!("; {end}")).unwrap_or_default();
    if !stage.repeatable {
        return Err(Stop::unknown(format!(
            "the command was begun, then {how} before its outcome was recorded; it may have run in full, in part or \
             not at all, and it is not idempotent, so it is not repeated{end}"
        )));
    }
    stage.say(&format!(
        "begun before, then {how}; it is idempotent and may be run again{end}\n"
    ));
    set_aside(&stage.slot.dir)
        .map_err(|error| Stop::failed(format!("no room for another try: {error}")))
}

/// Moves the directory of a lost try out of the way. It is kept as a record.
fn set_aside(slot: &Path) -> std::io::Result<()> {
    for number in 1_u32.. {
        let mut name = slot.as_os_str().to_owned();
        name.push(format!(".lost-{number}"));
        if !Path::new(&name).exists() {
            return std::fs::rename(slot, name);
        }
    }
    Ok(())
}

/// Judges an outcome by the codes that the plan names.
fn take(stage: &mut Stage<'_>, command: &Command, outcome: Outcome) -> Result<(), Stop> {
    stage.record.output.push(&outcome.output);
    if outcome.dropped_bytes > 0 {
        stage.record.cut_sha256 = outcome.output_sha256.parse().ok();
    }
    if outcome.left > 0 {
        return Err(Stop::unknown(format!(
            "{} of its processes could not be ended and may still have effects; end them by hand",
            outcome.left
        )));
    }
    if let Some(message) = outcome.not_spawned {
        return Err(Stop::give_up(message));
    }
    if outcome.called_off {
        return Err(Stop::called_off());
    }
    if outcome.timed_out {
        return Err(Stop::timed_out(stage.attempt.timeout));
    }
    match (outcome.exit, outcome.signal) {
        (Some(code), _) if command.ok.contains(&code) => Ok(()),
        (Some(code), _) if command.give_up.contains(&code) => Err(Stop::give_up(format!(
            "ended with exit code {code}, after which a retry makes no sense"
        ))),
        (Some(code), _) => {
            stage.record.answered.set(code == PROBE_SAYS_NO);
            Err(Stop::failed(format!("ended with exit code {code}")))
        }
        (None, Some(signal)) => Err(Stop::failed(format!("ended by signal {signal}"))),
        (None, None) => Err(Stop::unknown("it ended without an exit code")),
    }
}
