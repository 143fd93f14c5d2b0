//! Locks on files, and the memory that connections share.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{Ordering, fence};

use rusqlite::ffi;

use super::handle::{Handle, handle, length};
use crate::locks::Level;

pub(super) extern "C" fn x_lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    let Handle::Simulated(open) = handle(file) else {
        return ffi::SQLITE_OK;
    };
    let mut state = open.disk.lock();
    if state.dead || state.process != open.process {
        return ffi::SQLITE_IOERR_LOCK;
    }
    match state.raise(&open.name, open.holder, level_of(level)) {
        true => ffi::SQLITE_OK,
        false => ffi::SQLITE_BUSY,
    }
}

pub(super) extern "C" fn x_unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    if let Handle::Simulated(open) = handle(file) {
        let mut state = open.disk.lock();
        if state.process == open.process {
            state.lower(&open.name, open.holder, level_of(level));
        }
    }
    ffi::SQLITE_OK
}

pub(super) extern "C" fn x_check_reserved_lock(
    file: *mut ffi::sqlite3_file,
    out: *mut c_int,
) -> c_int {
    let reserved = match handle(file) {
        Handle::Private(_) => false,
        Handle::Simulated(open) => open.disk.lock().is_reserved(&open.name),
    };
    // SAFETY: SQLite provides a place for the answer.
    unsafe { *out = c_int::from(reserved) };
    ffi::SQLITE_OK
}

pub(super) extern "C" fn x_shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let Handle::Simulated(open) = handle(file) else {
        return ffi::SQLITE_IOERR_SHMMAP;
    };
    if open.memory.is_none() {
        let mut state = open.disk.lock();
        if state.dead || state.process != open.process {
            return ffi::SQLITE_IOERR_SHMOPEN;
        }
        open.memory = state.memory(&open.name);
    }
    let Some(memory) = &open.memory else {
        return ffi::SQLITE_IOERR_SHMOPEN;
    };
    let region = memory.region(length(region), length(bytes), extend != 0);
    // SAFETY: SQLite provides a place for the address. The region lives as long as the handle keeps the memory, and is
    // not used after that. Several connections write to it on purpose, as with memory shared between processes.
    unsafe { *out = region.cast() };
    ffi::SQLITE_OK
}

pub(super) extern "C" fn x_shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let Handle::Simulated(open) = handle(file) else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    let Some(memory) = &open.memory else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    let range = length(first)..length(first) + length(count);
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        memory.release(open.holder, range);
        return ffi::SQLITE_OK;
    }
    match memory.take(open.holder, range, flags & ffi::SQLITE_SHM_EXCLUSIVE != 0) {
        true => ffi::SQLITE_OK,
        false => ffi::SQLITE_BUSY,
    }
}

pub(super) extern "C" fn x_shm_barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

pub(super) extern "C" fn x_shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    if let Handle::Simulated(open) = handle(file) {
        open.leave_memory();
    }
    ffi::SQLITE_OK
}

fn level_of(level: c_int) -> Level {
    match level {
        ffi::SQLITE_LOCK_NONE => Level::None,
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        ffi::SQLITE_LOCK_PENDING => Level::Pending,
        _ => Level::Exclusive,
    }
}
