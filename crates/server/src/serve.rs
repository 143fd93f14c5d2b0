//! Serves a listener until shutdown.

use std::io;

use axum::Router;
use tokio::net::TcpListener;

use crate::accept::{Connections, accept};
use crate::door::Context;
use crate::table;

/// Builds the router of every route.
pub fn router(context: &Context) -> Router {
    table::assemble(context)
}

/// Serves until `shutdown` comes true, then lets calls finish and ends streams.
///
/// # Errors
/// None at present: a listener that fails for a while is tried again.
pub async fn serve(
    context: Context,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_within(Connections::default(), context, listener, shutdown).await
}

/// Serves as [`serve`] does, within other bounds for connections.
///
/// # Errors
/// As of [`serve`].
pub async fn serve_within(
    bounds: Connections,
    context: Context,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = router(&context);
    let ending = async move {
        shutdown.await;
        context.inner().live.close();
    };
    accept(bounds, router, listener, ending).await;
    Ok(())
}
