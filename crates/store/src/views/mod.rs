//! What people read: rows that follow from the events, in pages. No decision is based on them.

mod calendar;
mod changes;
mod counts;
mod inbox;

pub use calendar::SCHEDULED_MAX;
pub use changes::{ChangeRow, Cursor, Order, PAGE_ROWS_MAX, Page, Query, Sort};
pub use counts::Counts;
pub use inbox::{INBOX_ROWS_MAX, InboxRow};
