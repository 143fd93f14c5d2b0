//! What the rows share.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::disk::{self, Disk};
use crate::house::House;
use crate::options::Options;
use crate::outcome::Outcome;
use crate::results::Results;
use crate::server::Server;
use crate::{client, fill, load};

/// Clients at the same time.
pub(super) const CLIENTS: usize = 8;

/// What the rows share.
pub(crate) struct Bench {
    pub(crate) options: Options,
    pub(super) scratch: TempDir,
    /// The data directory with ten thousand changes, once a row has requested it, and a token for it.
    filled: Option<(PathBuf, String)>,
}

impl Bench {
    pub(crate) fn new(options: Options) -> Outcome<Self> {
        let scratch = tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(&options.dir)?;
        Ok(Self {
            options,
            scratch,
            filled: None,
        })
    }

    /// Returns an unused directory.
    pub(super) fn fresh(&self) -> Outcome<TempDir> {
        Ok(tempfile::tempdir_in(self.scratch.path())?)
    }

    /// Measures the disk, just before something durable is measured.
    pub(super) fn disk(&self) -> Outcome<Disk> {
        let time = if self.options.smoke {
            Duration::from_millis(20)
        } else {
            Duration::from_secs(2)
        };
        disk::measure(self.scratch.path(), time)
    }

    /// Returns how long a load runs.
    pub(super) fn time(&self) -> Duration {
        if self.options.smoke {
            Duration::from_millis(200)
        } else {
            Duration::from_secs(3)
        }
    }

    /// Returns a data directory with ten thousand changes, and a token of a person who may read them.
    pub(super) fn filled(&mut self) -> Outcome<(PathBuf, String)> {
        if let Some(filled) = &self.filled {
            return Ok(filled.clone());
        }
        let data = self.scratch.path().join("filled");
        fill::fill(&self.options.root, &data, self.changes())?;
        let token = House::open(&data, 1)?.token("karen.oduya")?;
        self.filled = Some((data.clone(), token.clone()));
        Ok((data, token))
    }

    /// Returns the number of these changes.
    pub(super) fn changes(&self) -> usize {
        self.options.size(10_000, 200)
    }

    pub(super) fn serve(&self, data: &std::path::Path) -> Outcome<Server> {
        Server::start(&self.options.binary, data)
    }

    /// Loads a server for a while and adds the figure.
    pub(super) fn load_for(
        &self,
        server: &Server,
        requests: &[Vec<u8>],
        (id, results): (&str, &mut Results),
        check: impl Fn(usize, &client::Answer<'_>) -> Outcome<()> + Sync,
    ) -> Outcome<()> {
        let before = server.cpu()?;
        let done = load::send_for(server.address, CLIENTS, self.time(), requests, check)?;
        let cpu = server.cpu()?.saturating_sub(before);
        let measured = results.add(id, done.per_second());
        measured.cpu_ms.push(done.ms_each(cpu));
        measured.client_cpu_ms.push(done.ms_each(done.clients));
        Ok(())
    }
}

/// Refuses every answer except the expected one.
pub(super) fn expect(answer: &client::Answer<'_>, status: u16) -> Outcome<()> {
    if answer.status == status {
        return Ok(());
    }
    let body: String = String::from_utf8_lossy(answer.body)
        .chars()
        .take(300)
        .collect();
    Err(format!(
        "the server answered {} instead of {status}: {body}",
        answer.status
    )
    .into())
}

/// Returns the text of a field of an answer.
pub(super) fn text(answer: &[u8], pointer: &str) -> Outcome<String> {
    let body: Value = serde_json::from_slice(answer)?;
    let found = body
        .pointer(pointer)
        .and_then(Value::as_str)
        .map(str::to_owned);
    found.ok_or_else(|| format!("the answer has no `{pointer}`").into())
}
