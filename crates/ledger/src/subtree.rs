//! The subtrees that a log consists of.

use crate::hash::{Hash, empty_root, node_hash};
use crate::proof::ProofError;
use crate::tree::{Node, root_of};

/// Answers with the hash of a complete subtree, or `None` when it is not known.
///
/// A proof asks for O(log n) of them; the store answers from tiles, a test from a slice.
pub type Subtrees<'a> = dyn Fn(Node) -> Option<Hash> + 'a;

/// Answers from leaf hashes that are all at hand.
pub fn subtrees_of(leaves: &[Hash]) -> impl Fn(Node) -> Option<Hash> + '_ {
    move |node| {
        let width = 1_usize.checked_shl(node.level.into())?;
        let start = usize::try_from(node.index).ok()?.checked_mul(width)?;
        Some(root_of(leaves.get(start..start.checked_add(width)?)?))
    }
}

/// Computes the root of the first `size` leaves.
///
/// # Errors
/// [`ProofError::MissingSubtree`].
pub fn root_at(size: u64, subtrees: &Subtrees<'_>) -> Result<Hash, ProofError> {
    range_root(0, size, subtrees)
}

/// Gives the leaf at which RFC 6962 divides a range of two or more: the largest power of two
/// smaller than its length goes left.
pub(crate) fn split(low: u64, high: u64) -> u64 {
    low + (1 << (high - low - 1).ilog2())
}

/// Computes the root of the leaves `low..high`, a range that [`split`] can have made.
pub(crate) fn range_root(low: u64, high: u64, subtrees: &Subtrees<'_>) -> Result<Hash, ProofError> {
    let mut start = low;
    let mut lefts = Vec::new();
    while start < high {
        let level = (high - start).ilog2() as u8;
        let node = Node {
            level,
            index: start >> level,
        };
        let Node { index, .. } = node;
        lefts.push(subtrees(node).ok_or(ProofError::MissingSubtree { level, index })?);
        start += 1 << level;
    }
    let right = lefts.pop().unwrap_or_else(empty_root);
    Ok(lefts
        .iter()
        .rev()
        .fold(right, |right, left| node_hash(left, &right)))
}
