//! A simulated disk: SQLite reads and writes it like any other disk, and a test decides what happens to it.
//!
//! [`Disk::mount`] puts a disk at a directory. It registers an SQLite file system as the process's default, so that the
//! product opens its database as it always does and needs no special code. Files in other directories go to the real
//! disk. So do the files that the product writes beside its database with the standard library (the ledger's key,
//! blobs, attempts).
//!
//! The disk keeps two states of each file: what processes see, and what is on the platter. A write changes the first,
//! and a sync copies it to the second. [`Disk::cut_power`] leaves only the second, plus a random part of what was not
//! synced, torn at sectors of 512 bytes.

mod fault;
mod file;
mod locks;
mod mount;
mod state;
#[expect(unsafe_code, reason = "the table of functions that SQLite calls")]
mod vfs;

use std::path::Path;
use std::sync::Arc;

use placet_proof::Rng;

pub use fault::{Failure, Fault};
pub use state::Image;

use mount::Mounted;

/// A simulated disk. It exists until it is dropped.
pub struct Disk {
    mounted: Arc<Mounted>,
}

impl Disk {
    /// Puts an empty disk at an existing directory.
    ///
    /// # Errors
    /// The directory cannot be resolved, or SQLite refuses the file system.
    pub fn mount(dir: &Path) -> std::io::Result<Self> {
        vfs::register()?;
        vfs::forget_chance();
        Ok(Self {
            mounted: mount::add(&dir.canonicalize()?),
        })
    }

    /// Counts the operations so far: opens, reads, writes, truncations, syncs and deletions.
    pub fn operations(&self) -> u64 {
        self.mounted.lock().operations
    }

    /// Makes operations fail from now on according to `fault`. None heals the disk.
    pub fn plan(&self, fault: Option<Fault>) {
        self.mounted.lock().fault = fault;
    }

    /// Returns how often an operation has failed because of a fault.
    pub fn failures(&self) -> u64 {
        self.mounted.lock().failures
    }

    /// Sets the total number of bytes that all files may have. None means no limit.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.mounted.lock().capacity = bytes;
    }

    /// Returns the total number of bytes of all files.
    pub fn used(&self) -> u64 {
        self.mounted.lock().used()
    }

    /// Makes syncs of the write-ahead log do nothing, like a disk that lies, or like `synchronous=NORMAL`. This is the
    /// control that must lose data.
    pub fn ignore_log_syncs(&self, ignore: bool) {
        self.mounted.lock().ignores_log_syncs = ignore;
    }

    /// Tells whether the process that uses the disk is dead. Nothing it does has an effect any more.
    pub fn is_dead(&self) -> bool {
        self.mounted.lock().dead
    }

    /// Kills the process that uses the disk, now. What it wrote stays.
    pub fn kill(&self) {
        self.mounted.lock().dead = true;
    }

    /// Lets a new process use the disk. Handles that the old one still has open no longer have any effect.
    pub fn revive(&self) {
        self.mounted.lock().revive();
    }

    /// Cuts the power and lets a new process use what is left. Without `chance`, everything that was not synced is
    /// lost.
    pub fn cut_power(&self, chance: Option<&mut Rng>) {
        self.mounted.lock().cut_power(chance);
    }

    /// Copies what processes see.
    pub fn image(&self) -> Image {
        self.mounted.lock().image()
    }

    /// Replaces everything with an image, all of it synced.
    pub fn load(&self, image: &Image) {
        self.mounted.lock().load(image);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.kill();
        mount::remove(&self.mounted);
    }
}
