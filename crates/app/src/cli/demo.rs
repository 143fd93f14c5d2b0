//! `placet demo`.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use placet_server::welcome;

use crate::demo;
use crate::failure::{Exit, Failure};
use crate::print::{Line, Page, Terminal};
use crate::serving;

/// Run five organizations' changes in a temporary directory, and show the result
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Print one line for each change and exit; 0 only if all went as intended
    #[arg(long)]
    once: bool,
    /// Where to show the result
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        // Binds before the stories run, so that a port in use is reported at once.
        let listener = (!self.once).then(|| self.bind()).transpose()?;
        let played = demo::play(self.once)?;
        let exit = if played.as_intended {
            Exit::Done
        } else {
            Exit::Failed
        };
        let Some(listener) = listener else {
            played.engine.stop();
            return Ok(exit);
        };
        let serving = serving::start(&played.engine, listener, serving::settings())?;
        let person = demo::ONLOOKER
            .parse()
            .map_err(|error| Failure::failed(format!("{error}"), ""))?;
        let link = welcome::issue(&played.engine, &person)?;
        let token = played
            .engine
            .issue_token(None, &person, vec!["read".to_owned()], None)?;
        let mut page = Page::default();
        page.push(Line::new());
        page.push(
            Line::new()
                .dim("the result is at ")
                .bold(format!("http://{}", serving.address)),
        );
        page.push(
            Line::new()
                .dim("first login of ")
                .plain(format!("{person}: http://{}{link}", serving.address)),
        );
        page.push(
            Line::new()
                .dim("for the command line: ")
                .plain(format!("export PLACET_TOKEN={}", token.secret)),
        );
        page.push(Line::new().dim("Ctrl-C ends it and removes everything"));
        terminal.page(&page)?;
        let waited = serving::wait_for_signal();
        serving.stop()?;
        played.engine.stop();
        waited.map(|()| exit)
    }

    fn bind(&self) -> Result<TcpListener, Failure> {
        TcpListener::bind(self.listen).map_err(|error| {
            let message = format!("`{}` cannot be listened on: {error}", self.listen);
            Failure::failed(
                message,
                "choose another address with --listen, or use --once",
            )
        })
    }
}

/// The programs of the demo's plant, which the demo starts itself: its service and its database tool.
pub(crate) fn plant_program(name: &str, arguments: &[String]) -> Option<ExitCode> {
    match (name, arguments) {
        ("demo-tool", arguments) => Some(demo::tool::main(arguments)),
        ("demo-service", [dir, port]) => {
            let port = port.parse().ok()?;
            Some(demo::service::main(dir.as_ref(), port))
        }
        _ => None,
    }
}
