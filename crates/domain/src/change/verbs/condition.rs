//! `condition`: reports a condition of an approval as met.

use super::optional_text;
use crate::change::arguments::MeetCondition;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::codes::Code;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    met: &MeetCondition,
) -> Result<(), Rejection> {
    d.person()?;
    optional_text("note", &met.note)?;
    let index = usize::try_from(met.number)
        .ok()
        .and_then(|n| n.checked_sub(1));
    let Some(condition) = index.and_then(|index| d.change.authority.conditions.get(index)) else {
        let message = format!("there is no condition {}", met.number);
        let hint = format!(
            "conditions are numbered from 1 to {}",
            d.change.authority.conditions.len()
        );
        return super::invalid("number", Code::NoSuchCondition, message, &hint);
    };
    if condition.met.is_none() {
        d.emit(Event::ConditionMet {
            number: met.number,
            note: met.note.clone(),
        });
    }
    Ok(())
}
