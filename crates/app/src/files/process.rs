//! Process files: one of the person's own, or a shipped one by its name.

use std::path::{Path, PathBuf};

use placet_domain::Problem;
use placet_domain::process::{Parsed, parse};

use super::{read, unreadable};
use crate::failure::Failure;
use crate::shipped;

/// Largest process file, in bytes.
const PROCESS_BYTES_MAX: u64 = 1 << 20;

/// The bytes of a process file, and what to call it.
#[derive(Debug)]
pub(crate) struct ProcessFile {
    /// The file, or the name of a shipped process.
    pub(crate) path: PathBuf,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

impl ProcessFile {
    /// Reads the file of this path, or the shipped process of this name.
    pub(crate) fn read(given: &str) -> Result<Self, Failure> {
        let path = PathBuf::from(given);
        if let Some(text) = shipped::text(given).filter(|_| !path.exists()) {
            return Ok(Self {
                path,
                bytes: text.as_bytes().to_vec(),
            });
        }
        if given != "-" && !path.exists() {
            let message = format!("there is no file `{given}` and no shipped process of that name");
            return Err(Failure::failed(
                message,
                format!("the shipped ones are {}", shipped::names()),
            ));
        }
        let bytes = read(&path, PROCESS_BYTES_MAX)?;
        Ok(Self { path, bytes })
    }

    /// Reads, validates and checks it.
    pub(crate) fn parse(&self) -> Result<Parsed, Vec<Problem>> {
        parse(&self.bytes)
    }

    /// The same, with every problem as a failure.
    pub(crate) fn parsed(&self) -> Result<Parsed, Failure> {
        self.parse()
            .map_err(|problems| unreadable(Path::new(&self.path), problems))
    }
}
