//! The inbox, the running changes, and the changes that were updated last. A visitor is redirected to the login page.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};
use placet_domain::ProcessName;
use placet_store::views::ChangeRow;

use super::{Frame, render};
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::inbox::{self, Inbox};
use crate::view::list::{self, Filters};

#[derive(Template)]
#[template(path = "home/page.html")]
struct Home {
    frame: Frame,
    inbox: Inbox,
    running: Vec<ChangeRow>,
    recent: Vec<ChangeRow>,
    /// Name and title.
    processes: Vec<(ProcessName, String)>,
}

/// Shows the first page.
pub(crate) fn show(inner: &Inner, asker: Option<&Asker>, _: &Call) -> Result<Response, Failure> {
    match asker {
        Some(asker) => render(&home(inner, asker)?),
        None => Ok(Redirect::to("/login").into_response()),
    }
}

fn home(inner: &Inner, asker: &Asker) -> Result<Home, Failure> {
    let list = |phase: &str, limit: &str| {
        let filters = Filters {
            phase: phase.to_owned(),
            limit: limit.to_owned(),
            ..Filters::default()
        };
        list::page(inner, asker, &filters).map(|listed| listed.rows)
    };
    let titled = |name: ProcessName| {
        let installed = inner.engine.installed(&name)?;
        Ok((name, installed.parsed.process.title.clone()))
    };
    Ok(Home {
        frame: Frame::new("Inbox", Some(asker)),
        inbox: inbox::of(inner, asker)?,
        running: list("implement", "50")?,
        recent: list("", "20")?,
        processes: asker
            .processes()
            .into_iter()
            .map(titled)
            .collect::<Result<_, Failure>>()?,
    })
}
