//! `close`: ends the change with a closure code.

use crate::change::arguments::Close;
use crate::change::decision::Decision;
use crate::change::event::Event;
use crate::plan::RunStatus;
use placet_language::codes::Code;
use placet_language::process::{ClosureCode, Move};
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, close: &Close) -> Result<(), Rejection> {
    d.person()?;
    super::verify::settled(d)?;
    let backed_out = d.change.run.status == RunStatus::BackedOut;
    if backed_out != (close.code == ClosureCode::BackedOut) {
        let message = if backed_out {
            "the change was backed out, so its closure code is `backed_out`"
        } else {
            "the change was not backed out, so its closure code is another"
        };
        return super::invalid(
            "code",
            Code::WrongClosureCode,
            message.to_owned(),
            "use the code that matches what happened",
        );
    }
    super::verify::fill(d, "closure", &close.fields)?;
    let rule = d.ask_to(Move::Close, "close")?;
    d.emit(Event::ChangeClosed { code: close.code });
    d.enter(rule);
    Ok(())
}
