//! `approve`: approves exactly what the digest names.

use placet_domain::change::Command;
use placet_engine::Look;

use super::form::{Form, Widget, may_answer};
use super::verb::Verb;
use crate::auth::{Asker, Scope};
use crate::schema::{Kind, defaulted, required};

pub(super) fn verb() -> Verb {
    Verb::new(
        "approve",
        "Approves exactly what the digest names.",
        Scope::Approve,
        Command::Approve,
    )
    .fields([
        required(
            "digest",
            Kind::Digest,
            "The digest of what is approved; any digest but the current one is refused.",
        ),
        defaulted(
            "phrase",
            Kind::Text,
            "The exact phrase, where the process asks for one.",
        ),
        defaulted(
            "conditions",
            Kind::Texts,
            "What must be done before the start.",
        ),
        defaulted("ticked", Kind::Texts, "Items ticked, by their text."),
        defaulted("comment", Kind::Text, "A comment."),
    ])
    .form(
        Form::new("Approve", may_answer)
            .strong()
            .input("digest", Widget::Digest)
            .input("phrase", Widget::Line("Exact phrase", asks_for_a_phrase))
            .input("comment", Widget::Area("Comment"))
            .input("ticked", Widget::Checks(checklist)),
    )
}

fn asks_for_a_phrase(look: &Look, _: &Asker) -> bool {
    !look.process.process.approvals.phrases.is_empty()
}

fn checklist(look: &Look, asker: &Asker) -> Vec<String> {
    look.slots
        .iter()
        .filter(|view| view.who_can.contains(&asker.person))
        .flat_map(|view| view.slot.checklist.clone())
        .collect()
}
