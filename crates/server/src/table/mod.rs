//! The one table of routes: every route in it is registered behind its guard, and described in `/openapi.json`.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use axum::Router;
use axum::http::{Method, StatusCode};
use placet_api::{ChangeDetail, EvidenceReceipt, OrganizationAnswer, Preview, Receipt};
use serde_json::Value;

use crate::api::changes::NUMBER;
use crate::api::{
    changes, delegations, events, evidence, history, inbox, ledger, me, organization, people,
    processes, tokens, verbs,
};
use crate::auth::Scope::{Admin, Read, Write};
use crate::door::{Access, Answer, Body, Context, Described, Handler, Pace, Route, router};
use crate::hooks::message;
use crate::ops::{health, metrics, openapi};
use crate::ui;
use crate::view::list::FILTERS;

const PROCESS: Described = ("process", "Short name of the process.");

/// Lists every route.
pub(crate) fn all() -> Vec<Route> {
    let mut routes = operations();
    routes.extend(api());
    routes.extend(verbs::routes());
    routes.extend(for_verifiers());
    routes.extend(pages());
    routes.extend(ui::change::form_routes());
    routes
}

fn operations() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            "/healthz",
            Access::Anyone,
            "Says that the process is alive; touches nothing else.",
            Answer::raw("text/plain"),
            Handler::AtOnce(health::alive),
        ),
        Route::new(
            Method::GET,
            "/readyz",
            Access::Anyone,
            "Says that the store answers; 503 when it does not.",
            Answer::raw("text/plain"),
            Handler::visitor(health::ready),
        ),
        Route::new(
            Method::GET,
            "/metrics",
            // The handler asks for an administrator, unless the settings open it to everyone.
            Access::Visitor,
            "Metrics for Prometheus; needs the scope `read` unless opened.",
            Answer::raw("application/openmetrics-text"),
            Handler::visitor(metrics::show),
        ),
        Route::new(
            Method::GET,
            "/openapi.json",
            Access::Anyone,
            "Describes every call (OpenAPI 3.1).",
            Answer::raw("application/json"),
            Handler::AtOnce(|_| Ok(openapi::show(&DOCUMENT))),
        ),
    ]
}

fn api() -> Vec<Route> {
    vec![
        Route::read("/api/v1/me", Read, "Says who is asking.", me::show),
        Route::read(
            "/api/v1/inbox",
            Read,
            "Lists what waits for the caller, and their own changes that have not ended.",
            inbox::show,
        ),
        Route::read("/api/v1/changes", Read, "Lists changes.", changes::list).query(&FILTERS),
        Route::new(
            Method::GET,
            "/api/v1/changes/{number}",
            Access::Person(Read),
            "Shows everything about one change.",
            Answer::json::<ChangeDetail>(),
            Handler::person(changes::show),
        )
        .parts(&[NUMBER]),
        Route::read(
            "/api/v1/changes/{number}/events",
            Read,
            "Lists the events of a change.",
            history::show,
        )
        .parts(&[NUMBER])
        .query(&history::PART),
        Route::read(
            "/api/v1/changes/{number}/timeline",
            Read,
            "Tells what happened to a change, in sentences.",
            changes::timeline,
        )
        .parts(&[NUMBER]),
        Route::read(
            "/api/v1/changes/{number}/gates",
            Read,
            "Lists the gates of every move from here.",
            changes::gates,
        )
        .parts(&[NUMBER]),
        Route::new(
            Method::POST,
            "/api/v1/changes/{number}/evidence",
            Access::Person(Write),
            "Stores a file by its digest and attaches it as evidence.",
            Answer::json::<EvidenceReceipt>(),
            Handler::person(evidence::upload),
        )
        .parts(&[NUMBER])
        .query_required(&evidence::ABOUT)
        .body(Body::Bytes)
        .pace(Pace::Upload)
        .command(),
        Route::new(
            Method::GET,
            "/api/v1/evidence/{sha256}",
            Access::Person(Read),
            "Returns the bytes of evidence that is attached to a change the caller may see.",
            Answer::raw("application/octet-stream"),
            Handler::person(evidence::show),
        )
        .parts(&[("sha256", "SHA-256 of the content, 64 hexadecimal digits.")])
        .query(&[(
            "change",
            "Number or inner id of a change that it is attached to.",
        )]),
        Route::new(
            Method::GET,
            "/api/v1/events",
            Access::Person(Read),
            "Streams events of changes and live output; `Last-Event-ID` resumes from a position.",
            Answer::raw("text/event-stream"),
            Handler::Stream(events::stream),
        ),
        Route::read(
            "/api/v1/processes",
            Read,
            "Lists the processes that the caller belongs to.",
            processes::list,
        ),
        Route::read(
            "/api/v1/processes/{process}",
            Read,
            "Shows a process as data and as text.",
            processes::show,
        )
        .parts(&[PROCESS]),
        Route::new(
            Method::POST,
            "/api/v1/processes/{process}/preview",
            Access::Person(Read),
            "Shows what a change would ask for; records nothing.",
            Answer::json::<Preview>(),
            Handler::json(StatusCode::OK, processes::preview),
        )
        .parts(&[PROCESS])
        .body(processes::draft()),
        Route::new(
            Method::POST,
            "/api/v1/processes/{process}/organization",
            Access::Person(Write),
            "Changes the people or the rules of a process, or shows what would change.",
            Answer::json::<OrganizationAnswer>(),
            Handler::json(StatusCode::OK, organization::ask),
        )
        .parts(&[PROCESS])
        .body(organization::body()),
        Route::read(
            "/api/v1/processes/{process}/proposals",
            Admin,
            "Lists changes of people and rules that wait for another administrator.",
            organization::proposals,
        )
        .parts(&[PROCESS]),
        Route::read(
            "/api/v1/people",
            Read,
            "Lists the people of the processes that the caller belongs to.",
            people::list,
        ),
        Route::create(
            "/api/v1/people/{person}/invitation",
            Admin,
            "Makes a one-time link with which a person without a password sets their first one.",
            Body::None,
            people::invite,
        )
        .parts(&[("person", "Id of the person.")]),
        Route::read(
            "/api/v1/delegations",
            Read,
            "Lists delegations of roles, past and future ones too.",
            delegations::list,
        ),
        Route::create(
            "/api/v1/delegations",
            Write,
            "Delegates roles for a time.",
            delegations::body(),
            delegations::delegate,
        ),
        Route::read(
            "/api/v1/tokens",
            Read,
            "Lists the caller's tokens and those of agents whom they manage, without their secrets.",
            tokens::list,
        ),
        Route::create(
            "/api/v1/tokens",
            Write,
            "Issues a token; its secret is in this answer only.",
            tokens::body(),
            tokens::issue,
        ),
        Route::remove(
            "/api/v1/tokens/{id}",
            Write,
            "Revokes a token at once and for good.",
            tokens::revoke,
        )
        .parts(&[("id", "Id of the token.")]),
        Route::new(
            Method::POST,
            "/api/v1/hooks/{hook}",
            Access::Signed,
            "Takes a signed message (Standard Webhooks): a comment or evidence of another system.",
            Answer::json::<Receipt>(),
            Handler::visitor(message::receive),
        )
        .parts(&[("hook", "Name of the hook.")])
        .body(message::body()),
    ]
}

