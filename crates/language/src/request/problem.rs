//! A problem of a request file, which has a place and no path.

use crate::path::Path;
use crate::problem::Problem;

/// Returns a problem at a line and column.
pub(super) fn problem(
    place: (usize, usize),
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Problem {
    Problem::new(place, &Path(Vec::new()), message, hint)
}
