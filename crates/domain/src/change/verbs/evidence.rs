//! `evidence`: attaches evidence that is stored by its digest.

use super::{optional_text, text};
use crate::change::arguments::Evidence;
use crate::change::decision::Decision;
use crate::change::event::Event;
use placet_language::codes::Code;
use placet_language::reason::Rejection;

/// Most pieces of evidence one change may have.
const EVIDENCE_MAX: usize = 1000;

pub(in crate::change) fn decide(
    d: &mut Decision<'_>,
    evidence: &Evidence,
) -> Result<(), Rejection> {
    d.person()?;
    text("kind", &evidence.kind)?;
    text("name", &evidence.name)?;
    optional_text("summary", &evidence.summary)?;
    let odd = |c: char| c.is_control() || c == '/' || c == '\\';
    if evidence.name.len() > 200 || evidence.name.contains(odd) {
        let message =
            "the name has control characters or slashes, or more than 200 bytes".to_owned();
        return super::invalid("name", Code::BadName, message, "use a plain file name");
    }
    if evidence.kind.len() > 80 || evidence.kind.contains(odd) {
        let message =
            "the kind has control characters or slashes, or more than 80 bytes".to_owned();
        return super::invalid(
            "kind",
            Code::BadKind,
            message,
            "use a word such as `test:unit`",
        );
    }
    if d.change.written.evidence.len() >= EVIDENCE_MAX {
        let message = format!("a change has at most {EVIDENCE_MAX} pieces of evidence");
        return super::invalid(
            "evidence",
            Code::TooMuchEvidence,
            message,
            "attach an archive",
        );
    }
    d.emit(Event::EvidenceAttached {
        evidence: evidence.clone(),
    });
    Ok(())
}
