//! `evidence`: stores a file by its digest and attaches it to a change. Its body is the file.

use placet_domain::ChangeId;
use placet_domain::change::{Command, Evidence};
use placet_store::Receipt;
use serde::Deserialize;

use super::order::{self, Conditions};
use crate::auth::Asker;
use crate::door::Inner;
use crate::failure::{Failure, Kind};
use crate::limits::NAME_BYTES_MAX;

/// What the file is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    pub(crate) kind: String,
    pub(crate) name: String,
}

/// Stores a file and attaches it to a change.
pub(crate) fn attach(
    inner: &Inner,
    asker: &Asker,
    change: ChangeId,
    about: About,
    bytes: &[u8],
    conditions: Conditions,
) -> Result<(Receipt, Evidence), Failure> {
    check_names(&about)?;
    let evidence = store(inner, about, bytes)?;
    let command = Command::Evidence(evidence.clone());
    let receipt = order::execute(inner, asker, Some(change), command, conditions)?;
    Ok((receipt, evidence))
}

fn check_names(about: &About) -> Result<(), Failure> {
    for (place, text) in [("kind", &about.kind), ("name", &about.name)] {
        if text.is_empty() || text.len() > NAME_BYTES_MAX || text.chars().any(char::is_control) {
            let message =
                format!("`{place}` has 1 to {NAME_BYTES_MAX} bytes without control characters");
            return Err(
                Failure::new(Kind::Invalid, "invalid_name", message, "shorten it").at(place),
            );
        }
    }
    Ok(())
}

fn store(inner: &Inner, about: About, bytes: &[u8]) -> Result<Evidence, Failure> {
    let read = (inner.settings.evidence_reader)(&about.kind, &about.name, bytes);
    let reading = read.map_err(|message| {
        let hint = "send a complete report, or name another kind";
        Failure::new(Kind::Invalid, "unreadable_evidence", message, hint).at("body")
    })?;
    Ok(Evidence {
        kind: about.kind,
        name: about.name,
        sha256: inner.engine.store().put_blob(bytes)?,
        bytes: bytes.len() as u64,
        passed: reading.passed,
        summary: reading.summary,
    })
}
