use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hash::{Hash, empty_root, node_hash};
use crate::subtree::{Subtrees, range_root, split};

/// Shows that one leaf stands at one position of a tree (RFC 9162, section 2.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InclusionProof {
    /// The position of the leaf, from 0.
    pub index: u64,
    /// The number of leaves of the tree.
    pub size: u64,
    /// The siblings on the way from the leaf to the root, at most 64.
    pub path: Vec<Hash>,
}

impl InclusionProof {
    /// Collects the path, asking `subtrees` for complete subtrees only.
    ///
    /// # Errors
    /// [`ProofError::BeyondSize`] and [`ProofError::MissingSubtree`].
    pub fn build(index: u64, size: u64, subtrees: &Subtrees<'_>) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::BeyondSize { index, size });
        }
        let (mut low, mut high) = (0, size);
        let mut path = Vec::new();
        while high - low > 1 {
            let middle = split(low, high);
            if index < middle {
                path.push(range_root(middle, high, subtrees)?);
                high = middle;
            } else {
                path.push(range_root(low, middle, subtrees)?);
                low = middle;
            }
        }
        path.reverse();
        Ok(Self { index, size, path })
    }

    /// Checks that `leaf` at [`Self::index`] is part of the tree with this `root`.
    ///
    /// # Errors
    /// [`ProofError::BeyondSize`], [`ProofError::Length`] or [`ProofError::Inclusion`].
    pub fn verify(&self, leaf: &Hash, root: &Hash) -> Result<(), ProofError> {
        let Self { index, size, .. } = *self;
        if index >= size {
            return Err(ProofError::BeyondSize { index, size });
        }
        let (inner, border) = path_shape(index, size);
        let (below, above) = split_path(&self.path, inner, border)?;
        let found = climb_edge(climb(*leaf, below, index), above);
        if found == *root {
            return Ok(());
        }
        Err(ProofError::Inclusion {
            index,
            size,
            found,
            root: *root,
        })
    }
}

/// Shows that a tree only grew: the older one is a prefix of the newer (RFC 9162, section 2.1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsistencyProof {
    /// The number of leaves of the older tree.
    pub old_size: u64,
    /// The number of leaves of the newer tree.
    pub new_size: u64,
    /// The subtrees that lead to both roots, at most 65; none when a size is 0 or both are equal.
    pub path: Vec<Hash>,
}

impl ConsistencyProof {
    /// Collects the path, asking `subtrees` for complete subtrees only.
    ///
    /// # Errors
    /// [`ProofError::Shrunk`] and [`ProofError::MissingSubtree`].
    pub fn build(
        old_size: u64,
        new_size: u64,
        subtrees: &Subtrees<'_>,
    ) -> Result<Self, ProofError> {
        if old_size > new_size {
            return Err(ProofError::Shrunk { old_size, new_size });
        }
        let (mut low, mut high) = (0, new_size);
        let mut path = Vec::new();
        if old_size > 0 {
            while old_size < high {
                let middle = split(low, high);
                if old_size <= middle {
                    path.push(range_root(middle, high, subtrees)?);
                    high = middle;
                } else {
                    path.push(range_root(low, middle, subtrees)?);
                    low = middle;
                }
            }
            // The verifier knows the older root, so it is not told again.
            if low > 0 {
                path.push(range_root(low, high, subtrees)?);
            }
        }
        path.reverse();
        Ok(Self {
            old_size,
            new_size,
            path,
        })
    }

