//! `placet inbox`.

use placet_api::Inbox as Waiting;

use super::change::table;
use super::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Table};

/// List what waits for you, and your own open changes
#[derive(Debug, clap::Args)]
pub(crate) struct Inbox {}

impl Inbox {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let waiting: Waiting = context.client.get(&Address::new("inbox"))?;
        context.terminal.show(&waiting, || page(&waiting))?;
        Ok(Exit::Done)
    }
}

fn page(waiting: &Waiting) -> Page {
    let mut page = Page::default();
    if waiting.mine.is_empty() {
        page.text("nothing waits for you");
    } else {
        let mut rows = Table::new(&["number", "what", "due", "title"]);
        for item in &waiting.mine {
            rows.row(vec![
                Line::new().bold(&item.change.number),
                Line::new().plain(&item.text),
                Line::new().plain(item.due.as_deref().unwrap_or("-")),
                Line::new().plain(&item.change.title),
            ]);
        }
        page.append(rows.page());
    }
    if !waiting.others.is_empty() {
        page.heading("your open changes");
        page.append(table(&waiting.others));
    }
    page
}
