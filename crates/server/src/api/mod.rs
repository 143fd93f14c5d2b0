//! The HTTP API under `/api/v1`: what the views and the verbs say, in wire types.

pub(crate) mod changes;
pub(crate) mod delegations;
mod detail;
pub(crate) mod events;
pub(crate) mod evidence;
pub(crate) mod history;
pub(crate) mod inbox;
pub(crate) mod ledger;
pub(crate) mod me;
pub(crate) mod organization;
pub(crate) mod people;
pub(crate) mod processes;
pub(crate) mod receipt;
mod rows;
pub(crate) mod tokens;
pub(crate) mod verbs;
