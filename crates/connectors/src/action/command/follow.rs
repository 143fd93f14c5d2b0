//! Waits for a shim, and passes on output and call-offs.

use std::fs::OpenOptions;
use std::process::Child;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::recorded::{recorded, unknown};
use crate::durable;
use crate::output::Follower;
use crate::shim::{CALL_OFF, Outcome, is_held};
use crate::stage::Stage;
use crate::stop::Stop;

/// How often call-offs and output are checked.
const TICK: Duration = Duration::from_millis(20);
/// How often output is checked.
const OUTPUT_EVERY: Duration = Duration::from_millis(50);
/// How often a shim that is not our child is checked.
const HELD_POLL: Duration = Duration::from_millis(5);
/// How long after the end of the grace period a shim must have answered.
const OVERDUE: Duration = Duration::from_secs(10);

/// Follows a shim that is our child. A thread waits for it, so its end is noticed at once.
pub(super) fn child(
    stage: &mut Stage<'_>,
    mut child: Child,
    grace: Duration,
) -> Result<Option<Outcome>, Stop> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let _ = child.wait();
        let _ = send.send(());
    });
    follow(stage, grace, |pause| match receive.recv_timeout(pause) {
        Ok(()) | Err(RecvTimeoutError::Disconnected) => Ok(true),
        Err(RecvTimeoutError::Timeout) => Ok(false),
    })?;
    // Another runner's shim may have been faster than ours. In that case ours has ended and that one is running.
    if is_held(&stage.slot.dir).map_err(|error| unknown(&error))? {
        return held(stage, grace);
    }
    recorded(&stage.slot.dir)
}

/// Follows a shim that an earlier server started.
pub(super) fn held(stage: &mut Stage<'_>, grace: Duration) -> Result<Option<Outcome>, Stop> {
    let slot = stage.slot.dir.clone();
    follow(stage, grace, |pause| {
        std::thread::sleep(pause.min(HELD_POLL));
        Ok(!is_held(&slot).map_err(|error| unknown(&error))?)
    })?;
    recorded(&slot)
}

/// Waits until `ended` says so.
fn follow(
    stage: &mut Stage<'_>,
    grace: Duration,
    mut ended: impl FnMut(Duration) -> Result<bool, Stop>,
) -> Result<(), Stop> {
    let mut output = Follower::default();
    let mut looked = Instant::now();
    let mut overdue_at = stage.deadline + grace + OVERDUE;
    let mut called_off = false;
    loop {
        if ended(TICK)? {
            look(stage, &mut output);
            return Ok(());
        }
        if looked.elapsed() >= OUTPUT_EVERY {
            look(stage, &mut output);
            looked = Instant::now();
        }
        if !called_off && stage.live.called_off() {
            call_off(stage)?;
            called_off = true;
            overdue_at = overdue_at.min(Instant::now() + grace + OVERDUE);
        }
        if Instant::now() > overdue_at {
            return Err(Stop::unknown(
                "its shim does not answer, so it is not known whether the command still runs",
            ));
        }
    }
}

fn look(stage: &Stage<'_>, output: &mut Follower) {
    if let Some(text) = output.look(&stage.slot.dir) {
        stage.live.output(&text);
    }
}

fn call_off(stage: &Stage<'_>) -> Result<(), Stop> {
    let path = stage.slot.dir.join(CALL_OFF);
    durable::private(OpenOptions::new().create(true).append(true))
        .open(&path)
        .map(drop)
        .map_err(|error| {
            Stop::unknown(format!(
                "the call-off cannot reach the command, which may still run: `{}`: {error}",
                path.display()
            ))
        })
}
