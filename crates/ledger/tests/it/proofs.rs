//! Every proof for every size to 129, whole and with each hash changed, dropped or added.

use placet_ledger::{
    ConsistencyProof, Hash, InclusionProof, Node, ProofError, empty_root, leaf_hash, root_at,
    root_of, subtrees_of,
};

use crate::{entries, leaves_of};

const SIZE_MAX: u64 = 129;

struct Log {
    leaves: Vec<Hash>,
    roots: Vec<Hash>,
    subtrees: std::collections::HashMap<Node, Hash>,
}

impl Log {
    fn new() -> Self {
        let leaves = leaves_of(&entries(SIZE_MAX));
        let roots = (0..=leaves.len())
            .map(|size| root_of(&leaves[..size]))
            .collect();
        let mut subtrees = std::collections::HashMap::new();
        let mut frontier = placet_ledger::Frontier::new();
        for leaf in &leaves {
            frontier.append_visiting(*leaf, &mut |node, hash| {
                subtrees.insert(node, hash);
            });
        }
        Self {
            leaves,
            roots,
            subtrees,
        }
    }

    fn leaf(&self, index: u64) -> &Hash {
        &self.leaves[index as usize]
    }

    fn root(&self, size: u64) -> &Hash {
        &self.roots[size as usize]
    }
}

/// All paths that differ from this one by a flipped bit, a hash less or a hash more.
fn tampered(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for place in 0..path.len() {
        let mut bytes = *path[place].as_bytes();
        bytes[place % 32] ^= 1;
        let mut flipped = path.to_vec();
        flipped[place] = Hash::from_bytes(bytes);
        let mut shorter = path.to_vec();
        shorter.remove(place);
        all.extend([flipped, shorter]);
    }
    all.push([path, &[leaf_hash(b"surplus")]].concat());
    all
}

#[test]
fn every_inclusion_proof_holds_and_no_tampered_one_does() {
    let log = Log::new();
    for size in 1..=SIZE_MAX {
        assert_eq!(
            root_at(size, &|node| log.subtrees.get(&node).copied()),
            Ok(*log.root(size))
        );
        for index in 0..size {
            let proof =
                InclusionProof::build(index, size, &|node| log.subtrees.get(&node).copied());
            let proof = proof.unwrap();
            assert_eq!(
                proof.verify(log.leaf(index), log.root(size)),
                Ok(()),
                "{index} {size}"
            );
            let elsewhere = proof.verify(log.leaf(index), log.root(size - 1));
            assert!(matches!(elsewhere, Err(ProofError::Inclusion { .. })));
            let other = proof.verify(&leaf_hash(b"other"), log.root(size));
            assert!(matches!(other, Err(ProofError::Inclusion { .. })));
            for path in tampered(&proof.path) {
                let forged = InclusionProof { path, ..proof };
                assert!(
                    forged.verify(log.leaf(index), log.root(size)).is_err(),
                    "{forged:?}"
                );
            }
        }
    }
}

#[test]
fn every_consistency_proof_holds_and_no_tampered_one_does() {
    let log = Log::new();
    for new_size in 0..=SIZE_MAX {
        for old_size in 0..=new_size {
            let proof = ConsistencyProof::build(old_size, new_size, &|node| {
                log.subtrees.get(&node).copied()
            });
            let proof = proof.unwrap();
            let (old, new) = (log.root(old_size), log.root(new_size));
            assert_eq!(proof.verify(old, new), Ok(()), "{old_size} {new_size}");
            let other = proof.verify(&leaf_hash(b"other"), new);
            let wrong = |result: &Result<(), ProofError>| {
                matches!(
                    result,
                    Err(ProofError::OldRoot { .. } | ProofError::NewRoot { .. })
                )
            };
            assert!(wrong(&other), "{other:?}");
            if old_size > 0 {
                let other = proof.verify(old, &leaf_hash(b"other"));
                assert!(wrong(&other), "{other:?}");
            }
            for path in tampered(&proof.path) {
                let forged = ConsistencyProof { path, ..proof };
                assert!(forged.verify(old, new).is_err(), "{forged:?}");
            }
        }
    }
}

#[test]
fn a_proof_that_cannot_be_made_says_why() {
    let leaves = leaves_of(&entries(5));
    let subtrees = subtrees_of(&leaves);
    let beyond = InclusionProof::build(5, 5, &subtrees).unwrap_err();
    assert_eq!(beyond, ProofError::BeyondSize { index: 5, size: 5 });
    let shrunk = ConsistencyProof::build(5, 4, &subtrees).unwrap_err();
    assert_eq!(
        shrunk,
        ProofError::Shrunk {
            old_size: 5,
            new_size: 4
        }
    );
    let missing = InclusionProof::build(0, 6, &subtrees).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "the hash of subtree `2` at level `1` is missing; rebuild the hash tiles"
    );
}

#[test]
fn hostile_sizes_are_refused_and_never_panic() {
    let some = leaf_hash(b"");
    for length in [0, 1, 2, 63, 64, 65, 130, 1000] {
        for size in [0, 1, 2, 3, 1 << 63, u64::MAX - 1, u64::MAX] {
            for index in [0, 1, 2, 1 << 62, 1 << 63, u64::MAX - 1, u64::MAX] {
                let path = vec![some; length];
                let inclusion = InclusionProof {
                    index,
                    size,
                    path: path.clone(),
                };
                let proven = inclusion.verify(&some, &some).is_ok();
                assert!(!proven || (index, size, length) == (0, 1, 0));
                let consistency = ConsistencyProof {
                    old_size: index,
                    new_size: size,
                    path,
                };
                let proven = consistency.verify(&some, &some).is_ok();
                assert!(!proven || (length == 0 && size == index && size > 0));
                let _ = ConsistencyProof::build(index, size, &|_| Some(some));
                let _ = InclusionProof::build(index, size, &|_| Some(some));
            }
        }
    }
}

#[test]
fn proofs_survive_storage() {
    let leaves = leaves_of(&entries(7));
    let proof = InclusionProof::build(3, 7, &subtrees_of(&leaves)).unwrap();
    let json = serde_json::to_string(&proof).unwrap();
    assert_eq!(
        serde_json::from_str::<InclusionProof>(&json).unwrap(),
        proof
    );
    let proof = ConsistencyProof::build(0, 7, &subtrees_of(&leaves)).unwrap();
    assert_eq!(proof.verify(&empty_root(), &root_of(&leaves)), Ok(()));
}
