//! Identifies the caller: tokens for programs, sessions for browsers, signatures for hooks.

mod asker;
mod desk;
pub(crate) mod hook;
mod idle;
pub(crate) mod login;
mod login_rate;
pub(crate) mod origin;
pub(crate) mod password;
mod resolve;
pub(crate) mod session;
pub mod welcome;

pub(crate) use asker::{
    Asker, Membership, Scope, Via, administrators_only, check_form_token, check_scope,
    unauthenticated,
};
pub(crate) use desk::Desk;
pub(crate) use idle::SessionUses;
pub(crate) use login_rate::LoginRate;
pub(crate) use resolve::{asker_of, memberships, revalidate};
