//! Rules about people and tokens that are still enforced at the server; the API and the pages both use them.

pub(crate) mod delegations;
pub(crate) mod instant;
pub(crate) mod people;
pub(crate) mod tokens;
