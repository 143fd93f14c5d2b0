//! Pages of changes.

mod act;
mod list;
mod show;

use crate::routes::Route;

/// Routes of changes' pages.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![list::route(), show::route()];
    routes.extend(act::routes());
    routes
}
