//! What a route is: one value that registers, guards and documents it.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Json, Response};
use placet_api::Schema;
use serde::Serialize;

use super::call::Call;
use super::context::{Context, Inner};
use super::shape::{Access, Answer, Body, Described, Pace};
use crate::auth::{Asker, Scope};
use crate::failure::Failure;

/// A function that answers a call on a thread that may block.
pub(crate) type Work =
    dyn Fn(&Inner, Option<&Asker>, &Call) -> Result<Response, Failure> + Send + Sync;
/// The answer that begins a stream.
pub(crate) type Begun = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send>>;

/// How a route answers.
pub(crate) enum Handler {
    /// Immediately, because nothing in it can block.
    AtOnce(fn(&Call) -> Result<Response, Failure>),
    /// On a thread that may block.
    Work(Arc<Work>),
    /// By a stream that keeps the connection.
    Stream(fn(Context, Asker, Call) -> Begun),
}

impl Handler {
    /// Wraps a handler that is called with or without a person.
    pub(crate) fn visitor(
        handler: fn(&Inner, Option<&Asker>, &Call) -> Result<Response, Failure>,
    ) -> Self {
        Self::Work(Arc::new(handler))
    }

    /// Wraps a handler that is called with a person.
    pub(crate) fn person(
        handler: impl Fn(&Inner, &Asker, &Call) -> Result<Response, Failure> + Send + Sync + 'static,
    ) -> Self {
        Self::Work(Arc::new(move |inner, asker, call| {
            let asker = asker
                .ok_or_else(|| Failure::internal("a route without a guard asks for a person"))?;
            handler(inner, asker, call)
        }))
    }

    /// Wraps a handler that answers a person with JSON.
    pub(crate) fn json<T: Serialize + 'static>(
        status: StatusCode,
        handler: fn(&Inner, &Asker, &Call) -> Result<T, Failure>,
    ) -> Self {
        Self::person(move |inner, asker, call| {
            let answer = handler(inner, asker, call)?;
            Ok((status, Json(answer)).into_response())
        })
    }
}

/// One route, with everything that `/openapi.json` says about it.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: Cow<'static, str>,
    pub(crate) access: Access,
    pub(crate) pace: Pace,
    pub(crate) sentence: &'static str,
    /// The parameters in braces in the path.
    pub(crate) parts: &'static [Described],
    pub(crate) query: &'static [Described],
    /// Whether all parameters of the query must be given.
    pub(crate) query_required: bool,
    /// Whether it takes `Idempotency-Key` and `If-Match`.
    pub(crate) is_command: bool,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    pub(crate) handler: Handler,
}

impl Route {
    /// Describes any route. The other constructors cover the usual ones.
    pub(crate) fn new(
        method: Method,
        path: impl Into<Cow<'static, str>>,
        access: Access,
        sentence: &'static str,
        answer: Answer,
        handler: Handler,
    ) -> Self {
        Self {
            method,
            path: path.into(),
            access,
            pace: match handler {
                Handler::Stream(_) => Pace::Stream,
                Handler::AtOnce(_) | Handler::Work(_) => Pace::Call,
            },
            sentence,
            parts: &[],
            query: &[],
            query_required: false,
            is_command: false,
            body: Body::None,
            answer,
            handler,
        }
    }

    /// Describes a read: a person asks, and gets JSON.
    pub(crate) fn read<T: Schema + Serialize + 'static>(
        path: &'static str,
        scope: Scope,
        sentence: &'static str,
        handler: fn(&Inner, &Asker, &Call) -> Result<T, Failure>,
    ) -> Self {
        let handler = Handler::json(StatusCode::OK, handler);
        let (access, answer) = (Access::Person(scope), Answer::json::<T>());
        Self::new(Method::GET, path, access, sentence, answer, handler)
    }

    /// Describes a call that creates something and answers with it.
    pub(crate) fn create<T: Schema + Serialize + 'static>(
        path: &'static str,
        scope: Scope,
        sentence: &'static str,
        body: Body,
        handler: fn(&Inner, &Asker, &Call) -> Result<T, Failure>,
    ) -> Self {
        let handler = Handler::json(StatusCode::CREATED, handler);
        let answer = Answer::json::<T>().status(StatusCode::CREATED);
        let access = Access::Person(scope);
        Self::new(Method::POST, path, access, sentence, answer, handler).body(body)
    }

    /// Describes a call that removes something.
    pub(crate) fn remove(
        path: &'static str,
        scope: Scope,
        sentence: &'static str,
        handler: fn(&Inner, &Asker, &Call) -> Result<(), Failure>,
    ) -> Self {
        let handler = Handler::person(move |inner, asker, call| {
            handler(inner, asker, call)?;
            Ok(StatusCode::NO_CONTENT.into_response())
        });
        let answer = Answer::raw("text/plain").status(StatusCode::NO_CONTENT);
        let access = Access::Person(scope);
        Self::new(Method::DELETE, path, access, sentence, answer, handler)
    }

    /// Describes a page.
    pub(crate) fn page(
        path: &'static str,
        scope: Scope,
        sentence: &'static str,
        handler: fn(&Inner, &Asker, &Call) -> Result<Response, Failure>,
    ) -> Self {
        let (access, answer) = (Access::Person(scope), Answer::raw("text/html"));
        let handler = Handler::person(handler);
        Self::new(Method::GET, path, access, sentence, answer, handler)
    }

    /// Describes a call that a page's form is sent to. Its answer redirects to another page.
    pub(crate) fn form(
        path: impl Into<Cow<'static, str>>,
        access: Access,
        sentence: &'static str,
        handler: Handler,
    ) -> Self {
        let answer = Answer::raw("text/html").status(StatusCode::SEE_OTHER);
        Self::new(Method::POST, path, access, sentence, answer, handler).body(Body::Form)
    }

    /// Declares what the call answers with.
    pub(crate) fn answer(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    /// Describes the parameters in braces in the path.
    pub(crate) fn parts(mut self, parts: &'static [Described]) -> Self {
        self.parts = parts;
        self
    }

    /// Names the query parameters.
    pub(crate) fn query(mut self, query: &'static [Described]) -> Self {
        self.query = query;
        self
    }

    /// Names query parameters that must be given.
    pub(crate) fn query_required(mut self, query: &'static [Described]) -> Self {
        self.query_required = true;
        self.query(query)
    }

    /// Declares the call a command of a change, so that it takes `Idempotency-Key` and `If-Match`.
    pub(crate) fn command(mut self) -> Self {
        self.is_command = true;
        self
    }

    /// Declares the body of the call.
    pub(crate) fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Declares how long the call may take.
    pub(crate) fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }
}
