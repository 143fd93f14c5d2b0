//! The tree: append and root.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hash::{Hash, empty_root, node_hash};

/// The place of a complete subtree: the `2^level` leaves that start at `index * 2^level`.
///
/// Level 0 is a leaf. A complete subtree never changes once the log has grown past it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// How many levels above the leaves, 0 to 63.
    pub level: u8,
    /// Which subtree of that level, from the left, from 0.
    pub index: u64,
}

/// The right edge of a growing tree: all that is needed to append and to know the root.
///
/// Holds one hash for each set bit of the size, at most 64, so it is small enough to be stored
/// with every append. Also known as a compact range (RFC 9162, section 2.1.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredFrontier")]
pub struct Frontier {
    size: u64,
    // INVARIANT: one root of a complete subtree for each set bit of `size`, largest subtree first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Starts with the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Continues from a size and the roots of its complete subtrees, largest first.
    ///
    /// # Errors
    /// [`FrontierError`] when the number of roots does not fit the size.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Result<Self, FrontierError> {
        let wanted = size.count_ones();
        if peaks.len() != wanted as usize {
            return Err(FrontierError {
                size,
                wanted,
                found: peaks.len(),
            });
        }
        Ok(Self { size, peaks })
    }

    /// Counts the leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Gives the roots of the complete subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds one leaf at the right: O(log n) at worst, two hashes on average.
    pub fn append(&mut self, leaf: Hash) {
        self.append_visiting(leaf, &mut |_, _| {});
    }

    /// Adds one leaf and shows every subtree that becomes complete by it, from the leaf upwards.
    ///
    /// This is how hash tiles are made: the subtrees at levels 0, 8, 16 … are their contents.
    pub fn append_visiting(&mut self, leaf: Hash, visit: &mut dyn FnMut(Node, Hash)) {
        let mut node = Node {
            level: 0,
            index: self.size,
        };
        let mut hash = leaf;
        visit(node, hash);
        while node.index % 2 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = node_hash(&left, &hash);
            node = Node {
                level: node.level + 1,
                index: node.index / 2,
            };
            visit(node, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Computes the root of all leaves so far (the Merkle Tree Hash of RFC 6962, section 2.1).
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => empty_root(),
            Some(smallest) => peaks.fold(*smallest, |right, left| node_hash(left, &right)),
        }
    }
}

/// Computes the root over leaf hashes that are all at hand.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier.root()
}

/// Says that a stored [`Frontier`] cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "a frontier of size `{size}` needs `{wanted}` hashes but has `{found}`; rebuild it from the leaves"
)]
pub struct FrontierError {
    size: u64,
    wanted: u32,
    found: usize,
}

#[derive(Deserialize)]
struct StoredFrontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl TryFrom<StoredFrontier> for Frontier {
    type Error = FrontierError;

    fn try_from(stored: StoredFrontier) -> Result<Self, FrontierError> {
        Self::from_peaks(stored.size, stored.peaks)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hash::leaf_hash;

    #[test]
    fn a_frontier_survives_storage_at_any_size() {
        let mut kept = Frontier::new();
        let mut stored = Frontier::new();
        for number in 0..70_u64 {
            let leaf = leaf_hash(&number.to_be_bytes());
            kept.append(leaf);
            stored.append(leaf);
            let json = serde_json::to_string(&stored).unwrap();
            stored = serde_json::from_str(&json).unwrap();
            assert_eq!((stored.root(), stored.size()), (kept.root(), number + 1));
        }
    }

    #[test]
    fn a_frontier_that_lost_a_hash_is_refused() {
        let json = r#"{"size":3,"peaks":[]}"#;
        let error = serde_json::from_str::<Frontier>(json)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("size `3` needs `2` hashes but has `0`"),
            "{error}"
        );
    }

    #[test]
    fn complete_subtrees_are_shown_from_the_leaf_upwards() {
        let mut frontier = Frontier::new();
        let mut shown = Vec::new();
        for _ in 0..4 {
            frontier.append_visiting(leaf_hash(b""), &mut |node, _| {
                shown.push((node.level, node.index));
            });
        }
        assert_eq!(
            shown,
            [(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (1, 1), (2, 0)]
        );
    }
}
