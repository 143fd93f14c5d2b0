//! The routes of the verbs: read the body, find the change, execute, answer with the receipt.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use placet_domain::change::Command;

use super::receipt::{versioned, wire};
use crate::auth::Asker;
use crate::door::{Access, Answer, Body, Call, Handler, Inner, Route};
use crate::failure::Failure;
use crate::verbs::order::{self, Conditions};
use crate::verbs::{self, Verb};
use crate::view::see;

/// Lists the route of every verb whose body is its command: `POST /api/v1/changes/{number}/<verb-with-dashes>`, and
/// `POST /api/v1/changes` for `open`.
pub(crate) fn routes() -> impl Iterator<Item = Route> {
    verbs::all().into_iter().map(route)
}

fn route(verb: Verb) -> Route {
    let (access, sentence) = (Access::Person(verb.scope), verb.sentence);
    let body = Body::Json(verb.body());
    let answer = Answer::json::<placet_api::Receipt>();
    let route = if verb.opens_a_change() {
        let path = "/api/v1/changes";
        let answer = answer.status(StatusCode::CREATED);
        let handler = Handler::person(move |inner, asker, call| open(&verb, inner, asker, call));
        Route::new(Method::POST, path, access, sentence, answer, handler)
    } else {
        let path = format!("/api/v1/changes/{{number}}/{}", verb.address());
        let handler = Handler::person(move |inner, asker, call| act(&verb, inner, asker, call));
        Route::new(Method::POST, path, access, sentence, answer, handler)
            .parts(&[super::changes::NUMBER])
    };
    route.body(body).command()
}

fn open(verb: &Verb, inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let conditions = Conditions::of(&call.headers)?;
    let command = verb.command(&call.body)?;
    if let Command::Open(request) = &command {
        see::process(asker, request.process.as_str())?;
    }
    let receipt = order::execute(inner, asker, None, command, conditions)?;
    let address = format!("/api/v1/changes/{}", receipt.change);
    let mut response = versioned(receipt.version, wire(receipt));
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

fn act(verb: &Verb, inner: &Inner, asker: &Asker, call: &Call) -> Result<Response, Failure> {
    let conditions = Conditions::of(&call.headers)?;
    // The change is found first: a stranger learns nothing, not even whether the body is valid.
    let change = see::change(inner, asker, call.part("number"))?;
    let command = verb.command(&call.body)?;
    let receipt = order::execute(inner, asker, Some(change), command, conditions)?;
    Ok(versioned(receipt.version, wire(receipt)))
}