    /// Checks that the tree with `new_root` starts with the tree with `old_root`.
    ///
    /// # Errors
    /// [`ProofError::Shrunk`], [`ProofError::Length`], [`ProofError::OldRoot`] or
    /// [`ProofError::NewRoot`].
    pub fn verify(&self, old_root: &Hash, new_root: &Hash) -> Result<(), ProofError> {
        let Self {
            old_size, new_size, ..
        } = *self;
        if old_size > new_size {
            return Err(ProofError::Shrunk { old_size, new_size });
        }
        if old_size == 0 || old_size == new_size {
            split_path(&self.path, 0, 0)?;
            let found_new = if old_size == 0 { new_root } else { old_root };
            let found_old = if old_size == 0 {
                &empty_root()
            } else {
                old_root
            };
            return self.compare([found_old, old_root], [found_new, new_root]);
        }
        // The largest complete subtree at the right edge of the older tree is where both ways
        // start. When it is the whole older tree, its root is known and not in the path.
        let lowest = old_size.trailing_zeros();
        let (inner, border) = path_shape(old_size - 1, new_size);
        let inner = inner - lowest;
        let (seed, rest) = match self.path.split_first() {
            _ if old_size.is_power_of_two() => (*old_root, self.path.as_slice()),
            Some((seed, rest)) => (*seed, rest),
            None => {
                return Err(ProofError::Length {
                    wanted: inner + border + 1,
                    found: 0,
                });
            }
        };
        let (below, above) = split_path(rest, inner, border)?;
        let index = (old_size - 1) >> lowest;
        let lefts = below
            .iter()
            .enumerate()
            .filter(|(bit, _)| index >> bit & 1 == 1);
        let edge = lefts.fold(seed, |right, (_, left)| node_hash(left, &right));
        let found_old = climb_edge(edge, above);
        let found_new = climb_edge(climb(seed, below, index), above);
        self.compare([&found_old, old_root], [&found_new, new_root])
    }

    fn compare(&self, old: [&Hash; 2], new: [&Hash; 2]) -> Result<(), ProofError> {
        let ([found_old, old_root], [found_new, new_root]) = (old, new);
        if found_old != old_root {
            let (size, found, root) = (self.old_size, *found_old, *old_root);
            return Err(ProofError::OldRoot { size, found, root });
        }
        if found_new != new_root {
            let (size, found, root) = (self.new_size, *found_new, *new_root);
            return Err(ProofError::NewRoot { size, found, root });
        }
        Ok(())
    }
}

/// Says why a proof cannot be made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf is not in a tree of this size.
    #[error("entry `{index}` is not in a log of `{size}` entries; ask for a larger size")]
    BeyondSize { index: u64, size: u64 },
    /// The sizes are the wrong way round.
    #[error(
        "a log of `{old_size}` entries cannot have become one of `{new_size}`; a log only grows"
    )]
    Shrunk { old_size: u64, new_size: u64 },
    /// The source of hashes does not know a subtree that the proof needs.
    #[error("the hash of subtree `{index}` at level `{level}` is missing; rebuild the hash tiles")]
    MissingSubtree { level: u8, index: u64 },
    /// The path has the wrong number of hashes for its sizes.
    #[error("the proof needs `{wanted}` hashes but has `{found}`; fetch it again")]
    Length { wanted: u32, found: usize },
    /// The leaf does not lead to the root.
    #[error(
        "entry `{index}` is not proven: its path leads to root `{found}`, but the log of `{size}` \
         entries has root `{root}`"
    )]
    Inclusion {
        index: u64,
        size: u64,
        found: Hash,
        root: Hash,
    },
    /// The path does not lead to the older root.
    #[error(
        "the proof leads to root `{found}` for the older log of `{size}` entries, which has root \
         `{root}`"
    )]
    OldRoot { size: u64, found: Hash, root: Hash },
    /// The path does not lead to the newer root: history was rewritten.
    #[error(
        "the proof leads to root `{found}` for the newer log of `{size}` entries, which has root \
         `{root}`; the older log is not its beginning"
    )]
    NewRoot { size: u64, found: Hash, root: Hash },
}

/// Counts the hashes of a path: first those beside the leaf's way up to where it meets the way of
/// the last leaf, then those left of the right edge.
fn path_shape(index: u64, size: u64) -> (u32, u32) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    (inner, border)
}

fn split_path(path: &[Hash], inner: u32, border: u32) -> Result<(&[Hash], &[Hash]), ProofError> {
    let wanted = inner + border;
    match path.split_at_checked(inner as usize) {
        Some((below, above)) if above.len() == border as usize => Ok((below, above)),
        _ => Err(ProofError::Length {
            wanted,
            found: path.len(),
        }),
    }
}

fn climb(seed: Hash, path: &[Hash], index: u64) -> Hash {
    path.iter()
        .enumerate()
        .fold(seed, |hash, (bit, sibling)| match index >> bit & 1 {
            0 => node_hash(&hash, sibling),
            _ => node_hash(sibling, &hash),
        })
}

fn climb_edge(seed: Hash, path: &[Hash]) -> Hash {
    path.iter()
        .fold(seed, |right, left| node_hash(left, &right))
}
