//! The life of the shim, from the order to the outcome.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use placet_teeth::{Point, point};
use rustix::process::{Pid, getpid, set_child_subreaper, setsid};

use super::capture::Reading;
use super::files::{CALL_OFF, Order, Outcome, Started, take_lock};
use super::reap;
use crate::durable;
use crate::secret::{Redactor, no_core_file};

/// Runs the command of a slot and returns the exit code of the shim: 0 when the outcome is durable, 1 otherwise.
///
/// It must be called before any thread is started, with the secrets as a JSON object on standard input.
pub fn main(slot: &Path) -> i32 {
    match run(slot) {
        Ok(()) => 0,
        Err(message) => {
            // The runner stores this output in `shim.log`.
            let _ = io::Write::write_fmt(&mut io::stderr(), format_args!("{message}\n"));
            1
        }
    }
}

fn run(slot: &Path) -> Result<(), String> {
    // The shim leaves the server's session, so that ending the server does not end the command. This fails only for a
    // group leader, such as a shim that a person starts by hand.
    let _ = setsid();
    // A crash, here or in the command, must not leave the secrets in a core file.
    no_core_file();
    let mut input = String::new();
    io::stdin()
        .read_to_string(&mut input)
        .map_err(|error| format!("the secrets cannot be read: {error}"))?;
    let secrets: BTreeMap<String, String> =
        serde_json::from_str(&input).map_err(|_| "the secrets are incomplete".to_owned())?;
    let order = std::fs::read(slot.join("command.json"))
        .map_err(|error| format!("the order cannot be read: {error}"))?;
    let order: Order = serde_json::from_slice(&order)
        .map_err(|error| format!("the order is not valid: {error}"))?;
    let _lock = take_lock(slot)?;
    point(Point::ShimLocked);
    // INVARIANT: nothing runs before this is durable, and it can be created only once (I1, I3).
    let started =
        serde_json::to_vec(&Started::this_process()).map_err(|error| error.to_string())?;
    durable::create_new(slot, "shim.json", &started)
        .map_err(|error| format!("the start of the shim cannot be recorded: {error}"))?;
    point(Point::ShimBegun);
    record(slot, carry_out(slot, &order, &secrets))
}

/// Makes the outcome durable. A full disk may soon have space again, and the output matters less than the outcome.
fn record(slot: &Path, mut outcome: Outcome) -> Result<(), String> {
    /// Number of tries, half a second apart.
    const TRIES: u32 = 60;
    let mut problem = String::new();
    for _ in 0..TRIES {
        let bytes = serde_json::to_vec(&outcome).map_err(|error| error.to_string())?;
        match durable::replace(slot, "outcome.json", &bytes) {
            Ok(()) => return Ok(()),
            Err(error) => problem = error.to_string(),
        }
        outcome.output.clear();
        std::thread::sleep(Duration::from_millis(500));
    }
    Err(format!("the outcome cannot be made durable: {problem}"))
}

fn carry_out(slot: &Path, order: &Order, secrets: &BTreeMap<String, String>) -> Outcome {
    let mut outcome = match spawn(order, secrets) {
        Err(message) => Outcome {
            not_spawned: Some(message),
            ..Outcome::default()
        },
        Ok((child, mut reading)) => {
            point(Point::ShimSpawned);
            let end = reap::wait_for(
                child,
                Duration::from_millis(order.timeout_ms),
                Duration::from_millis(order.grace_ms),
                || slot.join(CALL_OFF).exists(),
                || reading.publish(slot),
            );
            let mut outcome = Outcome {
                exit: end.status.and_then(|status| status.exit_status()),
                signal: end.status.and_then(|status| status.terminating_signal()),
                timed_out: end.timed_out,
                called_off: end.called_off,
                left: end.left,
                ..Outcome::default()
            };
            reading.end(&mut outcome);
            outcome
        }
    };
    point(Point::ShimEnded);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    outcome.ended_at_ms = u64::try_from(now.as_millis()).unwrap_or(0);
    outcome
}

fn spawn(order: &Order, secrets: &BTreeMap<String, String>) -> Result<(Pid, Reading), String> {
    let (program, arguments) = order.argv.split_first().ok_or("the command is empty")?;
    if !order.cwd.is_dir() {
        return Err(format!(
            "the working directory `{}` does not exist",
            order.cwd.display()
        ));
    }
    set_child_subreaper(Some(getpid())).map_err(|error| {
        format!("the shim cannot become the reaper of its descendants: {error}")
    })?;
    let (reader, writer) =
        io::pipe().map_err(|error| format!("no pipe for the output: {error}"))?;
    let second = writer
        .try_clone()
        .map_err(|error| format!("no pipe for the output: {error}"))?;
    let mut command = match &order.user {
        None => Command::new(program),
        Some(user) => {
            // `setpriv` would report this only by an exit code, which the program may also use.
            if !can_be_found(program, order) {
                return Err(cannot_start(program, &io::ErrorKind::NotFound.into()));
            }
            let mut command = Command::new(&user.setpriv);
            command
                .arg(format!("--reuid={}", user.uid))
                .arg(format!("--regid={}", user.gid));
            command.args(["--init-groups", "--"]).arg(program);
            command
        }
    };
    command
        .args(arguments)
        .env_clear()
        .envs(&order.env)
        .envs(secrets)
        .current_dir(&order.cwd);
    command
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(second)
        .process_group(0);
    let child = command
        .spawn()
        .map_err(|error| cannot_start(program, &error))?;
    // Only the command now holds the writing ends. Dropping ours lets the reading end.
    drop(command);
    let pid = i32::try_from(child.id())
        .ok()
        .and_then(Pid::from_raw)
        .ok_or("the process has no id")?;
    let redactor = Redactor::new(secrets.values().map(String::as_str));
    Ok((pid, Reading::begin(reader, redactor)))
}

fn can_be_found(program: &str, order: &Order) -> bool {
    if program.contains('/') {
        return order.cwd.join(program).exists();
    }
    let path = order
        .env
        .get("PATH")
        .map(String::as_str)
        .unwrap_or_default();
    path.split(':')
        .any(|dir| order.cwd.join(dir).join(program).exists())
}

fn cannot_start(program: &str, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => {
            "it does not exist: check the path, or `PATH` of the server".to_owned()
        }
        io::ErrorKind::PermissionDenied => "it is not executable for this user".to_owned(),
        io::ErrorKind::InvalidInput => "an argument or a variable holds a zero byte".to_owned(),
        _ => error.to_string(),
    };
    format!("`{program}` could not be started: {reason}")
}
