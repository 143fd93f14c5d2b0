//! People: who belongs to one's processes, and links for their first password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_api::{Invitation, PersonRow};
use placet_domain::PersonId;
use placet_domain::people::PersonKind;

use super::rows::word;
use crate::auth::{Asker, Scope, memberships, welcome};
use crate::context::{Context, Inner};
use crate::failure::{Failure, Kind};
use crate::guard::administrators_only;
use crate::routes::{Access, Answer, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(
            "/api/v1/people",
            Access::Person(Scope::Read),
            "Lists the people of the processes that the person belongs to.",
            Answer::json::<Vec<PersonRow>>(),
            list,
        ),
        Route::post(
            "/api/v1/people/{person}/invitation",
            Access::Person(Scope::Admin),
            "Makes a one-time link with which a person without a password sets their first one.",
            Answer::json::<Invitation>().status(201),
            invite,
        ),
    ]
}

async fn list(
    State(context): State<Context>,
    asker: Asker,
) -> Result<Json<Vec<PersonRow>>, Failure> {
    context
        .blocking(move |inner| {
            let mut rows = Vec::new();
            for process in asker.processes() {
                let directory = inner.engine.directory(&process)?;
                rows.extend(directory.people.iter().map(|(id, person)| PersonRow {
                    person: id.to_string(),
                    process: process.to_string(),
                    name: person.name.clone(),
                    kind: word(&person.kind),
                    principal: person.principal.as_ref().map(ToString::to_string),
                    roles: person.roles.iter().map(ToString::to_string).collect(),
                }));
            }
            Ok(Json(rows))
        })
        .await
}

async fn invite(
    State(context): State<Context>,
    asker: Asker,
    Path(person): Path<String>,
) -> Result<(StatusCode, Json<Invitation>), Failure> {
    context
        .blocking(move |inner| {
            let id = managed(inner, &asker, &person)?;
            if kind_of(inner, &asker, &id)? != PersonKind::Human {
                let hint = "issue a token for it";
                let message = format!("`{id}` is no human and has no password");
                return Err(Failure::new(Kind::Invalid, "not_a_human", message, hint));
            }
            let link = welcome::link(
                inner.engine.store(),
                &id,
                Some(asker.person.clone()),
                inner.now(),
            )?;
            Ok((StatusCode::CREATED, Json(Invitation { person, link })))
        })
        .await
}

/// A person all of whose processes the asking person manages: otherwise one organization's administrator would gain
/// what the person may do in another.
pub(crate) fn managed(inner: &Inner, asker: &Asker, person: &str) -> Result<PersonId, Failure> {
    let unknown = || Failure::not_found("person", person);
    let id: PersonId = person.parse().map_err(|_| unknown())?;
    let theirs = memberships(inner, &id)?;
    if !theirs
        .iter()
        .any(|membership| asker.may_see(&membership.process))
    {
        return Err(unknown());
    }
    if theirs
        .iter()
        .all(|membership| asker.administers(&membership.process))
    {
        return Ok(id);
    }
    Err(administrators_only())
}

/// What the account is; the strictest kind if processes differ.
pub(crate) fn kind_of(inner: &Inner, asker: &Asker, id: &PersonId) -> Result<PersonKind, Failure> {
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        if let Some(person) = directory
            .person(id)
            .filter(|person| person.kind != PersonKind::Human)
        {
            return Ok(person.kind);
        }
    }
    Ok(PersonKind::Human)
}
