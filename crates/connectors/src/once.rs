//! Carries out an effect only once, even across a crash.

use placet_teeth::{Bug, Point, planted, point};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::stage::Stage;
use crate::stop::Stop;
use crate::{durable, proc};

/// The state before an in-process effect.
#[derive(Serialize, Deserialize)]
struct Begun {
    boot_id: String,
    before: Value,
}

/// The result of an in-process action.
#[derive(Serialize, Deserialize)]
struct Done {
    /// Why it failed.
    failed: Option<String>,
    give_up: bool,
    output: String,
}

/// Carries out an in-process action with an effect: reads the current state, records it, acts, and records the outcome.
///
/// A second call returns the recorded outcome. Without one, it acts again on the same `before` if the action may be
/// repeated; otherwise it returns unknown. `act` returns the text to add to the output.
pub(crate) fn once(
    stage: &mut Stage<'_>,
    look: impl FnOnce(&Stage<'_>) -> Result<Value, Stop>,
    act: impl FnOnce(&Stage<'_>, &Value) -> Result<String, Stop>,
) -> Result<(), Stop> {
    let begun: Option<Begun> = stage.slot.read("begun.json")?;
    let done: Option<Done> = stage.slot.read("outcome.json")?;
    let begun_before = begun.is_some();
    let before = match begun {
        Some(begun) if done.is_none() && !stage.repeatable && !planted(Bug::HalfDoneRepeated) => {
            return Err(half_done(&begun));
        }
        Some(begun) => begun.before,
        None => {
            let before = look(stage)?;
            let begun = Begun {
                boot_id: proc::boot_id(),
                before,
            };
            let slot = &stage.slot;
            let durable = slot.write("begun.json", &begun);
            let durable = durable.and_then(|()| durable::sync_ancestors(&slot.dir));
            durable.map_err(|error| {
                Stop::failed(format!(
                    "the intent could not be made durable, so nothing was done: {error}"
                ))
            })?;
            begun.before
        }
    };
    if !before.is_null() {
        stage.record.before.push(before.clone());
    }
    if let Some(done) = done {
        stage.say(&done.output);
        return match done.failed {
            None => Ok(()),
            Some(message) => Err(Stop::Failed {
                message,
                give_up: done.give_up,
            }),
        };
    }
    if begun_before {
        stage.say("begun before a restart; done again, because it is idempotent\n");
    }
    point(Point::BeforeEffect);
    let result = act(stage, &before);
    point(Point::AfterEffect);
    let done = match &result {
        Ok(output) => Done {
            failed: None,
            give_up: false,
            output: output.clone(),
        },
        Err(Stop::Failed { message, give_up }) => Done {
            failed: Some(message.clone()),
            give_up: *give_up,
            output: String::new(),
        },
        // This is not recorded: a marker without an outcome already means that the outcome is unknown.
        Err(Stop::Unknown { .. }) => return result.map(drop),
    };
    let recorded = stage.slot.write("outcome.json", &done);
    let output = result?;
    stage.say(&output);
    recorded.map_err(|error| {
        Stop::failed(format!(
            "it was done, but the outcome could not be made durable: {error}"
        ))
    })
}

fn half_done(begun: &Begun) -> Stop {
    let how = if begun.boot_id == proc::boot_id() {
        "the server ended"
    } else {
        "the host was restarted"
    };
    Stop::unknown(format!(
        "it was begun, then {how} before its outcome was recorded; it may or may not have arrived, and it is not \
         idempotent, so it is not repeated"
    ))
}
