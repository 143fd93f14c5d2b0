//! What a caller asks of an organization, as commands of the domain; the API and the pages both use it.

pub(crate) mod command;
pub(crate) mod delegations;
pub(crate) mod instant;
pub(crate) mod people;
pub(crate) mod tokens;
