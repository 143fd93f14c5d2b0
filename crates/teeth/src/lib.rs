//! Faults that only tests can plant: bugs that the suites must find, and points at which the process dies.
//!
//! Without the feature `armed`, [`planted`] is a constant `false` and [`point`] is empty, so a release contains
//! neither. Only dev-dependencies turn the feature on, so tests have it and `cargo build` does not. With it,
//! `PLACET_TEETH` names what is planted: `bug:approval_counted_twice`, or `point:after_commit:3` to die by SIGKILL when
//! that point is reached for the third time. Several are separated by commas. [`arm`] does the same within a process.
//! The points of shims count shims: `point:shim_begun:3` kills the third shim that this server starts. A process that
//! dies at a point appends a line to the file that `PLACET_TEETH_TOLD` names.

#[cfg(feature = "armed")]
mod armed;
mod bug;
mod point;

pub use bug::Bug;
pub use point::Point;

#[cfg(feature = "armed")]
pub use armed::{arm, for_shim, planted, point};

/// Tells whether a bug is planted. In a release, none is.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn planted(_bug: Bug) -> bool {
    false
}

/// Dies here if a test wants it. In a release, it never does.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn point(_point: Point) {}

/// Returns the variables for the next shim. In a release, there are none.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn for_shim() -> [(&'static str, String); 0] {
    []
}
