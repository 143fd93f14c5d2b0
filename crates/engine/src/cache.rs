//! Changes in memory, so that a command does not replay what the previous one has already loaded.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use placet_domain::ChangeId;
use placet_domain::change::Change;

/// The most changes kept. When there are more, half of them are dropped.
const CHANGES_MAX: usize = 8_192;
/// Number of locks for commands. Commands on one change share a lock, so that they wait for each other instead of
/// failing on the version.
const LANES: usize = 1_024;

/// A change and its version.
#[derive(Debug, Clone)]
pub(crate) struct Cached {
    pub(crate) change: Arc<Change>,
    pub(crate) version: u64,
}

/// The cache. It is only an optimization: every append checks the version again.
pub(crate) struct Cache {
    changes: Mutex<HashMap<ChangeId, Cached>>,
    lanes: Vec<Mutex<()>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            changes: Mutex::default(),
            lanes: (0..LANES).map(|_| Mutex::new(())).collect(),
        }
    }
}

impl Cache {
    pub(crate) fn get(&self, id: ChangeId) -> Option<Cached> {
        self.lock().get(&id).cloned()
    }

    pub(crate) fn put(&self, id: ChangeId, cached: Cached) {
        let mut changes = self.lock();
        if changes.len() >= CHANGES_MAX && !changes.contains_key(&id) {
            let mut kept = 0;
            changes.retain(|_, _| {
                kept += 1;
                kept % 2 == 0
            });
        }
        changes.insert(id, cached);
    }

    pub(crate) fn forget(&self, id: ChangeId) {
        self.lock().remove(&id);
    }

    /// Waits for the turn of a command on a change. Commands on other changes proceed.
    pub(crate) fn lane(&self, id: ChangeId) -> Option<MutexGuard<'_, ()>> {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % LANES as u64).unwrap_or(0);
        let lane = self.lanes.get(index)?;
        Some(lane.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ChangeId, Cached>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
