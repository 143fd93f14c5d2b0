//! The table of functions with which SQLite accesses files.
//!
//! SQLite promises that it calls the methods of a file only between a successful open and its close, from one thread at
//! a time per file, with buffers of the stated length. The soundness of this module depends on that promise and on
//! nothing else.

mod handle;
mod locking;

use std::ffi::{CStr, c_char, c_int, c_void};
use std::io;
use std::path::{Path, PathBuf};
use std::ptr;
use std::slice;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rusqlite::ffi;

use crate::file;
use crate::locks::Level;
use crate::mount::{self, Mounted};
use crate::state::Refusal;

use handle::{Handle, Open, Simulated, handle, length};
use locking::{
    x_check_reserved_lock, x_lock, x_shm_barrier, x_shm_lock, x_shm_map, x_shm_unmap, x_unlock,
};

/// The previous default file system, for everything that is not simulated.
struct Real(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's own file system supports calls from any thread, and the pointer is never written through.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Option<Real>> = OnceLock::new();
static HOLDERS: AtomicU64 = AtomicU64::new(1);

/// Makes the simulated file system the default of this process, once.
pub(crate) fn register() -> io::Result<()> {
    let real = REAL.get_or_init(|| {
        // SAFETY: null asks for the default; SQLite initializes itself.
        let real = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        // SAFETY: if it is not null, it points to a table that SQLite never frees.
        let like = unsafe { real.as_ref() }?;
        let size = size_of::<Open>().max(usize::try_from(like.szOsFile).unwrap_or(0));
        let mut ours = *like;
        ours.iVersion = 2;
        ours.szOsFile = c_int::try_from(size).ok()?;
        ours.pNext = ptr::null_mut();
        ours.zName = c"placet-disk".as_ptr();
        ours.xOpen = Some(x_open);
        ours.xDelete = Some(x_delete);
        ours.xAccess = Some(x_access);
        ours.xRandomness = Some(x_randomness);
        // SAFETY: the table is leaked, so it outlives every connection. The functions taken over from the real file
        // system use only one field of the table they are called with: its longest path, which is copied.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1) };
        (code == ffi::SQLITE_OK).then_some(Real(real))
    });
    match real {
        Some(_) => Ok(()),
        None => Err(io::Error::other("SQLite refused the file system")),
    }
}

/// Resets SQLite's random numbers, so that a run can be repeated exactly, byte for byte.
pub(crate) fn forget_chance() {
    // SAFETY: no bytes are requested; by contract this resets the generator.
    unsafe { ffi::sqlite3_randomness(0, ptr::null_mut()) }
}

fn real() -> *mut ffi::sqlite3_vfs {
    REAL.get()
        .and_then(Option::as_ref)
        .map_or(ptr::null_mut(), |real| real.0)
}

/// Returns the simulated disk of a path, and the file's name on it.
fn place(path: *const c_char) -> Option<(Arc<Mounted>, PathBuf)> {
    if path.is_null() {
        return None;
    }
    // SAFETY: SQLite passes a zero-terminated string, which lives as long as this call.
    let path = unsafe { CStr::from_ptr(path) }.to_str().ok()?;
    mount::of(Path::new(path))
}

extern "C" fn x_open(
    _: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let handle = match place(path) {
        None if path.is_null() => Handle::Private(Vec::new()),
        None => {
            // SAFETY: the real file system gets what SQLite passed, in a buffer that is large enough for it.
            let open = unsafe { real().as_ref() }.and_then(|real| real.xOpen);
            // SAFETY: as above.
            return open.map_or(ffi::SQLITE_CANTOPEN, |open| unsafe {
                open(real(), path, file, flags, out_flags)
            });
        }
        Some((disk, name)) => {
            // The product creates the empty database file with the standard library, before SQLite opens it.
            let create = flags & ffi::SQLITE_OPEN_CREATE != 0 || disk.path_of(&name).exists();
            let mut state = disk.lock();
            let process = state.process;
            let opened = state.operate(process, false, |state| state.open(&name, create));
            drop(state);
            if let Err(refusal) = opened {
                // SAFETY: SQLite provides room for a file. A file without methods is not closed.
                unsafe { (*file).pMethods = ptr::null() };
                return code(refusal, ffi::SQLITE_CANTOPEN);
            }
            Handle::Simulated(Simulated {
                disk,
                name,
                process,
                holder: HOLDERS.fetch_add(1, Ordering::Relaxed),
                memory: None,
                delete_on_close: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
            })
        }
    };
    let open = Open {
        base: ffi::sqlite3_file { pMethods: &METHODS },
        handle: Box::into_raw(Box::new(handle)),
    };
    // SAFETY: SQLite provides `szOsFile` bytes for the file, which is at least the size of `Open`.
    unsafe { ptr::write(file.cast::<Open>(), open) };
    // SAFETY: the place for the flags is null or valid.
    if let Some(out) = unsafe { out_flags.as_mut() } {
        *out = flags;
    }
    ffi::SQLITE_OK
}

extern "C" fn x_delete(_: *mut ffi::sqlite3_vfs, path: *const c_char, sync: c_int) -> c_int {
    let Some((disk, name)) = place(path) else {
        // SAFETY: the real file system gets what SQLite passed.
        let delete = unsafe { real().as_ref() }.and_then(|real| real.xDelete);
        // SAFETY: as above.
        return delete.map_or(ffi::SQLITE_IOERR, |delete| unsafe {
            delete(real(), path, sync)
        });
    };
    let mut state = disk.lock();
    let process = state.process;
    let deleted = state.operate(process, false, |state| state.delete(&name, sync != 0));
    answer(deleted, ffi::SQLITE_IOERR_DELETE)
}

extern "C" fn x_access(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some((disk, name)) = place(path) else {
        // SAFETY: the real file system gets what SQLite passed.
        let access = unsafe { real().as_ref() }.and_then(|real| real.xAccess);
        // SAFETY: as above.
        return access.map_or(ffi::SQLITE_IOERR, |access| unsafe {
            access(real(), path, flags, out)
        });
    };
    let there = disk.lock().exists(&name);
    // SAFETY: SQLite provides a place for the answer.
    unsafe { *out = c_int::from(there) };
    ffi::SQLITE_OK
}

extern "C" fn x_randomness(_: *mut ffi::sqlite3_vfs, count: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite provides `count` bytes.
    let bytes = unsafe { slice::from_raw_parts_mut(out.cast::<u8>(), length(count)) };
    // The bytes are the same in every run: nothing that must be unpredictable depends on them.
    bytes.fill(7);
    count
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_unlock),
    xCheckReservedLock: Some(x_check_reserved_lock),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_device_characteristics),
    xShmMap: Some(x_shm_map),
    xShmLock: Some(x_shm_lock),
    xShmBarrier: Some(x_shm_barrier),
    xShmUnmap: Some(x_shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

extern "C" fn x_close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: as for `handle`; SQLite closes a file once, and the box came from `x_open`.
    let mut handle = unsafe { Box::from_raw((*file.cast::<Open>()).handle) };
    if let Handle::Simulated(open) = &mut *handle {
        open.leave_memory();
        let mut state = open.disk.lock();
        if state.process == open.process {
            state.lower(&open.name, open.holder, Level::None);
        }
        if open.delete_on_close {
            let _ = state.operate(open.process, false, |state| state.delete(&open.name, false));
        }
    }
    ffi::SQLITE_OK
}

