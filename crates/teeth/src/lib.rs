//! Faults that only tests can plant: bugs that the suites must find, and points at which the process dies.
//!
//! Without the feature `armed`, [`planted`] is a constant `false` and [`point`] is empty, so that a release holds
//! neither. Only dev-dependencies turn it on, so that tests have it and `cargo build` has not. With it, `PLACET_TEETH` says what bites: `bug:approval_counted_twice`, or `point:after_commit:3` to die by
//! SIGKILL when that point is reached for the third time; several are separated by commas. [`arm`] does the same within
//! a process. Points of shims count shims: `point:shim_begun:3` kills the third shim that this server starts. A process
//! that dies at a point appends a line to the file that `PLACET_TEETH_TOLD` names.

#[cfg(feature = "armed")]
mod armed;
mod bug;
mod point;

pub use bug::Bug;
pub use point::Point;

#[cfg(feature = "armed")]
pub use armed::{arm, for_shim, planted, point};

/// Says whether a bug is planted: never, in a release.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn planted(_bug: Bug) -> bool {
    false
}

/// Dies here if a test wants it: never, in a release.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn point(_point: Point) {}

/// The variables that the next shim is started with: none, in a release.
#[cfg(not(feature = "armed"))]
#[inline(always)]
pub const fn for_shim() -> [(&'static str, String); 0] {
    []
}
