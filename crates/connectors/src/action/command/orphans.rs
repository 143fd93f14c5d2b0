//! Orphans: what a killed shim left behind, with nobody to watch it.
//!
//! As long as they run they may have effects, so whatever is found out about the target is true only until the next of
//! them. The runner therefore does what their shim would have done, before it answers.

use std::time::{Duration, Instant};

use placet_engine::ports::Attempt;
use placet_teeth::{Bug, planted};

use super::environment;
use crate::proc;
use crate::stage::Stage;
use crate::stop::Stop;

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// Waits until nothing of the attempt is left, and says how it ended; nothing if nobody was there.
///
/// What may run again is killed at once. Anything else may end by itself until its time is out or it is called off;
/// then it is asked to end, and killed after `grace`.
///
/// # Errors
/// `Unknown` if something could not be ended.
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
        "the shim was killed; {} processes that it left are waited for: {orphans:?}\n",
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

/// Kills them and waits until they are gone: a killed process may still be in the middle of a call.
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

/// Refuses to ask a probe while its step may still have effects: the answer would be out of date before it is used.
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
