//! The HTTP API under `/api/v1`: parse, ask the engine or the views, answer in wire types.

pub(crate) mod changes;
mod delegations;
pub(crate) mod detail;
mod events;
mod evidence_content;
mod hooks;
pub(crate) mod inbox;
mod ledger;
mod me;
pub(crate) mod order;
mod people;
pub(crate) mod processes;
pub(crate) mod rows;
pub(crate) mod see;
pub(crate) mod timeline;
pub(crate) mod tokens;

use crate::routes::Route;

/// Routes of the API.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = changes::routes();
    routes.extend(processes::routes());
    routes.extend([
        me::route(),
        inbox::route(),
        events::route(),
        evidence_content::route(),
    ]);
    routes.extend(people::routes());
    routes.extend(delegations::routes());
    routes.extend(tokens::routes());
    routes.push(hooks::route());
    routes.extend(ledger::routes());
    routes
}
