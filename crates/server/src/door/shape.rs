//! What a call must contain and what it gets back: the types that describe a route.

use axum::http::StatusCode;
use placet_api::{Definitions, Schema};
use serde_json::{Value, json};

use crate::auth::Scope;

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everyone; the caller is not identified.
    Anyone,
    /// Everyone; a session is recognized if there is one.
    Visitor,
    /// Programs that sign the body with the secret of a hook; the handler checks the signature.
    Signed,
    /// Persons whose token or session has this scope.
    Person(Scope),
}

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// The usual time.
    Call,
    /// Longer, because the caller uploads a file.
    Upload,
    /// Until the client or the server ends it.
    Stream,
}

/// The body of a call.
pub(crate) enum Body {
    /// Nothing.
    None,
    /// JSON that matches this schema.
    Json(Value),
    /// Signed JSON. The handler checks the signature before the schema, so a stranger learns nothing from a refusal.
    Signed(Value),
    /// Fields of a form.
    Form,
    /// The bytes of a file.
    Bytes,
}

/// What a call answers when it is not refused.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media: &'static str,
    pub(crate) schema: fn(&mut Definitions) -> Value,
}

impl Answer {
    /// Answers with JSON of a wire type.
    pub(crate) fn json<T: Schema>() -> Self {
        Self {
            status: StatusCode::OK,
            media: "application/json",
            schema: T::schema,
        }
    }

    /// Answers with text or bytes of a media type.
    pub(crate) fn raw(media: &'static str) -> Self {
        Self {
            status: StatusCode::OK,
            media,
            schema: match media {
                "application/json" => |_| json!({"type": "object"}),
                _ => |_| json!({"type": "string"}),
            },
        }
    }

    /// Answers with a status other than 200.
    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// A name and the sentence that explains it, for parameters of the path and of the query.
pub(crate) type Described = (&'static str, &'static str);
