//! `placet process install`.

use placet_domain::organization::{Command, InstallProcess};

use crate::cli::global::Global;
use crate::cli::organize::Asked;
use crate::failure::{Exit, Failure};
use crate::files::process::ProcessFile;

/// Make a version of a process the current one, while the server runs; changes in flight stay on theirs
#[derive(Debug, clap::Args)]
pub(crate) struct Install {
    /// The process file
    file: String,
    #[command(flatten)]
    asked: Asked,
}

impl Install {
    pub(super) fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let parsed = ProcessFile::read(&self.file)?.parsed()?;
        let command = InstallProcess {
            process: self.asked.process.clone(),
            source: parsed.source,
        };
        self.asked.ask(global, Command::InstallProcess(command))
    }
}
