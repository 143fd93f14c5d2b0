//! Each law finds what breaks it in handmade histories, and finds nothing in a good one.

mod bad;
mod good;
mod story;

use super::{Case, judge};

/// Returns the laws that a case breaks, each once.
fn broken(case: &Case) -> Vec<&'static str> {
    let mut laws: Vec<_> = judge(case)
        .into_iter()
        .map(|violation| violation.law)
        .collect();
    laws.sort_unstable();
    laws.dedup();
    laws
}
