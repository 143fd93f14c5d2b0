//! `deviation`: writes down a deviation from the plan.

use super::text;
use crate::change::arguments::Deviation;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    deviation: &Deviation,
) -> Result<(), Rejection> {
    d.person()?;
    text("text", &deviation.text)?;
    if let Some(step) = &deviation.step
        && !d
            .change
            .request
            .plan
            .steps
            .iter()
            .any(|known| known.id == *step)
    {
        return super::no_such_step(step);
    }
    d.emit(Event::DeviationRecorded {
        step: deviation.step.clone(),
        text: deviation.text.clone(),
    });
    Ok(())
}