extern "C" fn x_read(
    file: *mut ffi::sqlite3_file,
    out: *mut c_void,
    count: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite provides a buffer of `count` bytes.
    let buffer = unsafe { slice::from_raw_parts_mut(out.cast::<u8>(), length(count)) };
    let offset = position(offset);
    let whole = match handle(file) {
        Handle::Private(bytes) => Ok(file::read(bytes, offset, buffer)),
        Handle::Simulated(open) => open.disk.lock().operate(open.process, false, |state| {
            state.read(&open.name, offset, buffer)
        }),
    };
    match whole {
        Ok(true) => ffi::SQLITE_OK,
        Ok(false) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(refusal) => code(refusal, ffi::SQLITE_IOERR_READ),
    }
}

extern "C" fn x_write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite provides a buffer of `count` bytes.
    let bytes = unsafe { slice::from_raw_parts(from.cast::<u8>(), length(count)) };
    let offset = position(offset);
    let written = match handle(file) {
        Handle::Private(to) => {
            file::put(to, offset, bytes);
            Ok(())
        }
        Handle::Simulated(open) => open.disk.lock().operate(open.process, true, |state| {
            state.write(&open.name, offset, bytes)
        }),
    };
    answer(written, ffi::SQLITE_IOERR_WRITE)
}

extern "C" fn x_truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let len = position(size);
    let done = match handle(file) {
        Handle::Private(bytes) => {
            bytes.resize(len, 0);
            Ok(())
        }
        Handle::Simulated(open) => open
            .disk
            .lock()
            .operate(open.process, false, |state| state.truncate(&open.name, len)),
    };
    answer(done, ffi::SQLITE_IOERR_TRUNCATE)
}

extern "C" fn x_sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    let done = match handle(file) {
        Handle::Private(_) => Ok(()),
        Handle::Simulated(open) => open
            .disk
            .lock()
            .operate(open.process, false, |state| state.sync(&open.name)),
    };
    answer(done, ffi::SQLITE_IOERR_FSYNC)
}

extern "C" fn x_file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    let len = match handle(file) {
        Handle::Private(bytes) => Ok(bytes.len()),
        Handle::Simulated(open) => open.disk.lock().len(&open.name),
    };
    // SAFETY: SQLite provides a place for the answer.
    unsafe { *out = i64::try_from(len.unwrap_or(0)).unwrap_or(i64::MAX) };
    answer(len.map(|_| ()), ffi::SQLITE_IOERR_FSTAT)
}

extern "C" fn x_file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

extern "C" fn x_sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    // This is what SQLite's own file system reports.
    4096
}

extern "C" fn x_device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    // This is what SQLite's own file system reports: a torn write does not affect the bytes around it.
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

fn answer(done: Result<(), Refusal>, error: c_int) -> c_int {
    done.map_or_else(|refusal| code(refusal, error), |()| ffi::SQLITE_OK)
}

fn code(refusal: Refusal, error: c_int) -> c_int {
    match refusal {
        Refusal::Full => ffi::SQLITE_FULL,
        Refusal::Missing if error == ffi::SQLITE_IOERR_DELETE => ffi::SQLITE_IOERR_DELETE_NOENT,
        Refusal::IoError | Refusal::Missing => error,
    }
}

fn position(offset: ffi::sqlite3_int64) -> usize {
    usize::try_from(offset).unwrap_or(0)
}
