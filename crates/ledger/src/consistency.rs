//! Proofs that one log continues another.

use serde::{Deserialize, Serialize};

use crate::hash::{Hash, empty_root, node_hash};
use crate::proof::{ProofError, climb, climb_edge, path_shape, split_path};
use crate::subtree::{Subtrees, range_root, split};

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
        let (old_size, new_size) = (self.old_size, self.new_size);
        if old_size > new_size {
            return Err(ProofError::Shrunk { old_size, new_size });
        }
        let (found_old, found_new) = match old_size {
            // Every log starts with the empty one.
            0 => split_path(&self.path, 0, 0).map(|_| (empty_root(), *new_root)),
            _ if old_size == new_size => {
                split_path(&self.path, 0, 0).map(|_| (*old_root, *old_root))
            }
            // The older root starts the path itself when it is the root of a complete subtree.
            _ if old_size.is_power_of_two() => self.climb_both(old_root, &self.path),
            _ => match self.path.split_first() {
                Some((seed, rest)) => self.climb_both(seed, rest),
                None => Err(ProofError::Length { found: 0 }),
            },
        }?;
        if found_old != *old_root {
            return Err(ProofError::OldRoot {
                size: old_size,
                found: found_old,
                root: *old_root,
            });
        }
        if found_new != *new_root {
            return Err(ProofError::NewRoot {
                size: new_size,
                found: found_new,
                root: *new_root,
            });
        }
        Ok(())
    }

    /// Climbs to the older and the newer root from `seed`, the last complete subtree of the older
    /// tree: subtrees left of the way belong to both trees, those right of it to the newer only.
    fn climb_both(&self, seed: &Hash, path: &[Hash]) -> Result<(Hash, Hash), ProofError> {
        let level = self.old_size.trailing_zeros();
        let last = self.old_size - 1;
        let (inner, border) = path_shape(last, self.new_size);
        let (below, above) =
            split_path(path, inner - level, border).map_err(|_| ProofError::Length {
                found: self.path.len(),
            })?;
        let index = last >> level;
        let lefts = below
            .iter()
            .enumerate()
            .filter(|(bit, _)| index >> bit & 1 == 1);
        let edge = lefts.fold(*seed, |right, (_, left)| node_hash(left, &right));
        Ok((
            climb_edge(edge, above),
            climb_edge(climb(*seed, below, index), above),
        ))
    }
}
