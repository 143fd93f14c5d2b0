//! `POST /api/v1/changes/{number}/evidence?kind=..&name=..`: the verb `evidence`, with the file as the body.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use placet_api::EvidenceReceipt;
use placet_domain::ChangeId;
use placet_domain::change::{Command, Evidence};
use serde::Deserialize;

use crate::api::order::{self, Conditions};
use crate::api::see;
use crate::auth::{Asker, Scope};
use crate::body::{File, Parameters};
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::limits::NAME_BYTES_MAX;
use crate::routes::{Access, Answer, Body, Pace, Route};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    pub(crate) kind: String,
    pub(crate) name: String,
}

pub(super) fn route() -> Route {
    Route::post(
        "/api/v1/changes/{number}/evidence",
        Access::Person(Scope::Write),
        "Stores a file by its digest and attaches it as evidence.",
        Answer::json::<EvidenceReceipt>(),
        upload,
    )
    .query_required(&[
        (
            "kind",
            "What kind, such as `test:unit` or `rollback_rehearsal`.",
        ),
        ("name", "File name or a short title."),
    ])
    .body(Body::Bytes)
    .pace(Pace::Upload)
}

async fn upload(
    State(context): State<Context>,
    asker: Asker,
    Path(number): Path<String>,
    Parameters(about): Parameters<About>,
    headers: HeaderMap,
    File(bytes): File,
) -> Result<Response, Failure> {
    let conditions = Conditions::of(&headers)?;
    let receipt = context
        .blocking(move |inner| {
            // Found first, so that a stranger's file is never stored.
            let change = see::change(inner, &asker, &number)?;
            attach(inner, &asker, change, about, &bytes, conditions)
        })
        .await?;
    let version = order::etag(receipt.receipt.version);
    Ok(([(axum::http::header::ETAG, version)], Json(receipt)).into_response())
}

/// Stores a file and attaches it to a change.
pub(crate) fn attach(
    inner: &Inner,
    asker: &Asker,
    change: ChangeId,
    about: About,
    bytes: &[u8],
    conditions: Conditions,
) -> Result<EvidenceReceipt, Failure> {
    check_names(&about)?;
    let evidence = store(inner, about, bytes)?;
    let command = Command::Evidence(evidence.clone());
    let receipt = order::execute(inner, asker, Some(change), command, conditions)?;
    Ok(EvidenceReceipt {
        receipt,
        sha256: evidence.sha256.to_string(),
        bytes: evidence.bytes,
        passed: evidence.passed,
        summary: evidence.summary,
    })
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
