//! `GET /api/v1/me`: who is asking, and what they may do.

use axum::Json;
use axum::extract::State;
use placet_api::{Me, Role};

use super::rows::word;
use crate::auth::{Asker, Scope};
use crate::context::{Context, Inner};
use crate::failure::Failure;
use crate::routes::{Access, Answer, Route};

pub(super) fn route() -> Route {
    Route::get(
        "/api/v1/me",
        Access::Person(Scope::Read),
        "Says who is asking.",
        Answer::json::<Me>(),
        show,
    )
}

async fn show(State(context): State<Context>, asker: Asker) -> Result<Json<Me>, Failure> {
    context
        .blocking(move |inner| me(inner, &asker).map(Json))
        .await
}

fn me(inner: &Inner, asker: &Asker) -> Result<Me, Failure> {
    let now = inner.now();
    let mut me = Me {
        person: asker.person.to_string(),
        name: asker.person.to_string(),
        administrator: asker.is_administrator(),
        scopes: asker
            .scopes
            .iter()
            .map(|scope| scope.name().to_owned())
            .collect(),
        ..Me::default()
    };
    for process in asker.processes() {
        let directory = inner.engine.directory(&process)?;
        if let Some(person) = directory.person(&asker.person) {
            me.name.clone_from(&person.name);
            me.kind = word(&person.kind);
        }
        me.roles.extend(
            directory
                .capacities(&asker.person, now)
                .into_iter()
                .map(|capacity| Role {
                    process: process.to_string(),
                    role: capacity.role.into(),
                    on_behalf_of: capacity.on_behalf_of.map(String::from),
                }),
        );
        me.processes.push(process.into());
    }
    Ok(me)
}
