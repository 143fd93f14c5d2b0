//! What a proof is, and how its hashes are chained.

use thiserror::Error;

use crate::hash::{Hash, node_hash};

/// Says why a proof cannot be made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The entry is not in a log of this size.
    #[error("entry `{index}` is not in a log of `{size}` entries; ask for a larger size")]
    BeyondSize {
        /// The position of the entry, from 0.
        index: u64,
        /// The number of entries.
        size: u64,
    },
    /// The sizes are the wrong way round.
    #[error("a log of `{old_size}` entries cannot become one of `{new_size}`; a log only grows")]
    Shrunk {
        /// The number of entries of the older log.
        old_size: u64,
        /// The number of entries of the newer log.
        new_size: u64,
    },
    /// The source of hashes does not know a subtree that the proof needs.
    #[error("the hash of subtree `{index}` at level `{level}` is missing; rebuild the hash tiles")]
    MissingSubtree {
        /// The level of the subtree above the leaves.
        level: u8,
        /// Which subtree of that level, from 0.
        index: u64,
    },
    /// The path has too few or too many hashes for its sizes.
    #[error("a path of `{found}` hashes does not fit the sizes of the proof; fetch it again")]
    Length {
        /// The number of hashes in the path.
        found: usize,
    },
    /// The leaf does not lead to the root.
    #[error(
        "entry `{index}` is not proven: its path leads to root `{found}`, but the log of `{size}` \
         entries has root `{root}`"
    )]
    Inclusion {
        /// The position of the entry, from 0.
        index: u64,
        /// The number of entries.
        size: u64,
        /// The root that the proof leads to.
        found: Hash,
        /// The root that it should lead to.
        root: Hash,
    },
    /// The path does not lead to the older root.
    #[error(
        "the proof leads to root `{found}` for the older log of `{size}` entries, which has root \
         `{root}`"
    )]
    OldRoot {
        /// The number of entries of the older log.
        size: u64,
        /// The root that the proof leads to.
        found: Hash,
        /// The root that it should lead to.
        root: Hash,
    },
    /// The path does not lead to the newer root: history was rewritten.
    #[error(
        "the proof leads to root `{found}` for the newer log of `{size}` entries, which has root \
         `{root}`; the older log is not its beginning"
    )]
    NewRoot {
        /// The number of entries of the newer log.
        size: u64,
        /// The root that the proof leads to.
        found: Hash,
        /// The root that it should lead to.
        root: Hash,
    },
}

/// Counts the hashes of a path: first those beside the leaf's way up to where it meets the way of
/// the last leaf, then those left of the right edge.
pub(crate) fn path_shape(index: u64, size: u64) -> (u32, u32) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    (inner, border)
}

/// Divides a path as [`path_shape`] says, which fixes its length.
pub(crate) fn split_path(
    path: &[Hash],
    inner: u32,
    border: u32,
) -> Result<(&[Hash], &[Hash]), ProofError> {
    path.split_at_checked(inner as usize)
        .filter(|(_, above)| above.len() == border as usize)
        .ok_or(ProofError::Length { found: path.len() })
}

/// Hashes upwards; each bit of `index` tells on which side the sibling of that level is.
pub(crate) fn climb(seed: Hash, path: &[Hash], index: u64) -> Hash {
    path.iter()
        .enumerate()
        .fold(seed, |hash, (bit, sibling)| match index >> bit & 1 {
            0 => node_hash(&hash, sibling),
            _ => node_hash(sibling, &hash),
        })
}

/// Hashes upwards along the right edge, where every sibling is on the left.
pub(crate) fn climb_edge(seed: Hash, path: &[Hash]) -> Hash {
    path.iter()
        .fold(seed, |right, left| node_hash(left, &right))
}
