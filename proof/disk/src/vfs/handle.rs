//! An open file, as SQLite sees it and as the disk does.

use std::ffi::c_int;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::ffi;

use crate::locks::{Holder, Memory};
use crate::mount::Mounted;

/// An open file. The base comes first, because SQLite sees only that.
#[repr(C)]
pub(super) struct Open {
    pub(super) base: ffi::sqlite3_file,
    pub(super) handle: *mut Handle,
}

pub(super) enum Handle {
    /// A file that only this connection knows. It is not on the disk.
    Private(Vec<u8>),
    Simulated(Simulated),
}

pub(super) struct Simulated {
    pub(super) disk: Arc<Mounted>,
    pub(super) name: PathBuf,
    pub(super) process: u64,
    pub(super) holder: Holder,
    pub(super) memory: Option<Arc<Memory>>,
    pub(super) delete_on_close: bool,
}

impl Simulated {
    pub(super) fn leave_memory(&mut self) {
        if let Some(memory) = self.memory.take() {
            memory.release_all(self.holder);
            let mut state = self.disk.lock();
            if state.process == self.process {
                state.leave_memory(&self.name, memory);
            }
        }
    }
}

/// Returns the handle of a file that [`x_open`] opened.
pub(super) fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Handle {
    // SAFETY: only files that `x_open` wrote as `Open` have our methods; the handle lives until the close, and SQLite
    // does not use one file from two threads at a time.
    unsafe { &mut *(*file.cast::<Open>()).handle }
}

/// Returns a length that SQLite passes.
pub(super) fn length(count: c_int) -> usize {
    usize::try_from(count).unwrap_or(0)
}
