//! `abort`: stops everything now, running steps included, and undoes what may have run.

use super::text;
use crate::change::arguments::Because;
use crate::change::back_out::begin_back_out;
use crate::change::decision::Decision;
use placet_language::process::BackOutKind;
use placet_language::reason::Rejection;

pub(in crate::change) fn decide(d: &mut Decision<'_>, because: &Because) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    text("reason", &because.reason)?;
    super::back_out::can_begin(d)?;
    begin_back_out(
        d,
        BackOutKind::Immediate,
        format!("aborted by `{person}`: {}", because.reason),
    );
    Ok(())
}
