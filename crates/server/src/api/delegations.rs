//! Hand-overs of roles: dated, recorded, seen by everybody in the organization.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::SignedDuration;
use placet_api::{DelegationRow, NewDelegation};
use placet_domain::people::Delegation;
use placet_domain::{PersonId, ProcessName};

use super::see;
use super::tokens::instant;
use crate::auth::{Asker, Scope};
use crate::body::Json as Strict;
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::guard::administrators_only;
use crate::limits::DELEGATION_DAYS_MAX;
use crate::openapi::{object, optional, required};
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn routes() -> Vec<Route> {
    let body = object(vec![
        required("process", "name", "In which process."),
        required("to", "name", "Who acts in their place."),
        required("until", "time", "First instant it is no longer valid."),
        optional(
            "from",
            "string",
            "Who hands over; the asking person when missing. Only an administrator names another.",
        ),
        optional("roles", "texts", "Which roles; all of them when missing."),
        optional(
            "since",
            "time",
            "First instant it is valid; now when missing.",
        ),
    ]);
    vec![
        Route::get(
            "/api/v1/delegations",
            Access::Person(Scope::Read),
            "Lists hand-overs of roles, past and future ones too.",
            Answer::json::<Vec<DelegationRow>>(),
            list,
        ),
        Route::post(
            "/api/v1/delegations",
            Access::Person(Scope::Write),
            "Hands roles over for a time.",
            Answer::json::<DelegationRow>().status(201),
            delegate,
        )
        .body(Body::Json(body)),
    ]
}

async fn list(
    State(context): State<Context>,
    asker: Asker,
) -> Result<Json<Vec<DelegationRow>>, Failure> {
    context
        .blocking(move |inner| {
            let mut rows = Vec::new();
            for process in asker.processes() {
                let directory = inner.engine.directory(&process)?;
                rows.extend(
                    directory
                        .delegations
                        .iter()
                        .map(|delegation| row(&process, delegation)),
                );
            }
            Ok(Json(rows))
        })
        .await
}

async fn delegate(
    State(context): State<Context>,
    asker: Asker,
    Strict(wanted): Strict<NewDelegation>,
) -> Result<(StatusCode, Json<DelegationRow>), Failure> {
    context
        .blocking(move |inner| {
            let process = see::process(&asker, &wanted.process)?;
            let delegation = delegation(inner, &asker, &process, &wanted)?;
            inner
                .engine
                .delegate(&asker.person, &process, &delegation)?;
            Ok((StatusCode::CREATED, Json(row(&process, &delegation))))
        })
        .await
}

fn delegation(
    inner: &Inner,
    asker: &Asker,
    process: &ProcessName,
    wanted: &NewDelegation,
) -> Result<Delegation, Failure> {
    let from: PersonId = match &wanted.from {
        Some(from) => name("from", from)?,
        None => asker.person.clone(),
    };
    if from != asker.person && !(asker.administers(process) && asker.has(Scope::Admin)) {
        return Err(administrators_only());
    }
    let since = match &wanted.since {
        Some(since) => instant("since", since)?,
        None => inner.now(),
    };
    let until = instant("until", &wanted.until)?;
    if until.duration_since(since) > SignedDuration::from_hours(24 * DELEGATION_DAYS_MAX) {
        let message = format!("a hand-over lasts at most {DELEGATION_DAYS_MAX} days");
        let hint = "assign the role instead";
        return Err(Failure::new(Kind::Invalid, "delegation_too_long", message, hint).at("until"));
    }
    let roles = wanted
        .roles
        .iter()
        .flatten()
        .map(|role| name("roles", role))
        .collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Delegation {
        from,
        to: name("to", &wanted.to)?,
        roles,
        since,
        until,
    })
}

fn name<T: std::str::FromStr<Err = placet_domain::InvalidId>>(
    place: &str,
    text: &str,
) -> Result<T, Failure> {
    text.parse().map_err(|error: placet_domain::InvalidId| {
        Failure::new(
            Kind::Invalid,
            "invalid_name",
            error.to_string(),
            "correct it",
        )
        .at(place)
    })
}

fn row(process: &ProcessName, delegation: &Delegation) -> DelegationRow {
    DelegationRow {
        process: process.to_string(),
        from: delegation.from.to_string(),
        to: delegation.to.to_string(),
        roles: delegation.roles.iter().map(ToString::to_string).collect(),
        since: delegation.since.to_string(),
        until: delegation.until.to_string(),
    }
}
