//! `placet change approve`.

use placet_api::{ChangeDetail, Me};
use placet_domain::digest::Digest;

use super::preview::risk;
use super::show::scheduled;
use crate::cli::context::{Context, Target};
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Depth, Line, Page, plan};

/// Approve exactly what is shown
#[derive(Debug, clap::Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    target: Target,
    /// Only if this is still what is approved: the digest, or its first digits
    #[arg(long, value_name = "SHA256", value_parser = digits)]
    digest: Option<String>,
    /// The exact phrase, where the process asks for one
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    phrase: String,
    /// What must be done before the start; repeat it for more
    #[arg(long = "condition", value_name = "TEXT")]
    conditions: Vec<String>,
    /// An item of the checklist, by its text; repeat it for more
    #[arg(long, value_name = "ITEM")]
    tick: Vec<String>,
    /// Every item of the checklists of your own approvals
    #[arg(long, conflicts_with = "tick")]
    tick_all: bool,
    /// A comment
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    comment: String,
}

/// Fewest digits that may stand for a digest, so that no other one matches by chance.
const DIGITS_MIN: usize = 12;

fn digits(text: &str) -> Result<String, String> {
    let fits =
        (DIGITS_MIN..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_hexdigit());
    if fits {
        Ok(text.to_lowercase())
    } else {
        Err(format!(
            "a digest has {DIGITS_MIN} to 64 hexadecimal digits"
        ))
    }
}

impl Approve {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let detail = context.detail(&self.target.number)?;
        if let Some(wanted) = self
            .digest
            .as_ref()
            .filter(|wanted| !detail.digest.starts_with(*wanted))
        {
            let message = format!(
                "`{}` now asks to approve `{}`, not `{wanted}`",
                detail.number, detail.digest
            );
            let hint = format!(
                "look at it with `placet change show {}` and decide again",
                detail.number
            );
            return Err(Failure::new(Exit::Conflict, message, hint));
        }
        if !context.terminal.is_json() {
            context.terminal.page(&shown(&detail))?;
        }
        let digest: Digest = detail.digest.parse().map_err(|error| {
            Failure::failed(format!("the server's digest cannot be read: {error}"), "")
        })?;
        let body = placet_domain::change::Approve {
            // The digest of what was just shown: an edit in between makes the server refuse.
            digest: Some(digest),
            phrase: self.phrase.clone(),
            conditions: self.conditions.clone(),
            ticked: if self.tick_all {
                own_checklists(&detail, context)?
            } else {
                self.tick.clone()
            },
            comment: self.comment.clone(),
        };
        let target = Target {
            number: detail.id,
            if_version: self.target.if_version,
        };
        context.order(&target, "approve", &body)
    }
}

/// Lists the items of the approvals that this person can give.
fn own_checklists(detail: &ChangeDetail, context: &Context) -> Result<Vec<String>, Failure> {
    let me: Me = context.client.get(&Address::new("me"))?;
    let mut items = Vec::new();
    for slot in detail
        .slots
        .iter()
        .filter(|slot| slot.can.contains(&me.person))
    {
        for item in &slot.checklist {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
    }
    Ok(items)
}

/// Shows what is approved.
fn shown(detail: &ChangeDetail) -> Page {
    let mut page = Page::default();
    page.push(
        Line::new()
            .bold(&detail.number)
            .plain(format!(": {}", detail.title)),
    );
    page.push(Line::new().dim("requester  ").plain(&detail.requester));
    page.append(risk("risk       ", &detail.risk));
    page.append(scheduled(detail));
    if !detail.run.steps.is_empty() {
        page.push(Line::new().dim("plan"));
        page.append(plan(&detail.run, Depth::Whole));
    }
    page.push(Line::new().dim("digest     ").plain(&detail.digest));
    page.gap();
    page
}
