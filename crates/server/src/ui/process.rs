//! `GET /processes/{name}`: the rules as sentences.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use placet_domain::process::show as as_text;

use super::{Frame, render};
use crate::api::see;
use crate::auth::{Asker, Scope};
use crate::context::Context;
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/processes/{name}",
        Access::Person(Scope::Read),
        "A process as a page.",
        Answer::raw("text/html"),
        show,
    )
}

#[derive(Template)]
#[template(path = "process.html")]
struct ProcessPage {
    frame: Frame,
    digest: String,
    text: String,
}

async fn show(
    State(context): State<Context>,
    asker: Asker,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let frame = Frame::new(name.clone(), Some(&asker));
    let installed = context
        .blocking(move |inner| see::installed(inner, &asker, &name))
        .await?;
    let digest = installed.parsed.digest.to_string();
    render(&ProcessPage {
        frame,
        digest,
        text: as_text(&installed.parsed.process),
    })
}
