//! The one table of routes: what is registered is what is documented.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post};
use placet_api::{Definitions, Schema};
use serde_json::{Value, json};

use crate::auth::Scope;
use crate::context::Context;
use crate::{api, guard, health, metrics, openapi, ui};

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody, and nobody is asked who they are.
    Anyone,
    /// Everybody; a session is recognized if there is one.
    Visitor,
    /// Programs whose body is signed with the secret of a hook; the handler checks it.
    Signed,
    /// Persons whose token or session has this scope.
    Person(Scope),
}

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As long as any call.
    Call,
    /// Longer, because a file comes in.
    Upload,
    /// Until one of the two ends it.
    Stream,
}

/// What a call brings.
pub(crate) enum Body {
    /// Nothing.
    None,
    /// JSON of this schema.
    Json(Value),
    /// Fields of a form.
    Form,
    /// A file as it is.
    Bytes,
}

/// What a call answers when it is not refused.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media: &'static str,
    pub(crate) schema: fn(&mut Definitions) -> Value,
}

impl Answer {
    /// JSON of a wire type.
    pub(crate) fn json<T: Schema>() -> Self {
        Self {
            status: 200,
            media: "application/json",
            schema: T::schema,
        }
    }

    /// Text or bytes of some type.
    pub(crate) fn raw(media: &'static str) -> Self {
        Self {
            status: 200,
            media,
            schema: match media {
                "application/json" => |_| json!({"type": "object"}),
                _ => |_| json!({"type": "string"}),
            },
        }
    }

    /// The same with another status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// One route, with everything that a reader of `/openapi.json` is told.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) access: Access,
    pub(crate) pace: Pace,
    pub(crate) summary: &'static str,
    /// Query parameters: name and sentence.
    pub(crate) query: &'static [(&'static str, &'static str)],
    /// Whether all of them must be there.
    pub(crate) query_required: bool,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    handler: MethodRouter<Context>,
}

impl Route {
    fn new(
        method: Method,
        path: impl Into<String>,
        access: Access,
        summary: &'static str,
        answer: Answer,
        handler: MethodRouter<Context>,
    ) -> Self {
        Self {
            method,
            path: path.into(),
            access,
            pace: Pace::Call,
            summary,
            query: &[],
            query_required: false,
            body: Body::None,
            answer,
            handler,
        }
    }

    /// A route that reads.
    pub(crate) fn get<H: Handler<T, Context>, T: 'static>(
        path: &str,
        access: Access,
        summary: &'static str,
        answer: Answer,
        handler: H,
    ) -> Self {
        Self::new(Method::GET, path, access, summary, answer, get(handler))
    }

    /// A route that changes something.
    pub(crate) fn post<H: Handler<T, Context>, T: 'static>(
        path: impl Into<String>,
        access: Access,
        summary: &'static str,
        answer: Answer,
        handler: H,
    ) -> Self {
        Self::new(Method::POST, path, access, summary, answer, post(handler))
    }

    /// A route that takes something away.
    pub(crate) fn delete<H: Handler<T, Context>, T: 'static>(
        path: &str,
        access: Access,
        summary: &'static str,
        answer: Answer,
        handler: H,
    ) -> Self {
        Self::new(
            Method::DELETE,
            path,
            access,
            summary,
            answer,
            delete(handler),
        )
    }

    /// Names the query parameters.
    pub(crate) fn query(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query = query;
        self
    }

    /// Names query parameters that must be there.
    pub(crate) fn query_required(mut self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.query_required = true;
        self.query(query)
    }

    /// Says what the call brings.
    pub(crate) fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// Says how long it may take.
    pub(crate) fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }
}

/// Every route there is.
pub(crate) fn all() -> Vec<Route> {
    let mut routes = vec![
        health::healthz(),
        health::readyz(),
        metrics::route(),
        openapi::route(),
    ];
    routes.extend(api::routes());
    routes.extend(ui::routes());
    routes
}

/// The router of the table: each route behind its guard.
pub(crate) fn assemble(context: &Context) -> Router {
    let mut router = Router::new();
    for route in all() {
        let keys = guard::Keys {
            access: route.access,
            pace: route.pace,
        };
        let guarded = route
            .handler
            .route_layer(from_fn_with_state((context.clone(), keys), guard::guard));
        router = router.route(&route.path, guarded);
    }
    router
        .fallback(guard::no_such_address)
        .method_not_allowed_fallback(guard::no_such_method)
        .layer(from_fn_with_state(context.clone(), guard::manners))
        .with_state(context.clone())
}
