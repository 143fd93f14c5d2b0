//! The faults of a disk, and when they happen.

/// What happens to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The disk reports an error and does nothing.
    IoError,
    /// A write finds no free space; other operations succeed.
    Full,
    /// The process dies before the operation.
    DeathBefore,
    /// The process dies when the operation is done, before it learns the result.
    DeathAfter,
}

/// A failure and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The operation it begins with, as counted by [`crate::Disk::operations`]: 1 is the first.
    pub at: u64,
    /// The failure.
    pub failure: Failure,
    /// Whether it lasts from then on, until the disk is healed; otherwise it happens once.
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
