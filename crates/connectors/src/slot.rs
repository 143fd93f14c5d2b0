//! The part of an attempt's directory that belongs to one action.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::durable;
use crate::stop::Stop;

/// The part of the attempt's directory that belongs to one action.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) dir: PathBuf,
}

impl Slot {
    /// Reads a record; returns none if it was not written.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<Option<T>, Stop> {
        let path = self.dir.join(name);
        let unreadable = |error: String| {
            Stop::unknown(format!(
                "`{}` cannot be read, so it is not known what was done: {error}",
                path.display()
            ))
        };
        let Some(bytes) = durable::read(&path).map_err(|error| unreadable(error.to_string()))?
        else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| unreadable(error.to_string()))
    }

    /// Writes a record durably.
    pub(crate) fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        durable::make_dirs(&self.dir)?;
        durable::replace(&self.dir, name, &serde_json::to_vec(value)?)
    }
}
