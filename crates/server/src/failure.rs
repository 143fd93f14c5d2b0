//! Refusals: one kind, one status, every reason, and an id that is also in the log. Every error of a room below becomes a
//! refusal here and nowhere else.

use std::fmt;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use placet_api::{Problem, Reason};
use placet_domain::{Rejection, RejectionKind};
use placet_engine::ExecuteError;
use placet_store::StoreError;

use crate::random::{NoRandomBytes, short_id};

/// What kind of refusal it is; decides the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Malformed,
    Unauthenticated,
    Denied,
    NotFound,
    MethodNotAllowed,
    WrongState,
    Blocked,
    Stale,
    VersionMismatch,
    TooLarge,
    UnsupportedMedia,
    Invalid,
    KeyReused,
    TooMany,
    HeadersTooLarge,
    Internal,
    Busy,
    TimedOut,
}

impl Kind {
    fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongState | Self::Blocked | Self::Stale => StatusCode::CONFLICT,
            Self::VersionMismatch => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid | Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the last part of the problem's `type`.
    fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::Denied => "denied",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::WrongState => "wrong_state",
            Self::Blocked => "blocked",
            Self::Stale => "stale",
            Self::VersionMismatch => "version_mismatch",
            Self::TooLarge => "too_large",
            Self::UnsupportedMedia => "unsupported_media_type",
            Self::Invalid => "invalid",
            Self::KeyReused => "idempotency_key_reused",
            Self::TooMany => "too_many_attempts",
            Self::HeadersTooLarge => "headers_too_large",
            Self::Internal => "internal",
            Self::Busy => "busy",
            Self::TimedOut => "timed_out",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Malformed => "the call is malformed",
            Self::Unauthenticated => "not logged in",
            Self::Denied => "you may not do this",
            Self::NotFound => "not found",
            Self::MethodNotAllowed => "method not allowed",
            Self::WrongState => "the change is in another state",
            Self::Blocked => "something must happen first",
            Self::Stale => "what you saw is out of date",
            Self::VersionMismatch => "the change has moved on",
            Self::TooLarge => "the body is too large",
            Self::UnsupportedMedia => "the body is of the wrong type",
            Self::Invalid => "the input is wrong",
            Self::KeyReused => "the idempotency key was used for something else",
            Self::TooMany => "too many attempts",
            Self::HeadersTooLarge => "the headers are too large",
            Self::Internal => "the server failed",
            Self::Busy => "the server is busy",
            Self::TimedOut => "the server did not answer in time",
        }
    }
}

/// A refusal before it becomes a response.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    detail: String,
    reasons: Vec<Reason>,
    /// For the log only.
    cause: String,
}

impl Failure {
    /// Builds a refusal with one reason.
    pub(crate) fn new(
        kind: Kind,
        code: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let message = message.into();
        Self {
            kind,
            detail: message.clone(),
            reasons: vec![Reason {
                code: code.to_owned(),
                message,
                hint: hint.into(),
                place: String::new(),
                requirements: Vec::new(),
            }],
            cause: String::new(),
        }
    }

    /// Names the place that the reason is about.
    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        if let Some(reason) = self.reasons.first_mut() {
            reason.place = place.into();
        }
        self
    }

    /// Refuses something that does not exist, or that the caller may not see.
    pub(crate) fn not_found(what: &str, given: &str) -> Self {
        let given: String = given.chars().take(80).collect();
        Self::new(
            Kind::NotFound,
            "not_found",
            format!("there is no {what} `{given}`"),
            "check the spelling; other organizations' data is not shown",
        )
    }

    /// Reports a defect of the server; the cause goes to the log, never to the caller.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        let hint = "try again; if it fails again, give the id to the server's operator";
        let mut failure = Self::new(
            Kind::Internal,
            "internal",
            "the server could not finish this",
            hint,
        );
        failure.cause = cause.into();
        failure
    }

    /// Generates an id, writes the refusal to the log under that id, and returns it as a problem.
    fn report(&self) -> Problem {
        let status = self.kind.status();
        let id = short_id();
        let (kind, detail, cause) = (self.kind.name(), self.detail.as_str(), self.cause.as_str());
        if status.is_server_error() {
            tracing::error!(id, kind, detail, cause, "refused");
        } else {
            tracing::info!(id, kind, detail, "refused");
        }
        Problem {
            r#type: format!("urn:placet:problem:{kind}"),
            title: self.kind.title().to_owned(),
            status: u32::from(status.as_u16()),
            detail: self.detail.clone(),
            id,
            reasons: self.reasons.clone(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.cause.is_empty() {
            &self.detail
        } else {
            &self.cause
        })
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let kind = match rejection.kind {
            RejectionKind::Invalid => Kind::Invalid,
            RejectionKind::Denied => Kind::Denied,
            RejectionKind::WrongState => Kind::WrongState,
            RejectionKind::Blocked => Kind::Blocked,
            RejectionKind::Stale => Kind::Stale,
            RejectionKind::NotFound => Kind::NotFound,
        };
        Self {
            kind,
            detail: rejection.message,
            reasons: rejection.reasons.into_iter().map(reason).collect(),
            cause: String::new(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Invalid { message, hint } => {
                Self::new(Kind::Invalid, "invalid", message, hint)
            }
            StoreError::Full => Self::new(
                Kind::Busy,
                "disk_full",
                "the disk is full and nothing was written",
                "ask the server's operator to free disk space",
            ),
            StoreError::Closed => Self::new(
                Kind::Busy,
                "closing",
                "the server is shutting down",
                "try again in a moment",
            ),
            other => Self::internal(other.to_string()),
        }
    }
}

impl From<ExecuteError> for Failure {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Rejected(rejection) => rejection.into(),
            ExecuteError::NotFound(what) => {
                let message = format!("{what} does not exist");
                Self::new(Kind::NotFound, "not_found", message, "check the spelling")
            }
            ExecuteError::VersionMismatch { expected, actual } => Self::new(
                Kind::VersionMismatch,
                "version_mismatch",
                format!("the change has version `{actual}`, not `{expected}`"),
                "read the change again, then decide",
            )
            .at("If-Match"),
            ExecuteError::KeyReused => Self::new(
                Kind::KeyReused,
                "idempotency_key_reused",
                "this idempotency key was used for another call",
                "use a new key for each call",
            )
            .at("Idempotency-Key"),
            ExecuteError::Busy => Self::new(
                Kind::Busy,
                "busy",
                "other calls changed the same data at the same time",
                "try again in a second",
            ),
            ExecuteError::NoChange => Self::new(
                Kind::Invalid,
                "invalid",
                error.to_string(),
                "name the change",
            ),
            ExecuteError::UnreadableProcess { .. } => Self::internal(error.to_string()),
            ExecuteError::Store(error) => error.into(),
        }
    }
}

impl From<NoRandomBytes> for Failure {
    fn from(error: NoRandomBytes) -> Self {
        Self::internal(error.to_string())
    }
}

/// Returns a rule's reason as the API sends it. The CLI shows the reasons of its offline commands in the same form.
pub fn reason(reason: placet_domain::Reason) -> Reason {
    Reason {
        code: reason.code,
        message: reason.message,
        hint: reason.hint,
        place: reason.place,
        requirements: reason.requirements,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.report();
        let mut response = (self.kind.status(), Json(&problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        match self.kind {
            Kind::Unauthenticated => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"placet\""),
                );
            }
            Kind::Busy | Kind::TimedOut => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            Kind::TooMany => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("300"));
            }
            _ => {}
        }
        // Pages find it here and show it as a page.
        response.extensions_mut().insert(problem);
        response
    }
}
