//! Reviews and approvals as sentences.

use super::page::{Page, joined, mark, role, titled};
use crate::ids::RoleId;
use crate::process::ast::{Excluded, Policy, Process, Rows};

/// One line for each review.
pub(super) fn reviews(process: &Process, page: &mut Page) {
    if process.reviews.is_empty() {
        return;
    }
    page.heading("Reviews");
    for (id, review) in &process.reviews {
        let by: Vec<&str> = review.by.iter().map(|id| role(process, id)).collect();
        let when = review
            .when
            .as_ref()
            .map_or_else(String::new, |when| format!(", when `{}`", when.source()));
        let title = titled(review.title.as_ref(), id);
        page.line(format!(
            "- **{title}** by {}{when}.{}",
            joined(&by, "or"),
            mark(&review.from)
        ));
        for item in &review.checklist {
            page.line(format!("  - {item}"));
        }
    }
}

/// The rules, their tables row by row, and what always applies.
pub(super) fn approvals(process: &Process, page: &mut Page) {
    page.heading("Approvals");
    for rule in &process.approvals.rules {
        let when = rule
            .when
            .as_ref()
            .map_or_else(String::new, |when| format!(", when `{}`", when.source()));
        page.line(format!("- **{}**{when}{}", rule.rule, mark(&rule.from)));
        for policy in &rule.need {
            page.line(format!("  - {}", sentence(process, policy)));
        }
        if let Some(table) = &rule.table {
            rows(process, &table.rows, &table.by, &mut Vec::new(), page);
        }
    }
    page.line("");
    if !process.approvals.never.is_empty() {
        let never: Vec<&str> = process.approvals.never.iter().map(excluded).collect();
        page.line(format!("Never approved by {}.", joined(&never, "or")));
    }
    if process.approvals.distinct {
        page.line("One person counts once among the approvals of one change.");
    }
    if !process.approvals.phrases.is_empty() {
        let phrases: Vec<String> = process
            .approvals
            .phrases
            .iter()
            .map(|phrase| format!("\"{phrase}\""))
            .collect();
        page.line(format!(
            "An approval consists of one of the phrases {}.",
            phrases.join(", ")
        ));
    }
    overdue(process, page);
}

fn overdue(process: &Process, page: &mut Page) {
    let overdue = &process.approvals.overdue;
    let told: Vec<&str> = overdue
        .escalate_to
        .iter()
        .map(|id| role(process, id))
        .collect();
    let mut follows = Vec::new();
    follows.extend((!told.is_empty()).then(|| format!("{} is notified", joined(&told, "and"))));
    follows.extend(
        overdue
            .mark_unauthorized
            .then(|| "the change is marked unauthorized".to_owned()),
    );
    follows.extend(
        overdue
            .blocks_requester
            .then(|| "the requester opens no further emergency change".to_owned()),
    );
    follows.extend(
        overdue
            .rollback_decision
            .then(|| "a refusal asks for a decision on rolling back".to_owned()),
    );
    if !follows.is_empty() {
        page.line(format!(
            "When an approval afterwards is late or refused: {}.",
            follows.join("; ")
        ));
    }
}

fn excluded(contributor: &Excluded) -> &'static str {
    match contributor {
        Excluded::Requester => "the requester",
        Excluded::PlanAuthor => "an author of the plan",
        Excluded::Implementer => "the implementer",
    }
}

/// Adds one line for each entry of a table, with the words that lead to it.
fn rows(
    process: &Process,
    rows: &Rows<Policy>,
    by: &[String],
    words: &mut Vec<String>,
    page: &mut Page,
) {
    match (rows, by.split_first()) {
        (Rows::By(entries), Some((first, deeper))) => {
            for (key, below) in entries {
                words.push(format!("{first} {key}"));
                self::rows(process, below, deeper, words, page);
                words.pop();
            }
        }
        (Rows::By(_), None) => {}
        (Rows::Leaf(policies), _) => {
            let needed: Vec<String> = policies
                .iter()
                .map(|policy| sentence(process, policy))
                .collect();
            let needed = match needed.as_slice() {
                [] => "nobody".to_owned(),
                some => some.join("; and "),
            };
            page.line(format!("  - {}: {needed}", words.join(", ")));
        }
    }
}

fn sentence(process: &Process, policy: &Policy) -> String {
    let titles = |ids: &[RoleId], last: &str| {
        let titles: Vec<&str> = ids.iter().map(|id| role(process, id)).collect();
        joined(&titles, last)
    };
    let mut text = if !policy.all.is_empty() {
        titles(&policy.all, "and")
    } else if !policy.any.is_empty() {
        titles(&policy.any, "or")
    } else if let Some(count) = policy.count {
        format!("{count} of {}", titles(&policy.of, "or"))
    } else if let Some(percent) = policy.percent {
        format!("{percent}% of {}", titles(&policy.of, "or"))
    } else if !policy.sequence.is_empty() {
        format!("{}, in this order", titles(&policy.sequence, "then"))
    } else if !policy.succession.is_empty() {
        let each = policy
            .each
            .map_or_else(String::new, |each| format!(", each next one after {each}"));
        format!("{}{each}", titles(&policy.succession, "or else"))
    } else if let Some(board) = &policy.board {
        let title = process
            .boards
            .get(board)
            .map_or(board.as_str(), |board| board.title.as_str());
        format!("a majority of the {title} with its chair")
    } else if let Some(vote) = &policy.vote {
        format!("the vote `{vote}`, which waits for deliberation")
    } else {
        "no person: the rule itself authorizes".to_owned()
    };
    if let Some(within) = policy.within {
        text.push_str(&format!(", within {within}"));
    }
    if let Some(after) = policy.after {
        text.push_str(&format!(
            ", after implementation and within {after} of its start"
        ));
    }
    if let Some(when) = &policy.when {
        text.push_str(&format!(", when `{}`", when.source()));
    }
    if let Some(title) = &policy.title {
        text.push_str(&format!(" ({title})"));
    }
    text
}
