//! A request, ready to be sent.

/// A request with its secrets resolved.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
    /// Sending it twice does the same as once.
    pub(super) repeatable: bool,
}
