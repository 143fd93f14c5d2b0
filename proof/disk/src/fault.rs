//! What a disk does wrong, and when.

/// What happens to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The disk reports an error and does nothing.
    IoError,
    /// A write finds no room; other operations succeed.
    Full,
    /// The process dies before the operation.
    DeathBefore,
    /// The process dies when the operation is done, before it learns so.
    DeathAfter,
}

/// A failure and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The operation it begins with, counted as [`crate::Disk::operations`] does: 1 is the first.
    pub at: u64,
    /// What happens.
    pub failure: Failure,
    /// From then on, until the disk is healed; otherwise once.
    pub lasting: bool,
}

impl Fault {
    pub(crate) fn strikes(&self, operation: u64) -> bool {
        match self.lasting {
            true => operation >= self.at,
            false => operation == self.at,
        }
    }
}