fn for_verifiers() -> Vec<Route> {
    vec![
        Route::read(
            "/api/v1/ledger/proof",
            Read,
            "Proves that an event is in the ledger of a signed checkpoint.",
            ledger::proof,
        )
        .query_required(&[("position", "Place of the event in the ledger, from 0.")]),
        Route::new(
            Method::GET,
            "/checkpoint",
            Access::Anyone,
            "The newest signed checkpoint (C2SP tlog-checkpoint).",
            Answer::raw("text/plain"),
            Handler::visitor(ledger::checkpoint),
        ),
        Route::new(
            Method::GET,
            "/tile/{*path}",
            // The handler asks for more when entries are wanted: they hold what happened in every organization.
            Access::Visitor,
            "Tiles of hashes for everyone; bundles of entries for administrators of every process (C2SP tlog-tiles).",
            Answer::raw("application/octet-stream"),
            Handler::visitor(ledger::tile),
        )
        .parts(&[("path", "Path of the tile as `tlog-tiles` defines it.")]),
    ]
}

fn pages() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            "/",
            Access::Visitor,
            "The inbox as a page.",
            Answer::raw("text/html"),
            Handler::visitor(ui::home::show),
        ),
        Route::page(
            "/changes",
            Read,
            "The list of changes as a page.",
            ui::changes::show,
        ),
        Route::page(
            "/changes/{number}",
            Read,
            "A change as a page.",
            ui::change::show,
        )
        .parts(&[NUMBER]),
        Route::page(
            "/processes/{name}",
            Read,
            "A process as a page.",
            ui::process::show,
        )
        .parts(&[("name", "Short name of the process.")]),
        Route::page("/account", Read, "The caller's tokens.", ui::account::show),
        Route::form(
            "/account/tokens",
            Access::Person(Write),
            "Issues a token and shows its secret once.",
            Handler::person(ui::account::issue),
        )
        .answer(Answer::raw("text/html")),
        Route::form(
            "/account/revoke",
            Access::Person(Write),
            "Revokes a token.",
            Handler::person(ui::account::revoke),
        ),
        Route::new(
            Method::GET,
            "/login",
            Access::Anyone,
            "The login form.",
            Answer::raw("text/html"),
            Handler::AtOnce(ui::login::show),
        )
        .query(&[("next", "Where to go afterwards.")]),
        Route::form(
            "/login",
            Access::Anyone,
            "Begins a session.",
            Handler::visitor(ui::login::log_in),
        ),
        Route::form(
            "/logout",
            Access::Person(Read),
            "Ends the session.",
            Handler::person(ui::login::log_out),
        ),
        Route::new(
            Method::GET,
            "/welcome",
            Access::Anyone,
            "The form for a first password.",
            Answer::raw("text/html"),
            Handler::visitor(ui::welcome::show),
        )
        .query_required(&[("token", "The secret of the link.")]),
        Route::form(
            "/welcome",
            Access::Anyone,
            "Sets the first password.",
            Handler::visitor(ui::welcome::set),
        ),
        Route::new(
            Method::GET,
            "/static/{file}",
            Access::Anyone,
            "The style sheet, under a name with its hash.",
            Answer::raw("text/css"),
            Handler::AtOnce(ui::fixed::style),
        )
        .parts(&[("file", "Name of the file with its hash.")]),
        Route::new(
            Method::GET,
            "/favicon.ico",
            Access::Anyone,
            "The icon of the pages.",
            Answer::raw("image/svg+xml"),
            Handler::AtOnce(ui::fixed::icon),
        ),
    ]
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// Builds the description of every route.
pub(crate) fn document() -> Value {
    openapi::document(&all())
}

/// Builds the router of the table.
pub(crate) fn assemble(context: &Context) -> Router {
    router(context, all(), ui::problem_page)
}
