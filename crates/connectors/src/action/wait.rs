//! Waits.

use placet_domain::lead::Elapsed;

use crate::stage::Stage;
use crate::stop::Stop;

/// Waits for a duration, or until the attempt is called off.
pub(super) fn run(stage: &mut Stage<'_>, time: Elapsed) -> Result<(), Stop> {
    stage.sleep(time.0.unsigned_abs())?;
    stage.say(&format!("waited {time}\n"));
    Ok(())
}
