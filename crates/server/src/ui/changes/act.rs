//! Forms of a change's page: the verbs that need no more than a sentence.

use axum::extract::{Path, State};
use axum::response::Response;
use placet_domain::change::{Approve, Because, Command, Comment, Decline};
use placet_domain::digest::Digest;
use placet_domain::process::{Move, Phase};
use placet_engine::Look;

use crate::api::order::{self, Conditions};
use crate::api::see;
use crate::auth::{Asker, Scope};
use crate::body::SignedForm;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::routes::{Access, Answer, Body, Route};
use crate::ui::see_other;

/// A form as the page shows it.
pub(super) struct Form {
    pub(super) verb: &'static str,
    pub(super) button: &'static str,
    /// Label of the text; none when empty.
    pub(super) label: &'static str,
    pub(super) required: bool,
    pub(super) strong: bool,
    pub(super) digest: bool,
    pub(super) phrase: bool,
    pub(super) items: Vec<String>,
}

/// What a form sends.
#[derive(Debug, Default)]
struct Sent {
    text: String,
    digest: String,
    phrase: String,
    version: String,
    ticked: Vec<String>,
}

impl Sent {
    /// Every ticked box comes as a pair of its own, so the form is read pair by pair.
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "text" => sent.text = value,
                "digest" => sent.digest = value,
                "phrase" => sent.phrase = value,
                "version" => sent.version = value,
                "ticked" => sent.ticked.push(value),
                _ => {}
            }
        }
        sent
    }
}

/// One verb as a form: name, who may send it, summary, command.
type Row = (
    &'static str,
    Scope,
    &'static str,
    fn(Sent) -> Result<Command, Failure>,
);

const VERBS: [Row; 9] = [
    (
        "approve",
        Scope::Approve,
        "Approves, from the page.",
        |sent| {
            Ok(Command::Approve(Approve {
                digest: Some(digest(&sent)?),
                phrase: sent.phrase,
                conditions: Vec::new(),
                ticked: sent.ticked,
                comment: sent.text,
            }))
        },
    ),
    (
        "reject",
        Scope::Approve,
        "Rejects, from the page.",
        |sent| {
            Ok(Command::Reject(Decline {
                digest: Some(digest(&sent)?),
                reason: sent.text,
            }))
        },
    ),
    (
        "comment",
        Scope::Write,
        "Comments, from the page.",
        |sent| Ok(Command::Comment(Comment { text: sent.text })),
    ),
    ("submit", Scope::Write, "Submits, from the page.", |_| {
        Ok(Command::Submit)
    }),
    ("start", Scope::Write, "Starts, from the page.", |_| {
        Ok(Command::Start)
    }),
    ("pause", Scope::Write, "Pauses, from the page.", |sent| {
        Ok(Command::Pause(Because { reason: sent.text }))
    }),
    ("resume", Scope::Write, "Resumes, from the page.", |_| {
        Ok(Command::Resume)
    }),
    (
        "back-out",
        Scope::Write,
        "Backs out, from the page.",
        |sent| Ok(Command::BackOut(Because { reason: sent.text })),
    ),
    ("cancel", Scope::Write, "Cancels, from the page.", |sent| {
        Ok(Command::Cancel(Because { reason: sent.text }))
    }),
];

fn digest(sent: &Sent) -> Result<Digest, Failure> {
    sent.digest.parse().map_err(|_| {
        let hint = "load the page again";
        Failure::new(
            Kind::Malformed,
            "invalid_digest",
            "the form names no digest",
            hint,
        )
        .at("digest")
    })
}

/// The routes of the forms.
pub(super) fn routes() -> Vec<Route> {
    VERBS.into_iter().map(route).collect()
}

fn route((verb, scope, summary, command): Row) -> Route {
    let handler =
        async move |State(context): State<Context>,
                    asker: Asker,
                    Path(number): Path<String>,
                    SignedForm(pairs): SignedForm<Vec<(String, String)>>| {
            let sent = Sent::of(pairs);
            // A comment is welcome whatever happened meanwhile; everything else is meant for what the page showed.
            let expected = if verb == "comment" {
                None
            } else {
                sent.version.parse().ok()
            };
            let conditions = Conditions {
                expected,
                key: None,
            };
            let receipt = context
                .blocking(move |inner| {
                    let change = see::change(inner, &asker, &number)?;
                    order::execute(inner, &asker, Some(change), command(sent)?, conditions)
                })
                .await?;
            Ok::<Response, Failure>(see_other(&format!("/changes/{}", receipt.number)))
        };
    Route::post(
        format!("/changes/{{number}}/{verb}"),
        Access::Person(scope),
        summary,
        Answer::raw("text/html").status(303),
        handler,
    )
    .body(Body::Form)
}

/// The forms that make sense for this change and this person now.
pub(super) fn forms(look: &Look, asker: &Asker) -> Vec<Form> {
    let mut forms = Vec::new();
    let plain = |verb, button, label, required| Form {
        verb,
        button,
        label,
        required,
        strong: false,
        digest: false,
        phrase: false,
        items: Vec::new(),
    };
    let can: Vec<_> = look
        .slots
        .iter()
        .filter(|view| view.who_can.contains(&asker.person))
        .collect();
    if !can.is_empty() && !look.change.is_ended() {
        forms.push(Form {
            strong: true,
            digest: true,
            phrase: !look.process.process.approvals.phrases.is_empty(),
            items: can
                .iter()
                .flat_map(|view| view.slot.checklist.clone())
                .collect(),
            ..plain("approve", "Approve", "Comment", false)
        });
        forms.push(Form {
            digest: true,
            ..plain("reject", "Reject", "Why", true)
        });
    }
    let moves = |wanted| look.moves.iter().any(|possible| possible.to_make == wanted);
    if moves(Move::Submit) {
        forms.push(plain("submit", "Submit", "", false));
    }
    if moves(Move::Start) {
        forms.push(plain("start", "Start", "", false));
    }
    if look.change.phase == Phase::Implement {
        if look.change.run.paused {
            forms.push(plain("resume", "Resume", "", false));
        } else {
            forms.push(plain("pause", "Pause", "Why", true));
        }
        forms.push(plain("back-out", "Roll back", "Why", true));
    }
    if moves(Move::Cancel) {
        forms.push(plain("cancel", "Cancel the change", "Why", true));
    }
    forms.push(plain("comment", "Comment", "Comment", true));
    forms
}
