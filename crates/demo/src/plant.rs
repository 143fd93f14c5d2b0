//! The plant, which stands in for production.

use std::io;
use std::path::{Path, PathBuf};

use crate::supervisor::Supervisor;
use crate::tool;

/// Releases that wait to be installed: name, and the settings the release needs.
const RELEASES: [(&str, &str); 3] = [
    ("2.3", ""),
    ("2.4", "greeting"),
    ("2.5", "greeting payment_url"),
];

/// A service with its releases, configuration and database, under a supervisor.
pub(crate) struct Plant {
    pub(crate) dir: PathBuf,
    pub(crate) supervisor: Supervisor,
}

impl Plant {
    /// Builds it and starts the service at release 2.3.
    pub(crate) fn build(dir: &Path, executable: &Path) -> io::Result<Self> {
        for (release, needs) in RELEASES {
            let from = dir.join("incoming").join(release);
            std::fs::create_dir_all(&from)?;
            std::fs::write(from.join("VERSION"), format!("{release}\n"))?;
            std::fs::write(from.join("NEEDS"), format!("{needs}\n"))?;
        }
        let first = dir.join("releases/2.3");
        std::fs::create_dir_all(&first)?;
        std::fs::write(first.join("VERSION"), "2.3\n")?;
        std::fs::write(first.join("NEEDS"), "\n")?;
        std::os::unix::fs::symlink(&first, dir.join("current"))?;
        std::fs::write(dir.join("orders.conf"), "rate_limit=100\n")?;
        tool::create(&dir.join("orders.db")).map_err(io::Error::other)?;
        let supervisor = Supervisor::start(dir, executable)?;
        Ok(Self {
            dir: dir.to_owned(),
            supervisor,
        })
    }

    /// Returns what the service answers for a path.
    pub(crate) fn ask(&self, path: &str) -> io::Result<String> {
        ureq::get(format!("{}{path}", self.supervisor.service_url()))
            .call()
            .map_err(io::Error::other)?
            .body_mut()
            .read_to_string()
            .map_err(io::Error::other)
    }
}
