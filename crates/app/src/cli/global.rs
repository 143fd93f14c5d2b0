//! What every command takes.

use super::context::Context;
use crate::client::URL_DEFAULT;
use crate::failure::Failure;
use crate::print::Terminal;

/// What every command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    /// Print JSON for scripts
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Address of the server
    #[arg(long, global = true, env = "PLACET_URL", value_name = "URL", default_value = URL_DEFAULT, hide_env = true, hide_default_value = true)]
    pub(super) url: String,
}

impl Global {
    pub(super) fn terminal(&self) -> Terminal {
        Terminal::new(self.json)
    }

    /// Returns the server and the caller.
    pub(super) fn context(&self) -> Result<Context, Failure> {
        Context::new(&self.url, self.terminal())
    }
}
