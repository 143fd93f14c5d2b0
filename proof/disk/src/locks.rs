//! Locks on a file, and the memory that connections share beside a write-ahead log.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Locks of the shared memory, as SQLite numbers them.
const SHARED_LOCKS: usize = 8;

/// How far a connection has locked a file. The order is SQLite's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// The identity of a connection, for locking.
pub(crate) type Holder = u64;

/// The locks on one file.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    levels: BTreeMap<Holder, Level>,
    pub(crate) memory: Option<Arc<Memory>>,
}

impl Locks {
    /// Raises the lock. Returns false if other connections are in the way.
    pub(crate) fn raise(&mut self, who: Holder, to: Level) -> bool {
        let mine = self.level(who);
        if mine >= to {
            return true;
        }
        let others = self.levels.iter().filter(|(holder, _)| **holder != who);
        let highest = others.map(|(_, level)| *level).max().unwrap_or(Level::None);
        let free = match to {
            Level::Shared => highest < Level::Pending,
            Level::None | Level::Reserved => highest < Level::Reserved,
            Level::Pending | Level::Exclusive => highest == Level::None,
        };
        if free {
            self.levels.insert(who, to);
        } else if to == Level::Exclusive && highest == Level::Shared {
            // No new reader gets in, so that the lock becomes free.
            self.levels.insert(who, Level::Pending);
        }
        free
    }

    pub(crate) fn lower(&mut self, who: Holder, to: Level) {
        if to == Level::None {
            self.levels.remove(&who);
        } else {
            self.levels.insert(who, to);
        }
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.levels.values().any(|level| *level >= Level::Reserved)
    }

    fn level(&self, who: Holder) -> Level {
        self.levels.get(&who).copied().unwrap_or(Level::None)
    }
}

/// Memory that connections share, with its own locks. It lives as long as a connection uses it, even if the
/// connection's process counts as dead.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Atomics, because others write through the pointers that were handed out. A region never moves.
    regions: Mutex<Vec<Box<[AtomicU64]>>>,
    held: Mutex<[Held; SHARED_LOCKS]>,
}

#[derive(Debug, Clone, Default)]
struct Held {
    by_one: Option<Holder>,
    by_many: Vec<Holder>,
}

impl Memory {
    /// Returns the address of a region. Returns null if it does not exist and is not to be created.
    pub(crate) fn region(&self, index: usize, bytes: usize, extend: bool) -> *mut AtomicU64 {
        let mut regions = lock(&self.regions);
        while extend && regions.len() <= index {
            regions.push((0..bytes.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        regions
            .get(index)
            .map_or(std::ptr::null_mut(), |region| region.as_ptr().cast_mut())
    }

    /// Takes the locks of a range, all or none.
    pub(crate) fn take(&self, who: Holder, range: std::ops::Range<usize>, alone: bool) -> bool {
        let mut held = lock(&self.held);
        let Some(slots) = held.get_mut(range) else {
            return false;
        };
        let free = slots.iter().all(|slot| {
            let by_one = slot.by_one.is_none_or(|holder| holder == who);
            by_one && (!alone || slot.by_many.iter().all(|holder| *holder == who))
        });
        if free {
            for slot in slots {
                match alone {
                    true => slot.by_one = Some(who),
                    false => slot.by_many.push(who),
                }
            }
        }
        free
    }

    pub(crate) fn release(&self, who: Holder, range: std::ops::Range<usize>) {
        if let Some(slots) = lock(&self.held).get_mut(range) {
            for slot in slots {
                slot.by_one.take_if(|holder| *holder == who);
                slot.by_many.retain(|holder| *holder != who);
            }
        }
    }

    pub(crate) fn release_all(&self, who: Holder) {
        self.release(who, 0..SHARED_LOCKS);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
