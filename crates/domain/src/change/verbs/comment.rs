//! `comment`: adds to the discussion. A comment is never an approval, whatever it says.

use super::text;
use crate::change::arguments::Comment;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, comment: &Comment) -> Result<(), Rejection> {
    d.person()?;
    text("text", &comment.text)?;
    d.emit(Event::CommentAdded {
        text: comment.text.clone(),
    });
    Ok(())
}
