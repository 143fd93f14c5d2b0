//! What a reader may see, computed once from domain types. The API turns it into wire types, and the pages into HTML.

pub(crate) mod change;
pub(crate) mod inbox;
pub(crate) mod list;
pub(crate) mod see;
pub(crate) mod timeline;
mod word;

pub(crate) use word::word;
