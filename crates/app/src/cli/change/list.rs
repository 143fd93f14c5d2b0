//! `placet change list`.

use placet_api::{ChangeSummary, Page as Rows};

use crate::cli::context::Context;
use crate::client::Address;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Table};

/// Characters of a title that a list shows.
const TITLE_CHARS_MAX: usize = 60;

/// List changes
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Of one process
    #[arg(long, value_name = "NAME")]
    process: Option<String>,
    /// In a state of the process
    #[arg(long)]
    state: Option<String>,
    /// In a phase: new, assess, authorize, scheduled, implement, review, closed, canceled
    #[arg(long)]
    phase: Option<String>,
    /// Of a model
    #[arg(long)]
    model: Option<String>,
    /// Of a class: standard, normal, emergency
    #[arg(long)]
    class: Option<String>,
    /// With a level of risk
    #[arg(long)]
    risk: Option<String>,
    /// Requested by a person
    #[arg(long, value_name = "PERSON")]
    requester: Option<String>,
    /// With words, or their beginnings, in number, title or fields
    #[arg(short, value_name = "WORDS")]
    q: Option<String>,
    /// Only changes that have not ended
    #[arg(long)]
    open: bool,
    /// By `updated`, `opened`, `number` or `risk`; with `-` in front the lowest or oldest first
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<String>,
    /// Number of rows, at most 200
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: Option<u32>,
    /// Where the previous page ended
    #[arg(long)]
    cursor: Option<String>,
}

impl List {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let address = Address::new("changes")
            .with("process", self.process.as_ref())
            .with("state", self.state.as_ref())
            .with("phase", self.phase.as_ref())
            .with("model", self.model.as_ref())
            .with("class", self.class.as_ref())
            .with("risk", self.risk.as_ref())
            .with("requester", self.requester.as_ref())
            .with("q", self.q.as_ref())
            .with("open", self.open.then_some("true"))
            .with("sort", self.sort.as_ref())
            .with("limit", self.limit)
            .with("cursor", self.cursor.as_ref());
        let rows: Rows<ChangeSummary> = context.client.get(&address)?;
        context.terminal.show(&rows, || page(&rows))?;
        Ok(Exit::Done)
    }
}

fn page(rows: &Rows<ChangeSummary>) -> Page {
    let mut page = Page::default();
    if rows.items.is_empty() {
        page.text("no changes");
    } else {
        page.append(table(&rows.items));
    }
    if let Some(next) = &rows.next {
        page.push(Line::new().dim(format!("more: --cursor {next}")));
    }
    page
}

/// Shows changes as rows.
pub(crate) fn table(changes: &[ChangeSummary]) -> Page {
    let mut table = Table::new(&[
        "number",
        "state",
        "risk",
        "class",
        "requester",
        "start",
        "title",
    ]);
    for change in changes {
        let plain = |text: &str| Line::new().plain(text);
        table.row(vec![
            Line::new().bold(&change.number),
            plain(&change.state),
            plain(change.risk.as_deref().unwrap_or("-")),
            plain(&change.class),
            plain(&change.requester),
            plain(change.start.as_deref().unwrap_or("-")),
            plain(&short(&change.title)),
        ]);
    }
    table.page()
}

fn short(title: &str) -> String {
    let mut text: String = title.chars().take(TITLE_CHARS_MAX).collect();
    if title.chars().nth(TITLE_CHARS_MAX).is_some() {
        text.push('…');
    }
    text
}
