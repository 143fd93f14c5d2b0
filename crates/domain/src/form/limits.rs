//! How much a form may hold.

/// What is wrong with a value, and the remedy.
pub(super) type Wrong = (String, String);

/// Most bytes that all fields of a change may take together, as JSON.
pub const FIELDS_BYTES_MAX: usize = 48 * 1024;
/// Longest one-line text, in characters.
pub const TEXT_CHARS_MAX: usize = 300;
/// Longest Markdown text, in bytes.
pub const MARKDOWN_BYTES_MAX: usize = 32 * 1024;
/// Most items of a list and most rows of a table.
pub const ITEMS_MAX: usize = 200;

pub(super) fn too_many(items: usize) -> Wrong {
    (
        format!("has {items} items, and {ITEMS_MAX} are allowed"),
        "attach long lists as evidence".to_owned(),
    )
}
