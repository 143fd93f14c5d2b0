//! The organizations of a server: their people, rules, tokens and hooks, what can be asked of them, and what happens.

mod command;
mod consequence;
mod decide;
mod decision;
mod difference;
mod event;
mod evolve;
mod facts;
mod governance;
mod people_rules;
mod scope;
mod state;
mod stream;
mod verbs;

pub use command::*;
pub use consequence::{Loss, losses};
pub use decide::{as_of, decide, effect};
pub use difference::{of_people, of_rules};
pub use event::*;
pub use evolve::apply_to_people;
pub use facts::{Actor, Facts};
pub use people_rules::DELEGATION_DAYS_MAX;
pub use scope::Scope;
pub use state::*;
pub use stream::{AsOf, Stream, Version};
pub use verbs::HOOK_KEEP_HOURS_MAX;
pub use verbs::{LINK_HOURS, TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX};
