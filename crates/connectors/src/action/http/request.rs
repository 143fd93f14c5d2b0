//! A request, ready to be sent.

/// A request with its secrets resolved.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
    /// Whether sending it twice has the same effect as sending it once.
    pub(super) repeatable: bool,
}
