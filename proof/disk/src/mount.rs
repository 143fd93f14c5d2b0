//! Which disk a path belongs to.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::state::State;

static MOUNTED: RwLock<Vec<Arc<Mounted>>> = RwLock::new(Vec::new());

/// A disk and the directory where it is mounted.
#[derive(Debug)]
pub(crate) struct Mounted {
    dir: PathBuf,
    state: Mutex<State>,
}

impl Mounted {
    /// Returns where a file would be on the real disk.
    pub(crate) fn path_of(&self, name: &Path) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn add(dir: &Path) -> Arc<Mounted> {
    let mounted = Arc::new(Mounted {
        dir: dir.to_owned(),
        state: Mutex::default(),
    });
    all_mut().push(Arc::clone(&mounted));
    mounted
}

pub(crate) fn remove(mounted: &Arc<Mounted>) {
    all_mut().retain(|other| !Arc::ptr_eq(other, mounted));
}

/// Returns the disk that holds a path, if it is a simulated one, and the file's name on it.
pub(crate) fn of(path: &Path) -> Option<(Arc<Mounted>, PathBuf)> {
    let all = MOUNTED.read().unwrap_or_else(PoisonError::into_inner);
    all.iter().find_map(|mounted| {
        let name = path.strip_prefix(&mounted.dir).ok()?;
        Some((Arc::clone(mounted), name.to_owned()))
    })
}

fn all_mut() -> std::sync::RwLockWriteGuard<'static, Vec<Arc<Mounted>>> {
    MOUNTED.write().unwrap_or_else(PoisonError::into_inner)
}
