//! `placet whoami`.

use placet_api::Me;

use super::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page};

/// Show who you are, and what you may do
#[derive(Debug, clap::Args)]
pub(crate) struct Whoami {}

impl Whoami {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let me: Me = context.client.get(&Address::new("me"))?;
        context.terminal.show(&me, || page(&me))?;
        Ok(Exit::Done)
    }
}

fn page(me: &Me) -> Page {
    let mut page = Page::default();
    let administrator = if me.administrator {
        ", administrator"
    } else {
        ""
    };
    page.push(
        Line::new()
            .bold(&me.person)
            .plain(format!(": {} ({}{administrator})", me.name, me.kind)),
    );
    page.push(Line::new().dim("may    ").plain(me.scopes.join(", ")));
    for role in &me.roles {
        let line = Line::new()
            .dim("role   ")
            .plain(&role.role)
            .dim(format!(" in {}", role.process));
        page.push(match &role.on_behalf_of {
            Some(person) => line.plain(format!(", on behalf of {person}")),
            None => line,
        });
    }
    page
}
