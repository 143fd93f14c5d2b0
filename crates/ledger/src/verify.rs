//! Verifies an exported log.

use thiserror::Error;

use crate::checkpoint::OpenedCheckpoint;
use crate::hash::{Hash, leaf_hash};
use crate::tree::{Frontier, Node};

/// Reads a whole log from its first entry to its last and finds the first thing that is wrong.
///
/// Every entry is hashed again, the tree is grown from these hashes alone, and its root is
/// compared with each checkpoint as the tree reaches the checkpoint's size. Holds no entries.
#[derive(Clone, Debug)]
pub struct Verifier {
    frontier: Frontier,
    // INVARIANT: sorted by size, the largest first, so that the next one is at the end.
    checkpoints: Vec<(u64, Hash)>,
    matched: usize,
    covered: u64,
    // INVARIANT: once something is wrong, every later answer says so.
    tampered: Option<Tampered>,
}

/// What is known about a log in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of entries.
    pub size: u64,
    /// The root over all of them.
    pub root: Hash,
    /// How many checkpoints were compared.
    pub checkpoints: usize,
    /// The size of the largest checkpoint: entries from here on are not signed for yet.
    pub covered: u64,
}

impl Verifier {
    /// Starts before the first entry, with all checkpoints that were kept, in any order.
    ///
    /// Checkpoints from elsewhere (a witness, a mail, a backup) count most: who can rewrite the log
    /// can often rewrite the checkpoints beside it too.
    pub fn new(checkpoints: &[OpenedCheckpoint]) -> Self {
        let heads = checkpoints.iter().map(OpenedCheckpoint::checkpoint);
        let mut checkpoints: Vec<_> = heads.map(|head| (head.size(), head.root())).collect();
        checkpoints.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
        let frontier = Frontier::new();
        let mut verifier = Self {
            frontier,
            checkpoints,
            matched: 0,
            covered: 0,
            tampered: None,
        };
        verifier.tampered = verifier.compare_root().err();
        verifier
    }

    /// Takes the next entry with its recorded position and leaf hash.
    ///
    /// # Errors
    /// The first [`Tampered`], now and at every later call.
    pub fn push(&mut self, position: u64, entry: &[u8], recorded: &Hash) -> Result<(), Tampered> {
        self.push_visiting(position, entry, recorded, &mut |_, _| {})
    }

    /// The same, and shows every subtree that becomes complete by it, so that tiles can be compared without growing the
    /// tree twice.
    ///
    /// # Errors
    /// As [`Verifier::push`].
    pub fn push_visiting(
        &mut self,
        position: u64,
        entry: &[u8],
        recorded: &Hash,
        visit: &mut dyn FnMut(Node, Hash),
    ) -> Result<(), Tampered> {
        if let Some(tampered) = &self.tampered {
            return Err(tampered.clone());
        }
        let result = self.check(position, entry, recorded, visit);
        if let Err(tampered) = &result {
            self.tampered = Some(tampered.clone());
        }
        result
    }

    /// The tree of the entries so far.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Ends the log after the entries pushed so far.
    ///
    /// # Errors
    /// The first [`Tampered`], or [`Tampered::Truncated`] when a checkpoint covers more entries.
    pub fn finish(self) -> Result<Verified, Tampered> {
        if let Some(tampered) = self.tampered {
            return Err(tampered);
        }
        let size = self.frontier.size();
        if let Some((checkpoint_size, _)) = self.checkpoints.first() {
            return Err(Tampered::Truncated {
                size,
                checkpoint_size: *checkpoint_size,
            });
        }
        let (root, covered) = (self.frontier.root(), self.covered);
        Ok(Verified {
            size,
            root,
            checkpoints: self.matched,
            covered,
        })
    }

    fn check(
        &mut self,
        position: u64,
        entry: &[u8],
        recorded: &Hash,
        visit: &mut dyn FnMut(Node, Hash),
    ) -> Result<(), Tampered> {
        let expected = self.frontier.size();
        if position > expected {
            return Err(Tampered::Missing {
                position: expected,
                found: position,
            });
        }
        if position < expected {
            return Err(Tampered::OutOfOrder {
                position: expected,
                found: position,
            });
        }
        let found = leaf_hash(entry);
        if found != *recorded {
            return Err(Tampered::Entry {
                position,
                found,
                recorded: *recorded,
            });
        }
        self.frontier.append_visiting(found, visit);
        self.compare_root()
    }

    fn compare_root(&mut self) -> Result<(), Tampered> {
        let reached = self.frontier.size();
        while let Some((size, root)) = self.checkpoints.pop_if(|(size, _)| *size == reached) {
            let found = self.frontier.root();
            if found != root {
                return Err(Tampered::Root {
                    size,
                    intact: self.covered,
                    found,
                    root,
                });
            }
            self.matched += 1;
            self.covered = size;
        }
        Ok(())
    }
}

/// Names the first thing that is wrong with a log, by position, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Tampered {
    /// The entry was edited, or its leaf hash was.
    #[error(
        "entry `{position}` hashes to `{found}` but was recorded as `{recorded}`; the entry or its \
         hash was edited, so restore it from a backup or an export and verify again"
    )]
    Entry {
        /// The position of the entry, from 0.
        position: u64,
        /// The leaf hash of the entry as it is.
        found: Hash,
        /// The leaf hash as it was recorded.
        recorded: Hash,
    },
    /// No entry has this position, though a later one exists.
    #[error(
        "entry `{position}` is missing, the log goes on with `{found}`; restore the entries between \
         from a backup or an export and verify again"
    )]
    Missing {
        /// The position that has no entry.
        position: u64,
        /// The position that came instead.
        found: u64,
    },
    /// An earlier position comes again.
    #[error(
        "entry `{position}` was expected but entry `{found}` comes again; restore the order from a \
         backup or an export and verify again"
    )]
    OutOfOrder {
        /// The position that was expected.
        position: u64,
        /// The position that came instead.
        found: u64,
    },
    /// Entries and leaf hashes agree with each other but not with what was signed.
    #[error(
        "entries `{intact}` to before `{size}` lead to root `{found}` but the checkpoint of size \
         `{size}` was signed for `{root}`; an entry among them was replaced together with its \
         hash, so compare them with a backup or an export"
    )]
    Root {
        /// The size of the checkpoint.
        size: u64,
        /// The size of the largest checkpoint before it that holds; entries before it are intact.
        intact: u64,
        /// The root of the entries as they are.
        found: Hash,
        /// The root in the checkpoint.
        root: Hash,
    },
    /// A checkpoint was signed for more entries than there are.
    #[error(
        "entry `{size}` and all after it are missing: a checkpoint was signed for \
         `{checkpoint_size}` entries; restore the end of the log from a backup and verify again"
    )]
    Truncated {
        /// The number of entries that are there.
        size: u64,
        /// The size of the largest checkpoint.
        checkpoint_size: u64,
    },
}

impl Tampered {
    /// Gives the first position that is not as it was: nothing before it needs to be doubted.
    pub fn position(&self) -> u64 {
        match self {
            Self::Entry { position, .. }
            | Self::Missing { position, .. }
            | Self::OutOfOrder { position, .. } => *position,
            Self::Root { intact, .. } => *intact,
            Self::Truncated { size, .. } => *size,
        }
    }
}
