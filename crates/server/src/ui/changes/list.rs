//! `GET /changes`: the list with its filters, which live in the address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use placet_api::{ChangeSummary, Page};

use crate::api::changes::list::{Filters, page};
use crate::auth::{Asker, Scope};
use crate::body::Parameters;
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};
use crate::ui::{Frame, encoded, render};

pub(super) fn route() -> Route {
    Route::get(
        "/changes",
        Access::Person(Scope::Read),
        "The list of changes as a page.",
        Answer::raw("text/html"),
        show,
    )
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    frame: Frame,
    filters: Filters,
    page: Page<ChangeSummary>,
    next: Option<String>,
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Parameters(filters): Parameters<Filters>,
) -> Result<Response, Failure> {
    let frame = Frame::new("Changes", Some(&asker));
    let asked = filters.clone();
    let page = context
        .blocking(move |inner| page(inner, &asker, &asked))
        .await?;
    let next = page.next.as_ref().map(|cursor| address(&filters, cursor));
    render(&ChangesPage {
        frame,
        filters,
        page,
        next,
    })
}

fn address(filters: &Filters, cursor: &str) -> String {
    let pairs = [
        ("process", filters.process.as_str()),
        ("state", &filters.state),
        ("phase", &filters.phase),
        ("model", &filters.model),
        ("class", &filters.class),
        ("risk", &filters.risk),
        ("requester", &filters.requester),
        ("q", &filters.q),
        ("open", &filters.open),
        ("sort", &filters.sort),
        ("limit", &filters.limit),
        ("cursor", cursor),
    ];
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = given
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    format!("/changes?{}", pairs.join("&"))
}
