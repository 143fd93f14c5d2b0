//! `placet serve`.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use placet_connectors::Network;
use placet_engine::Engine;
use placet_server::{Settings, welcome};
use placet_store::StoreError;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::failure::{Exit, Failure};
use crate::local;
use crate::print::{Line, Page, Terminal};
use crate::serving::{self, Serving};
use crate::signals::Signals;

/// How often the server's thread is checked while it runs.
const LOOK_AFTER: Duration = Duration::from_millis(500);

/// Run the server
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; port 0 picks a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Steps that run at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: u16,
    /// Browsers reach the server by https, through a proxy in front of it
    #[arg(long)]
    https: bool,
    /// `/metrics` needs no token
    #[arg(long)]
    open_metrics: bool,
    /// An internal network that names in addresses of HTTP steps may resolve to, such as 10.0.0.0/8; repeat it for more
    #[arg(long, value_name = "NETWORK")]
    http_allow: Vec<Network>,
}

impl Serve {
    pub(super) fn run(&self, terminal: Terminal) -> Result<Exit, Failure> {
        log();
        placet_connectors::hide_memory();
        if !self.data.is_dir() {
            // The lock would create it.
            return Err(StoreError::Missing(self.data.display().to_string()).into());
        }
        let _lock = local::lock(&self.data)?;
        let workers = usize::from(self.workers);
        let engine = local::open_engine_reaching(&self.data, workers, self.http_allow.clone())?;
        let listener = TcpListener::bind(self.listen).map_err(|error| {
            let message = format!("cannot listen on `{}`: {error}", self.listen);
            Failure::failed(message, "choose another address with --listen")
        })?;
        // The handlers are installed before the address is printed, so that no signal is missed.
        let (runtime, mut signals) = Signals::watch()?;

        engine.start()?;
        let settings = Settings {
            https: self.https,
            open_metrics: self.open_metrics,
            ..serving::settings()
        };
        let serving = serving::start(&engine, listener, settings)?;
        match self.tell(terminal, &engine, serving.address) {
            // The server continues when its output is closed.
            Err(failure) if failure.exit != Exit::Done => return Err(failure),
            _ => {}
        }

        let signaled = runtime.block_on(async {
            tokio::select! {
                () = signals.next() => true,
                () = ended(&serving) => false,
            }
        });
        if signaled {
            tracing::info!("stopping; a second signal stops at once");
        }
        let (tell, told) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let result = serving.stop();
            engine.stop();
            // The store signs a last checkpoint when its last holder drops it.
            drop(engine);
            let _ = tell.send(result);
        });
        runtime.block_on(async {
            tokio::select! {
                result = told => match result {
                    Ok(result) => result.map(|()| Exit::Done),
                    Err(_) => Err(Failure::failed("the server crashed", "look at its log")),
                },
                // The data on disk is enough to continue from, wherever this process ends.
                () = signals.next() => Ok(Exit::Failed),
            }
        })
    }

    /// Says where the server is, and how the first administrator logs in.
    fn tell(
        &self,
        terminal: Terminal,
        engine: &Arc<Engine>,
        address: SocketAddr,
    ) -> Result<(), Failure> {
        let scheme = if self.https { "https" } else { "http" };
        let url = format!("http://{address}");
        let links = links(engine)?;
        let links: Vec<_> = links
            .into_iter()
            .map(|(person, path)| (person, format!("{scheme}://{address}{path}")))
            .collect();
        let links_json: Vec<_> = links
            .iter()
            .map(|(person, link)| json!({"person": person, "link": link}))
            .collect();
        if terminal.is_json() {
            return terminal
                .json_line(&json!({"listening": url, "administrator_links": links_json}));
        }
        let mut page = Page::default();
        page.push(Line::new().dim("listening on ").bold(url));
        for (person, link) in links {
            let line = Line::new().dim(format!(
                "first login of {person}, valid once and for three days: "
            ));
            page.push(line.plain(link));
        }
        terminal.page(&page)
    }
}

/// Returns a one-time link for an administrator of each process in which none has a password yet.
fn links(engine: &Arc<Engine>) -> Result<Vec<(String, String)>, Failure> {
    let store = engine.store();
    let mut links: Vec<(String, String)> = Vec::new();
    for installed in engine.processes()? {
        let administrators = &installed.directory.administrators;
        let mut has_password = false;
        for person in administrators {
            has_password |= store.password_hash(person)?.is_some();
        }
        let Some(first) = administrators.first().filter(|_| !has_password) else {
            continue;
        };
        if links.iter().any(|(person, _)| person == first.as_str()) {
            continue;
        }
        let link = welcome::issue(engine, first)?;
        links.push((first.to_string(), link));
    }
    Ok(links)
}

async fn ended(serving: &Serving) {
    while !serving.has_ended() {
        tokio::time::sleep(LOOK_AFTER).await;
    }
}

fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(Terminal::new(false).colors_errors())
        .with_writer(std::io::stderr);
    // A second one in the same process keeps the first.
    let _ = subscriber.try_init();
}
