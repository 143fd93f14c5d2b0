//! The way in: what a route is, what a call must contain, and who may pass. It does not know the verbs or the pages.

mod assemble;
mod body;
mod call;
mod context;
mod enter;
mod finish;
mod places;
mod route;
mod shape;

pub use context::Context;

pub(crate) use assemble::router;
pub(crate) use body::from_json;
pub(crate) use call::Call;
pub(crate) use context::Inner;
pub(crate) use places::Place;
pub(crate) use route::{Begun, Handler, Route};
pub(crate) use shape::{Access, Answer, Body, Described, Pace};
