//! The processes that come with the program.

use placet_domain::process::{self, Parsed};

use crate::failure::Failure;

/// Name and text of each shipped process.
pub const PROCESSES: [(&str, &str); 6] = [
    ("acgs-1", include_str!("../../../processes/acgs-1.yaml")),
    ("cr-loop", include_str!("../../../processes/cr-loop.yaml")),
    (
        "ecommerce",
        include_str!("../../../processes/ecommerce.yaml"),
    ),
    ("itil4", include_str!("../../../processes/itil4.yaml")),
    (
        "rechain-dao",
        include_str!("../../../processes/rechain-dao.yaml"),
    ),
    (
        "service-platform",
        include_str!("../../../processes/service-platform.yaml"),
    ),
];

/// Returns the text of a shipped process.
pub fn text(name: &str) -> Option<&'static str> {
    PROCESSES
        .iter()
        .find(|(shipped, _)| *shipped == name)
        .map(|(_, text)| *text)
}

/// Returns a shipped process, read and checked.
///
/// # Errors
/// No shipped process has that name.
pub fn parsed(name: &str) -> Result<Parsed, Failure> {
    let unknown = || {
        Failure::failed(
            format!("no process `{name}` is shipped"),
            format!("the shipped ones are {}", names()),
        )
    };
    let text = text(name).ok_or_else(unknown)?;
    process::parse(text.as_bytes()).map_err(|problems| {
        let first = problems
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        Failure::failed(
            format!("the shipped process `{name}` cannot be read: {first}"),
            "",
        )
    })
}

/// Lists the names of all of them for a sentence.
pub fn names() -> String {
    PROCESSES.map(|(name, _)| format!("`{name}`")).join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_shipped_process_is_one_and_bears_its_name() {
        for (name, _) in PROCESSES {
            assert_eq!(parsed(name).unwrap().process.process.as_str(), name);
        }
    }
}
