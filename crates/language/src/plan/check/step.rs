//! Whether one step keeps its own promises and the process's rules.

use crate::codes::Code;
use crate::ids::StepId;
use crate::lead::Elapsed;
use crate::plan::{RETRIES_MAX, Step, Undo, UndoneBy};
use crate::process::{Process, StepPart};
use crate::reason::Reason;
use crate::suggest;

/// Longest time of one attempt.
const TIMEOUT_HOURS_MAX: i64 = 24;
/// Longest title or target, in characters.
const LINE_CHARS_MAX: usize = 300;

/// Names the place of a step in the plan.
pub(super) fn place(id: &StepId) -> String {
    format!("plan.{id}")
}

/// Every reason why a step cannot stand.
pub(super) fn check(process: &Process, step: &Step) -> Vec<Reason> {
    let mut reasons = times(step);
    reasons.extend(words(process, step));
    reasons.extend(undo(process, step));
    reasons.extend(parts(process, step));
    for (name, found) in [
        ("action", Some(&step.action)),
        ("check", step.check.as_ref()),
        ("probe", step.probe.as_ref()),
    ] {
        for reason in found.into_iter().flat_map(|found| found.check(process)) {
            reasons.push(Reason {
                message: format!("{name}: {}", reason.message),
                ..reason
            });
        }
    }
    let place = place(&step.id);
    reasons
        .into_iter()
        .map(|reason| Reason {
            message: format!("step `{}`: {}", step.id, reason.message),
            ..reason
        })
        .map(|reason| reason.at(place.clone()))
        .collect()
}

fn times(step: &Step) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let seconds_max = TIMEOUT_HOURS_MAX * 3600;
    if step.timeout.0.is_zero() || step.timeout.seconds() > seconds_max {
        let message = format!(
            "its timeout of {} is outside 1 millisecond to {TIMEOUT_HOURS_MAX} hours",
            step.timeout
        );
        reasons.push(Reason::new(
            Code::InvalidTimeout,
            message,
            "split a longer step",
        ));
    }
    if step.retry_pause.seconds() > seconds_max {
        let message = format!(
            "its retry_pause of {} is longer than {TIMEOUT_HOURS_MAX} hours",
            step.retry_pause
        );
        reasons.push(Reason::new(Code::InvalidTimeout, message, "shorten it"));
    }
    let needs = |what: &str, time: Elapsed| {
        let message = format!(
            "its {what} of {time} does not fit into its timeout of {}",
            step.timeout
        );
        Reason::new(Code::InvalidTimeout, message, "raise `timeout`")
    };
    for action in [Some(&step.action), step.check.as_ref()]
        .into_iter()
        .flatten()
    {
        let too_long = action.too_long_for(step.timeout);
        reasons.extend(too_long.map(|(what, time)| needs(what, time)));
    }
    if step.retries > 0 && !step.idempotent {
        reasons.push(Reason::new(
            Code::RetriesNeedIdempotent,
            format!("it asks for {} retries and is not idempotent", step.retries),
            "write `idempotent: true` if running it twice does the same as once, else `retries: 0`",
        ));
    }
    if step.retries > RETRIES_MAX {
        let message = format!(
            "it asks for {} retries, and {RETRIES_MAX} are allowed",
            step.retries
        );
        reasons.push(Reason::new(
            Code::TooManyRetries,
            message,
            "lower `retries`",
        ));
    }
    reasons
}

fn words(process: &Process, step: &Step) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let is_line =
        |text: &str| !text.chars().any(char::is_control) && text.chars().count() <= LINE_CHARS_MAX;
    if !is_line(&step.title) {
        let message = format!("its title is not one line of at most {LINE_CHARS_MAX} characters");
        reasons.push(Reason::new(Code::InvalidText, message, "shorten it"));
    }
    if step
        .targets
        .iter()
        .any(|target| target.trim().is_empty() || !is_line(target))
    {
        let message = format!("a target is not one line of 1 to {LINE_CHARS_MAX} characters");
        reasons.push(Reason::new(
            Code::InvalidText,
            message,
            "name what the step acts on",
        ));
    }
    let is_user = |name: &str| {
        let mut chars = name.chars();
        let first = chars
            .next()
            .is_some_and(|c| c.is_ascii_lowercase() || c == '_');
        first
            && name.len() <= 32
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
    };
    if let Some(user) = step.run_as.as_ref().filter(|user| !is_user(user)) {
        let message = format!("run_as `{}` is not the name of a user", user.escape_debug());
        reasons.push(Reason::new(
            Code::InvalidText,
            message,
            "use lower-case letters, digits, `_` and `-`",
        ));
    }
    let rules = &process.plan;
    if let Some(kind) = step
        .kind
        .as_ref()
        .filter(|kind| rules.only_these_kinds && !rules.kinds.contains_key(*kind))
    {
        let hint = suggest::remedy(
            kind,
            rules.kinds.keys().map(String::as_str),
            "the kinds are",
        );
        reasons.push(
            Reason::new(
                Code::UnknownKind,
                format!("`{kind}` is not a kind of step"),
                hint,
            )
            .from(&rules.from),
        );
    }
    let phase = step
        .phase
        .as_ref()
        .filter(|phase| !rules.phases.is_empty() && !rules.phases.contains(phase));
    if let Some(phase) = phase {
        let hint = suggest::remedy(
            phase,
            rules.phases.iter().map(String::as_str),
            "the phases are",
        );
        reasons.push(
            Reason::new(
                Code::UnknownPhase,
                format!("`{phase}` is not a part of a plan"),
                hint,
            )
            .from(&rules.from),
        );
    }
    reasons
}

fn undo(process: &Process, step: &Step) -> Vec<Reason> {
    match &step.undo {
        Some(Undo::Previous(_) | Undo::Action(_)) if step.is_irreversible() => vec![Reason::new(
            Code::IrreversibleWithUndo,
            "it is irreversible and has an undo",
            "remove the undo, or say how hard the step is to reverse",
        )],
        Some(Undo::Previous(_)) if step.action.nature().undo != UndoneBy::Previous => {
            vec![Reason::new(
                Code::NothingPrevious,
                "`undo: previous` puts back what `install` or `write` replaced, and it does neither",
                "give the undo as an action",
            )]
        }
        Some(Undo::Action(undo)) => {
            let reasons = undo.check(process);
            reasons
                .into_iter()
                .map(|r| Reason {
                    message: format!("undo: {}", r.message),
                    ..r
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn parts(process: &Process, step: &Step) -> Vec<Reason> {
    let lacks = |part: &StepPart| match part {
        StepPart::Check => step
            .check
            .is_none()
            .then_some(("check", "say what must hold afterwards")),
        // A point of no return needs no undo; it is shown to the approvers.
        StepPart::Undo => (step.undo.is_none() && !step.is_irreversible()).then_some((
            "undo",
            "say how it is undone, or `reversibility: irreversible`",
        )),
        StepPart::Estimate => (step.estimate.is_none() && process.plan.default_estimate.is_none())
            .then_some(("estimate", "say how long it usually takes")),
        StepPart::Environment => step
            .environment
            .is_none()
            .then_some(("environment", "say where it acts")),
    };
    let missing = process.plan.every_step_has.iter().filter_map(lacks);
    missing
        .map(|(part, hint)| {
            let message = format!("it has no `{part}`, which this process asks of every step");
            Reason::new(Code::StepIncomplete, message, hint).from(&process.plan.from)
        })
        .collect()
}
