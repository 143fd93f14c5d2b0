//! `placet demo`.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use placet_demo::{Ending, Error, ONLOOKER, Played, Progress};
use placet_domain::PersonId;
use placet_engine::Engine;
use placet_server::welcome;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Terminal};
use crate::serving::{self, Serving};
use crate::shipped;
use crate::signals::Signals;

/// Run five organizations' changes in a temporary directory, and show the result
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Print one line for each change and exit; the exit code is 0 only if all went as intended
    #[arg(long)]
    once: bool,
    /// Where to show the result
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Told<'a> {
    as_intended: bool,
    stories: &'a [Ending],
    #[serde(flatten)]
    place: Option<&'a Place>,
}

/// Where the result is, and the link and token that open it.
#[derive(Debug, Serialize)]
struct Place {
    listening: String,
    person: PersonId,
    link: String,
    token: String,
}

impl Demo {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        // Binds before the stories run, so that a port in use is reported at once.
        let listener = (!self.once).then(|| self.bind()).transpose()?;
        let progress = if self.once || terminal.is_json() {
            Progress::Silent
        } else {
            Progress::Printed
        };
        let played = placet_demo::play(shipped::text, progress)?;
        let shown = match listener {
            Some(listener) => show(&played, listener, terminal),
            None => tell(&played, None, terminal),
        };
        played.engine.stop();
        shown?;
        Ok(if played.is_as_intended() {
            Exit::Done
        } else {
            Exit::Failed
        })
    }

    fn bind(&self) -> Result<TcpListener, Failure> {
        TcpListener::bind(self.listen).map_err(|error| {
            let message = format!("cannot listen on `{}`: {error}", self.listen);
            Failure::failed(
                message,
                "choose another address with --listen, or use --once",
            )
        })
    }
}

/// Serves the result until a signal comes.
fn show(played: &Played, listener: TcpListener, terminal: Terminal) -> Result<(), Failure> {
    let serving = serving::start(&played.engine, listener, serving::settings())?;
    let place = place(&played.engine, &serving)?;
    // The handlers are installed before the reader knows the address, so that no signal is missed.
    let (runtime, mut signals) = Signals::watch()?;
    tell(played, Some(&place), terminal)?;
    runtime.block_on(signals.next());
    serving.stop()
}

/// Issues what opens the result: a link for a browser, and a token for the command line.
fn place(engine: &Arc<Engine>, serving: &Serving) -> Result<Place, Failure> {
    let person: PersonId = ONLOOKER
        .parse()
        .map_err(|error| Failure::failed(format!("{error}"), ""))?;
    let listening = format!("http://{}", serving.address);
    let link = format!("{listening}{}", welcome::issue(engine, &person)?);
    let token = engine.issue_token(None, &person, vec!["read".to_owned()], None)?;
    Ok(Place {
        listening,
        person,
        link,
        token: token.secret,
    })
}

/// Says how each story ended, and where the result is if it is served.
fn tell(played: &Played, place: Option<&Place>, terminal: Terminal) -> Result<(), Failure> {
    let told = Told {
        as_intended: played.is_as_intended(),
        stories: &played.endings,
        place,
    };
    match terminal.show(&told, || page(&told)) {
        // A reader that closed the output still gets the exit code.
        Err(failure) if failure.exit == Exit::Done => Ok(()),
        other => other,
    }
}

fn page(told: &Told<'_>) -> Page {
    let mut page = Page::default();
    if told.place.is_some() {
        page.heading("all: results");
    }
    for ending in told.stories {
        page.text(ending.to_string());
    }
    if let Some(place) = told.place {
        page.gap();
        page.push(Line::new().dim("the result is at ").bold(&place.listening));
        page.push(
            Line::new()
                .dim("first login of ")
                .plain(format!("{}: {}", place.person, place.link)),
        );
        page.push(
            Line::new()
                .dim("for the command line: ")
                .plain(format!("export PLACET_TOKEN={}", place.token)),
        );
        page.push(Line::new().dim("Ctrl-C ends it and removes everything"));
    }
    page
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            Error::Engine(error) => error.into(),
            Error::System { .. } | Error::Story(_) => Self::failed(error.to_string(), ""),
        }
    }
}
