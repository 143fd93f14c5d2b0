//! `abstain`: neither yes nor no; takes back an earlier answer of the same person.

use crate::approval::Answer;
use crate::change::answer;
use crate::change::arguments::Decline;
use crate::change::decision::Decision;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, decline: &Decline) -> Result<(), Rejection> {
    answer::decline(d, decline, Answer::Abstained, None)?;
    Ok(())
}
