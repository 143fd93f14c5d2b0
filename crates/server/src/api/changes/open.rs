//! `POST /api/v1/changes`: the verb `open`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use placet_api::Receipt;
use placet_domain::change::{Command, Request};

use crate::api::order::{self, Conditions};
use crate::api::see;
use crate::auth::{Asker, Scope};
use crate::body::Json;
use crate::context::Context;
use crate::failure::Failure;
use crate::openapi::{defaulted, object, optional, required};
use crate::routes::{Access, Answer, Body, Route};

pub(super) fn route() -> Route {
    let body = object(vec![
        required("process", "name", "The process it follows."),
        optional(
            "model",
            "name",
            "The model; found by the process's rules when missing.",
        ),
        defaulted("fields", "fields", "Field values; `title` is one of them."),
        optional("plan", "plan", "What will run."),
    ]);
    Route::post(
        "/api/v1/changes",
        Access::Person(Scope::Write),
        "Records a new change as a draft.",
        Answer::json::<Receipt>().status(201),
        open,
    )
    .body(Body::Json(body))
}

async fn open(
    State(context): State<Context>,
    asker: Asker,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Result<Response, Failure> {
    let conditions = Conditions::of(&headers)?;
    let receipt = context
        .blocking(move |inner| {
            see::process(&asker, request.process.as_str())?;
            order::execute(inner, &asker, None, Command::Open(request), conditions)
        })
        .await?;
    let mut response = order::answer(&receipt);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(address) = HeaderValue::from_str(&format!("/api/v1/changes/{}", receipt.change)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}
