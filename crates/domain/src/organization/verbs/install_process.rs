//! `install_process`: a version of a process file becomes the current one.

use crate::organization::InstallProcess;
use crate::organization::decision::{Decision, refuse};
use crate::organization::event::OrganizationEvent as Event;
use crate::organization::facts::Actor;
use placet_language::Problem;
use placet_language::codes::Code;
use placet_language::process::parse;
use placet_language::reason::{Reason, Rejection, RejectionKind};

pub(in crate::organization) fn decide(
    d: &mut Decision<'_>,
    given: &InstallProcess,
) -> Result<(), Rejection> {
    // Only the host brings a process that is not there yet.
    if d.facts.actor != Actor::Host || d.state.current.contains_key(&given.process) {
        d.administer(&given.process)?;
    }
    let parsed = parse(given.source.as_bytes()).map_err(|problems| unreadable(&problems))?;
    let name = parsed.process.process;
    if name != given.process {
        return refuse(
            RejectionKind::Invalid,
            Code::AnotherProcess,
            format!(
                "the file is for process `{name}`, not for `{}`",
                given.process
            ),
            "choose the right file",
        );
    }
    if d.state.current.get(&name) == Some(&parsed.digest) {
        return Ok(());
    }
    d.emit(Event::ProcessInstalled {
        process: name,
        digest: parsed.digest,
        reason: d.reason.clone(),
    });
    Ok(())
}

fn unreadable(problems: &[Problem]) -> Rejection {
    let reasons = problems.iter().map(|problem| {
        let place = match problem.path.is_empty() {
            true => format!("line {}, column {}", problem.line, problem.column),
            false => {
                let (line, column) = (problem.line, problem.column);
                format!("line {line}, column {column}: {}", problem.path)
            }
        };
        Reason::new(Code::ProcessFile, &problem.message, &problem.hint).at(place)
    });
    let summary = "the process file has mistakes";
    match Rejection::unless_empty(RejectionKind::Invalid, summary, reasons.collect()) {
        Err(rejection) => rejection,
        Ok(()) => Rejection::one(
            RejectionKind::Invalid,
            Reason::new(
                Code::ProcessFile,
                summary,
                "check it with `placet process check`",
            ),
        ),
    }
}
