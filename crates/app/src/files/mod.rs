//! Files that people write: processes, people, requests, and values for single fields.

mod fields;
pub(crate) mod people;
pub(crate) mod process;
mod request;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use placet_api::Reason;
use placet_domain::Problem;

pub(crate) use fields::{FieldArgs, fields_of};
pub(crate) use request::RequestFile;

use crate::failure::Failure;

/// Largest file that is read whole, in bytes; the same as the server takes as evidence.
pub(crate) const FILE_BYTES_MAX: u64 = 16 << 20;

/// Reads a file, or standard input for `-`, up to `bytes_max` bytes.
pub(crate) fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let taken = if path == Path::new("-") {
        io::stdin()
            .lock()
            .take(bytes_max + 1)
            .read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes))
    };
    taken.map_err(|error| Failure::io("reading", path, &error))?;
    if bytes.len() as u64 > bytes_max {
        let message = format!("`{}` is longer than {bytes_max} bytes", path.display());
        return Err(Failure::failed(
            message,
            "attach long texts as evidence, and keep the file to what people read",
        ));
    }
    Ok(bytes)
}

/// Every problem of a file as `file:line:column: message`, with its remedy.
pub(crate) fn unreadable(path: &Path, problems: Vec<Problem>) -> Failure {
    let count = problems.len();
    let reasons = problems
        .into_iter()
        .map(|problem| reason(path, problem))
        .collect();
    let counted = if count == 1 {
        "a problem".to_owned()
    } else {
        format!("{count} problems")
    };
    Failure::failed(format!("`{}` has {counted}", path.display()), "").with_reasons(reasons)
}

fn reason(path: &Path, problem: Problem) -> Reason {
    let Problem {
        line,
        column,
        path: within,
        message,
        hint,
    } = problem;
    let message = if within.is_empty() {
        message
    } else {
        format!("`{within}`: {message}")
    };
    Reason {
        code: "unreadable_file".to_owned(),
        message,
        hint,
        place: format!("{}:{line}:{column}", path.display()),
        requirements: Vec::new(),
    }
}
