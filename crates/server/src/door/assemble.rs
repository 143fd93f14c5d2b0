//! Builds a router from routes, each behind its guard.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};

use super::context::Context;
use super::enter::enter;
use super::finish::{ProblemPage, finish, no_such_address, no_such_method};
use super::route::Route;

/// Builds the router of these routes. Browsers get refusals as `problem_page` shows them.
pub(crate) fn router(context: &Context, routes: Vec<Route>, problem_page: ProblemPage) -> Router {
    let mut router = Router::new();
    for route in routes {
        let (path, method) = (route.path.clone(), filter(&route.method));
        let route = Arc::new(route);
        let handler = async move |State(context): State<Context>, call: Request| {
            enter(context, Arc::clone(&route), call).await
        };
        router = router.route(&path, on(method, handler));
    }
    router
        .fallback(no_such_address)
        .method_not_allowed_fallback(no_such_method)
        .layer(from_fn_with_state((context.clone(), problem_page), finish))
        .with_state(context.clone())
}

/// Returns the filter of a method. Routes that read also answer `HEAD`.
fn filter(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}
