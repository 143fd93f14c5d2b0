//! `approve`: says yes to exactly one digest.

use super::{optional_text, text};
use crate::approval::Answer;
use crate::change::answer;
use crate::change::arguments::Approve;
use crate::change::decision::Decision;
use placet_language::codes::Code;
use placet_language::process::Process;
use placet_language::reason::{Reason, Rejection, RejectionKind};

/// Most conditions one approval may set.
const CONDITIONS_MAX: usize = 20;

pub(in crate::change) fn decide(d: &mut Decision<'_>, approve: &Approve) -> Result<(), Rejection> {
    let person = d.person()?.clone();
    answer::still_open(d)?;
    answer::same_digest(&d.change, approve.digest)?;
    optional_text("comment", &approve.comment)?;
    let capacities = answer::capacities(d, &person)?;
    let mut problems = phrase_problem(d.facts.process, &approve.phrase);
    if approve.conditions.len() > CONDITIONS_MAX {
        problems.push(
            Reason::new(
                Code::TooManyConditions,
                format!("an approval may set at most {CONDITIONS_MAX} conditions"),
                "defer the decision instead",
            )
            .at("conditions"),
        );
    }
    // Z67: where a requirement has a checklist, a person who may fill it ticks all of it.
    for item in d.ballot().checklist_for(&capacities) {
        if !approve.ticked.contains(&item) {
            problems.push(
                Reason::new(
                    Code::ChecklistOpen,
                    format!("not ticked: {item}"),
                    "tick it, or reject",
                )
                .at("ticked"),
            );
        }
    }
    Rejection::unless_empty(
        RejectionKind::Invalid,
        "the approval has mistakes",
        problems,
    )?;
    for condition in &approve.conditions {
        text("conditions", condition)?;
    }
    answer::record(d, person, capacities, Answer::Approved, approve);
    Ok(())
}

/// 003.H1, Z44: the whole message is one of the phrases, letter case and surrounding space aside.
fn phrase_problem(process: &Process, phrase: &str) -> Vec<Reason> {
    let phrases = &process.approvals.phrases;
    let given = phrase.trim().to_lowercase();
    if phrases.is_empty() || phrases.iter().any(|known| known.to_lowercase() == given) {
        return Vec::new();
    }
    let known: Vec<String> = phrases.iter().map(|known| format!("`{known}`")).collect();
    vec![
        Reason::new(
            Code::NotAnApprovalPhrase,
            format!(
                "`{}` is not an approval phrase",
                phrase.trim().chars().take(80).collect::<String>()
            ),
            format!("the whole message must be one of {}", known.join(", ")),
        )
        .at("phrase")
        .from(&process.approvals.from),
    ]
}
