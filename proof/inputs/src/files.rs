//! Files: processes and requests with their plans.

use jiff::Timestamp;
use placet_domain::PROBLEMS_MAX;
use placet_domain::change::Request;
use placet_domain::people::Directory;
use placet_domain::preview::preview;
use placet_domain::process::{parse, show, trace};
use placet_domain::{Rejection, plan, request};

/// A process is taken whole or refused with places that the file has; one that is taken can be shown and traced.
pub(crate) fn process(bytes: &[u8]) {
    match parse(bytes) {
        Ok(parsed) => {
            let again = parse(bytes).expect("it was taken the first time");
            assert_eq!(again.digest, parsed.digest, "two digests of one file");
            assert!(!show(&parsed.process).is_empty());
            let _ = trace(&parsed);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            assert!(
                problems.len() <= PROBLEMS_MAX,
                "{} problems",
                problems.len()
            );
            // A carriage return alone ends a line of YAML too.
            let lines = 2 + bytes
                .iter()
                .filter(|byte| matches!(byte, b'\n' | b'\r'))
                .count();
            for problem in problems {
                assert!(
                    problem.line >= 1 && problem.column >= 1,
                    "no place: {problem}"
                );
                assert!(
                    problem.line <= lines,
                    "a line that the file does not have: {problem}"
                );
                assert!(!problem.message.is_empty(), "a problem without a message");
            }
        }
    }
}

/// A request in YAML.
pub(crate) fn plan(bytes: &[u8]) {
    take(request::from_yaml(bytes, None));
}

/// A request in Markdown.
pub(crate) fn markdown(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    take(request::from_markdown(text, &crate::itil4::itil4().process));
}

/// A request that can be read can be previewed, and its plan be judged; any other says why.
fn take(read: Result<Request, Rejection>) {
    let parsed = crate::itil4::itil4();
    match read {
        Ok(request) => {
            let person = "someone".parse().expect("a valid name");
            let directory = Directory::default();
            let at = Timestamp::UNIX_EPOCH;
            let seen = preview(
                &parsed.process,
                parsed.digest,
                &directory,
                &request,
                &person,
                at,
            );
            if let Err(rejection) = seen {
                assert!(!rejection.reasons.is_empty(), "refused without a reason");
            }
            if let Some(plan) = &request.plan {
                let first = plan::check(&parsed.process, plan);
                assert_eq!(
                    first,
                    plan::check(&parsed.process, plan),
                    "two judgments of one plan"
                );
            }
        }
        Err(rejection) => assert!(!rejection.reasons.is_empty(), "refused without a reason"),
    }
}
