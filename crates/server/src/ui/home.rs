//! `GET /`: the inbox, what runs, and what was updated last; for visitors the way to the login.

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use placet_api::{ChangeSummary, Inbox, ProcessSummary};

use super::{Frame, render};
use crate::api::changes::list::{Filters, page};
use crate::api::{inbox, processes};
use crate::auth::Asker;
use crate::context::{Context, Inner};
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/",
        Access::Visitor,
        "The inbox as a page.",
        Answer::raw("text/html"),
        show,
    )
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    inbox: Inbox,
    running: Vec<ChangeSummary>,
    recent: Vec<ChangeSummary>,
    processes: Vec<ProcessSummary>,
}

async fn show(State(context): State<Context>, call: Request) -> Result<Response, Failure> {
    let Some(asker) = call.extensions().get::<Asker>().cloned() else {
        return Ok(Redirect::to("/login").into_response());
    };
    let home = context.blocking(move |inner| home(inner, &asker)).await?;
    render(&home)
}

fn home(inner: &Inner, asker: &Asker) -> Result<Home, Failure> {
    let list = |phase: &str, limit: &str| {
        let filters = Filters {
            phase: phase.to_owned(),
            limit: limit.to_owned(),
            ..Filters::default()
        };
        page(inner, asker, &filters).map(|page| page.items)
    };
    let names = asker.processes();
    Ok(Home {
        frame: Frame::new("Inbox", Some(asker)),
        inbox: inbox::inbox(inner, asker)?,
        running: list("implement", "50")?,
        recent: list("", "20")?,
        processes: names
            .iter()
            .map(|name| Ok(processes::summary(&inner.engine.installed(name)?)))
            .collect::<Result<_, Failure>>()?,
    })
}
