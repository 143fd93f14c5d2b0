//! From a listener to answers, until told to end.

use std::io;

use axum::Router;
use tokio::net::TcpListener;

use crate::context::Context;
use crate::routes;

/// The router of every route.
pub fn router(context: &Context) -> Router {
    routes::assemble(context)
}

/// Serves until `shutdown` comes true, then lets calls finish and ends streams.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    context: Context,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = router(&context);
    let ending = async move {
        shutdown.await;
        context.close();
    };
    axum::serve(listener, router)
        .with_graceful_shutdown(ending)
        .await
}
