//! What people and scripts see: pages of text, tables, JSON, and refusals.

mod clean;
mod page;
mod plan;
mod table;
mod terminal;

pub use clean::clean;
pub use page::{Line, Page};
pub(crate) use plan::{Depth, plan, spaced};
pub use table::Table;
pub use terminal::Terminal;
