//! The process file: an organization's rule book, from text to a checked [`Process`].

mod ast;
mod check;
mod format;
mod grammar;
mod names;
mod parse;
mod schema;
mod scope;
mod show;
mod trace;

pub use ast::*;
pub use parse::{Parsed, parse};
pub use schema::schema;
pub use show::show;
pub use trace::{Machinery, TraceRow, trace};
