//! Evidence: a file comes in as the body of the verb, and its bytes go out, always as an attachment (T22).

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use placet_api::EvidenceReceipt;
use placet_domain::digest::Digest;
use serde::Deserialize;

use super::receipt::{versioned, wire};
use crate::auth::Asker;
use crate::door::{Call, Described, Inner};
use crate::failure::Failure;
use crate::verbs::evidence::{About, attach};
use crate::verbs::order::Conditions;
use crate::view::see;

/// What the file of an upload is.
pub(crate) const ABOUT: [Described; 2] = [
    (
        "kind",
        "What kind, such as `test:unit` or `rollback_rehearsal`.",
    ),
    ("name", "File name or a short title."),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Of {
    change: String,
}

/// Stores a file and attaches it to a change.
pub(crate) fn upload(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let about: About = call.query()?;
    let conditions = Conditions::of(&call.headers)?;
    // The change is found first, so that a stranger's file is never stored.
    let change = see::change(inner, asker, call.part("number"))?;
    let (receipt, evidence) = attach(inner, asker, change, about, &call.body, conditions)?;
    let receipt = EvidenceReceipt {
        receipt: wire(receipt),
        sha256: evidence.sha256.to_string(),
        bytes: evidence.bytes,
        passed: evidence.passed,
        summary: evidence.summary,
    };
    Ok(versioned(receipt.receipt.version, receipt))
}

/// Answers with the bytes of evidence.
pub(crate) fn show(inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let of: Of = call.query()?;
    let sha256 = call.part("sha256");
    let unknown = || Failure::not_found("evidence", sha256);
    let digest: Digest = sha256.parse().map_err(|_| unknown())?;
    // A digest alone gives no right to read. The caller must see the change, and the change must carry the evidence.
    let change = see::change(inner, asker, &of.change)?;
    let look = inner.engine.look(change)?;
    let mut attached = look.change.written.evidence.iter();
    let evidence = attached.find(|evidence| evidence.sha256 == digest);
    let name = &evidence.ok_or_else(unknown)?.name;
    let bytes = inner.engine.store().blob(&digest)?.ok_or_else(unknown)?;
    let safe: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let media = HeaderValue::from_static("application/octet-stream");
    Ok((
        [
            (header::CONTENT_TYPE, media),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response())
}
