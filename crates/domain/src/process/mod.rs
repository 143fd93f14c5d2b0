//! The process file: an organisation's rule book, from text to a checked [`Process`].

mod ast;
mod names;
mod short;

pub use ast::*;
