//! A process: its rules as sentences.

use askama::Template;
use axum::response::Response;
use placet_domain::process::show as as_text;

use super::{Frame, render};
use crate::auth::Asker;
use crate::door::{Call, Inner};
use crate::failure::Failure;
use crate::view::see;

#[derive(Template)]
#[template(path = "process/page.html")]
struct ProcessPage {
    frame: Frame,
    digest: String,
    text: String,
}

/// Shows a process.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let name = call.part("name");
    let installed = see::installed(inner, asker, name)?;
    render(&ProcessPage {
        frame: Frame::new(name, Some(asker)),
        digest: installed.parsed.digest.to_string(),
        text: as_text(&installed.parsed.process),
    })
}
