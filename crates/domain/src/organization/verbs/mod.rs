//! The verbs of an organization, one file each: who may ask, what must hold, what happens.

pub(super) mod add_person;
pub(super) mod approve_proposal;
pub(super) mod change_person;
pub(super) mod delegate;
pub(super) mod grant_role;
pub(super) mod install_process;
pub(super) mod invite;
pub(super) mod issue_token;
pub(super) mod make_administrator;
pub(super) mod reject_proposal;
pub(super) mod remove_person;
pub(super) mod revoke_delegation;
pub(super) mod revoke_hook;
pub(super) mod revoke_role;
pub(super) mod revoke_token;
pub(super) mod rotate_hook_secret;
pub(super) mod set_hook;
pub(super) mod set_password;
pub(super) mod set_people;
pub(super) mod unmake_administrator;

pub use invite::LINK_HOURS;
pub use issue_token::{TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX};
pub use rotate_hook_secret::HOOK_KEEP_HOURS_MAX;
