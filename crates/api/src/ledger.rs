//! Proofs that an event is in the ledger.

use crate::schema::wire;

wire! {
    /// Proof that one leaf is in the ledger of a signed checkpoint (RFC 6962).
    pub struct LedgerProof {
        /// Place of the leaf.
        pub position: u64,
        /// Size of the ledger that the proof leads to.
        pub size: u64,
        /// SHA-256 of the leaf, hexadecimal.
        pub leaf_hash: String,
        /// Sibling hashes from the leaf to the root, hexadecimal.
        pub path: Vec<String>,
        /// Root of the ledger, hexadecimal.
        pub root: String,
        /// The signed checkpoint for that root.
        pub checkpoint: String,
    }
}
