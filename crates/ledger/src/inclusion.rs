//! Proofs that an entry is in a log.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::proof::{ProofError, climb, climb_edge, path_shape, split_path};
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
