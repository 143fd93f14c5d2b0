//! Orphans: processes that a killed shim left behind, without supervision.
//!
//! As long as they run they may have effects, so any finding about the target is valid only until their next effect.
//! Before it answers, the runner therefore does what their shim would have done.

use std::time::{Duration, Instant};

use placet_engine::ports::Attempt;
use placet_teeth::{Bug, planted};

use super::environment;
use crate::proc;
use crate::stage::Stage;
use crate::stop::Stop;

/// Pause between two checks.
const LOOK: Duration = Duration::from_millis(20);

/// Waits until no process of the attempt is left, and says how they ended. Returns none if there were none.
///
/// Processes of a repeatable action are killed at once. Others may end by themselves until the time is out or they are
/// called off. Then they are asked to end, and killed after `grace`.
///
/// # Errors
/// `Unknown` if a process could not be ended.
pub(super) fn end(stage: &mut Stage<'_>, grace: Duration) -> Result<Option<&'static str>, Stop> {
    let own = environment::identity(stage.attempt);
    let find = || match planted(Bug::OrphansForgotten) {
        true => Vec::new(),
        false => proc::with_environment(&own),
    };
    let orphans = find();
    if orphans.is_empty() {
        return Ok(None);
    }
    if stage.repeatable {
        return killed(find).map(|()| Some("what it left was killed"));
    }
    stage.say(&format!(
        "the shim was killed; waiting for {} processes that it left: {orphans:?}\n",
        orphans.len()
    ));
    let how = loop {
        std::thread::sleep(LOOK);
        if find().is_empty() {
            return Ok(Some("what it left went on and ended by itself"));
        }
        if stage.live.called_off() {
            break "what it left was ended when it was called off";
        }
        if stage.left().is_zero() {
            break "what it left was ended when its time was out";
        }
    };
    proc::ask_to_end(&find());
    let patience = Instant::now() + grace;
    while Instant::now() < patience {
        std::thread::sleep(LOOK);
        if find().is_empty() {
            return Ok(Some(how));
        }
    }
    killed(find).map(|()| Some(how))
}

/// Kills them and waits until they are gone: a killed process may still be in the middle of a system call.
fn killed(find: impl Fn() -> Vec<i32>) -> Result<(), Stop> {
    let patience = Instant::now() + proc::VANISH;
    loop {
        proc::kill(&find);
        let left = find();
        if left.is_empty() {
            return Ok(());
        }
        if Instant::now() > patience {
            return Err(Stop::unknown(format!(
                "its shim was killed, and {} of its processes could not be ended and may still have effects, {left:?}: \
                 end them by hand",
                left.len()
            )));
        }
        std::thread::sleep(LOOK);
    }
}

/// Refuses to run a probe while its step may still have effects: the answer would be outdated before it is used.
pub(crate) fn must_be_gone(attempt: &Attempt) -> Result<(), Stop> {
    if planted(Bug::OrphansForgotten) {
        return Ok(());
    }
    let left = proc::with_environment(&environment::forward(attempt));
    if left.is_empty() {
        return Ok(());
    }
    Err(Stop::unknown(format!(
        "{} processes of the step still run, so a probe could not tell what they will have done, {left:?}: end them by \
         hand",
        left.len()
    )))
}
