//! The contents of a disk, and what it does next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use placet_proof::Rng;

use crate::fault::{Failure, Fault};
use crate::file::File;
use crate::locks::{Holder, Level, Memory};

/// Every file of a disk by its name.
#[derive(Debug, Clone, Default)]
pub struct Image(BTreeMap<PathBuf, Vec<u8>>);

/// How an operation ends if the disk does not carry it out as requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    IoError,
    Full,
    Missing,
}

/// The state of a disk.
#[derive(Debug, Default)]
pub(crate) struct State {
    files: BTreeMap<PathBuf, File>,
    /// Files that are deleted, but not yet on the platter.
    ghosts: BTreeMap<PathBuf, File>,
    pub(crate) operations: u64,
    pub(crate) failures: u64,
    pub(crate) fault: Option<Fault>,
    pub(crate) capacity: Option<u64>,
    pub(crate) ignores_log_syncs: bool,
    pub(crate) dead: bool,
    /// The number of the current process. A handle of an earlier process has no effect.
    pub(crate) process: u64,
}

impl State {
    /// Counts an operation of a process and does it, or fails as planned.
    pub(crate) fn operate<T>(
        &mut self,
        process: u64,
        writes: bool,
        work: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.dead || process != self.process {
            return Err(Refusal::IoError);
        }
        self.operations += 1;
        let fault = self.fault.filter(|fault| fault.strikes(self.operations));
        let Some(fault) = fault else {
            return work(self);
        };
        match fault.failure {
            Failure::Full if !writes => return work(self),
            Failure::DeathAfter => drop(work(self)),
            _ => {}
        }
        self.failures += 1;
        match fault.failure {
            Failure::Full => Err(Refusal::Full),
            Failure::IoError => Err(Refusal::IoError),
            Failure::DeathBefore | Failure::DeathAfter => {
                self.dead = true;
                Err(Refusal::IoError)
            }
        }
    }

    /// Opens a file, and creates it if requested.
    pub(crate) fn open(&mut self, path: &Path, create: bool) -> Result<(), Refusal> {
        if !self.files.contains_key(path) {
            if !create {
                return Err(Refusal::Missing);
            }
            self.files.insert(path.to_owned(), File::default());
        }
        Ok(())
    }

    pub(crate) fn delete(&mut self, path: &Path, and_sync: bool) -> Result<(), Refusal> {
        let mut file = self.files.remove(path).ok_or(Refusal::Missing)?;
        if and_sync {
            self.sync_names();
        } else if file.named {
            file.locks = crate::locks::Locks::default();
            self.ghosts.insert(path.to_owned(), file);
        }
        Ok(())
    }

    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    pub(crate) fn read(
        &self,
        path: &Path,
        offset: usize,
        buffer: &mut [u8],
    ) -> Result<bool, Refusal> {
        let file = self.files.get(path).ok_or(Refusal::Missing)?;
        Ok(file.read(offset, buffer))
    }

    pub(crate) fn write(
        &mut self,
        path: &Path,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), Refusal> {
        let used = self.used();
        let file = self.files.get_mut(path).ok_or(Refusal::Missing)?;
        let more = (file.len_after(offset, bytes.len()) - file.seen.len()) as u64;
        if more > 0 && self.capacity.is_some_and(|capacity| used + more > capacity) {
            self.failures += 1;
            return Err(Refusal::Full);
        }
        file.write(offset, bytes);
        Ok(())
    }

    pub(crate) fn truncate(&mut self, path: &Path, len: usize) -> Result<(), Refusal> {
        let file = self.files.get_mut(path).ok_or(Refusal::Missing)?;
        file.truncate(len);
        Ok(())
    }

    pub(crate) fn sync(&mut self, path: &Path) -> Result<(), Refusal> {
        let ignored = self.ignores_log_syncs && path.to_string_lossy().ends_with("-wal");
        let file = self.files.get_mut(path).ok_or(Refusal::Missing)?;
        if ignored {
            return Ok(());
        }
        file.sync();
        // SQLite's own file system syncs the directory with the first sync of a new file.
        if !file.named {
            self.sync_names();
        }
        Ok(())
    }

    /// Writes the directory to the platter.
    fn sync_names(&mut self) {
        self.ghosts.clear();
        for file in self.files.values_mut() {
            file.named = true;
        }
    }

    pub(crate) fn len(&self, path: &Path) -> Result<usize, Refusal> {
        let file = self.files.get(path).ok_or(Refusal::Missing)?;
        Ok(file.seen.len())
    }

    pub(crate) fn used(&self) -> u64 {
        self.files.values().map(|file| file.seen.len() as u64).sum()
    }

    /// Raises the lock of a file. Returns false if other connections are in the way.
    pub(crate) fn raise(&mut self, path: &Path, who: Holder, to: Level) -> bool {
        let file = self.files.get_mut(path);
        file.is_none_or(|file| file.locks.raise(who, to))
    }

    pub(crate) fn lower(&mut self, path: &Path, who: Holder, to: Level) {
        if let Some(file) = self.files.get_mut(path) {
            file.locks.lower(who, to);
        }
    }

    pub(crate) fn is_reserved(&self, path: &Path) -> bool {
        self.files
            .get(path)
            .is_some_and(|file| file.locks.is_reserved())
    }

    /// Returns the shared memory of a file, which is created for the first caller.
    pub(crate) fn memory(&mut self, path: &Path) -> Option<Arc<Memory>> {
        let file = self.files.get_mut(path)?;
        Some(Arc::clone(file.locks.memory.get_or_insert_default()))
    }

    /// Discards the shared memory of a file when its last user has left.
    pub(crate) fn leave_memory(&mut self, path: &Path, memory: Arc<Memory>) {
        drop(memory);
        if let Some(file) = self.files.get_mut(path) {
            file.locks
                .memory
                .take_if(|memory| Arc::strong_count(memory) == 1);
        }
    }

    pub(crate) fn revive(&mut self) {
        self.process += 1;
        self.dead = false;
        self.fault = None;
        for file in self.files.values_mut() {
            file.locks = crate::locks::Locks::default();
        }
    }

    pub(crate) fn cut_power(&mut self, mut chance: Option<&mut Rng>) {
        for (path, ghost) in std::mem::take(&mut self.ghosts) {
            let returns = chance.as_mut().is_some_and(|chance| chance.percent(50));
            if returns && !self.files.get(&path).is_some_and(|file| file.named) {
                self.files.insert(path, ghost);
            }
        }
        self.files.retain(|_, file| {
            file.cut(chance.as_deref_mut());
            file.named
        });
        self.revive();
    }

    pub(crate) fn image(&self) -> Image {
        let files = self.files.iter();
        Image(
            files
                .map(|(path, file)| (path.clone(), file.seen.clone()))
                .collect(),
        )
    }

    pub(crate) fn load(&mut self, image: &Image) {
        self.revive();
        self.ghosts.clear();
        self.files = image
            .0
            .iter()
            .map(|(path, bytes)| (path.clone(), File::synced(bytes.clone())))
            .collect();
    }
}
