//! The process file: an organization's rule book, from text to a checked [`Process`].

mod ast;
mod check;
mod decode;
mod names;
pub mod node;
mod parse;
mod path;
mod problem;
mod schema;
mod scope;
mod shape;
mod show;
mod trace;

pub use ast::*;
pub use decode::decode;
pub use parse::{Parsed, parse};
pub use path::{Part, Path};
pub use problem::{PROBLEMS_MAX, Problem};
pub use schema::schema;
pub use show::show;
pub use trace::{Machinery, TraceRow, trace};
