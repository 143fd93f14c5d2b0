//! What a request would lead to, before anything is recorded.

use crate::change::Request;
use crate::ids::ModelId;
use crate::process::Process;
use crate::rejection::{Reason, Rejection, RejectionKind};

/// The model that a request is handled by.
///
/// # Errors
/// The named model does not exist or does not apply, or none applies.
pub fn model_for(process: &Process, request: &Request) -> Result<ModelId, Rejection> {
    let known = request.model.clone().or_else(|| process.models.keys().next().cloned());
    known.ok_or_else(|| Rejection::one(RejectionKind::Invalid, Reason::new("no_model", "no model applies", "")))
}
