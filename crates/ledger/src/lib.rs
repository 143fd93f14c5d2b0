//! Makes a log tamper-evident: nobody can edit, remove or reorder an entry without being found out.
//!
//! Placet records every event as an *entry* of one log. The SHA-256 of each entry is a *leaf* of a
//! Merkle tree, whose single *root* stands for all entries and their order. A *checkpoint* is that
//! root and the number of entries, signed. Who keeps a checkpoint can later demand a *proof* that
//! an entry is in the log (inclusion) and that the log has only grown since (consistency).
//!
//! ```
//! use placet_ledger::{Checkpoint, Frontier, SignerKey, Verifier, leaf_hash};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let entries = ["change opened", "approval given", "change closed"];
//!
//! // Append: the frontier is all the state a growing log needs.
//! let mut frontier = Frontier::new();
//! for entry in entries {
//!     frontier.append(leaf_hash(entry.as_bytes()));
//! }
//!
//! // Sign: the checkpoint is a text file that independent tools read.
//! let origin = "changes.example.com/ledger";
//! let key = SignerKey::from_seed(origin.parse()?, &[7; 32]);
//! let note = Checkpoint::new(origin, frontier.size(), frontier.root())?.sign(&key)?.to_string();
//!
//! // Verify: read everything again; an edited entry is named by its position.
//! let checkpoint = Checkpoint::open(&note, origin, &[key.verifier_key().clone()])?;
//! let mut verifier = Verifier::new(&[checkpoint]);
//! verifier.push(0, b"change opened", &leaf_hash(b"change opened"))?;
//! let error = verifier.push(1, b"approval forged", &leaf_hash(b"approval given")).unwrap_err();
//! assert_eq!(error.position(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! | module | answers | defined by |
//! |---|---|---|
//! | `hash`, `tree`, `subtree` | how entries become a root | RFC 6962, section 2.1; RFC 9162, section 2.1 |
//! | `proof`, `inclusion`, `consistency` | is this entry in the log, did the log only grow | RFC 9162, sections 2.1.3 and 2.1.4 |
//! | `tile`, `bundle` | how a log is laid out in static files | C2SP `tlog-tiles` |
//! | `key`, `note` | how texts are signed | C2SP `signed-note` |
//! | `checkpoint` | what is signed | C2SP `tlog-checkpoint` |
//! | `verify` | is the whole log intact | |
//! | `export` | which files hand it to an auditor; `tools/verify.py` checks them | C2SP `tlog-tiles` |
//!
//! **What it proves, and what not.** Who has the database and the signing key can rewrite
//! everything and sign it again. Only a checkpoint kept elsewhere shows that, so send them away.
//!
//! The crate only computes: no files, no clock, no randomness. Nothing in it panics on any input.

mod bundle;
mod checkpoint;
mod consistency;
mod export;
mod hash;
mod inclusion;
mod key;
mod note;
mod proof;
mod subtree;
mod tile;
mod tree;
mod verify;

pub use bundle::{BundleError, ENTRY_BYTES_MAX, encode_entries, parse_entries};
pub use checkpoint::{Checkpoint, CheckpointError, OpenedCheckpoint};
pub use consistency::ConsistencyProof;
pub use export::{ExportError, ExportFile, Exporter};
pub use hash::{HASH_BYTES, Hash, HashError, empty_root, leaf_hash, node_hash};
pub use inclusion::InclusionProof;
pub use key::{KeyError, KeyId, KeyName, SignerKey, VerifierKey};
pub use note::{NOTE_BYTES_MAX, Note, NoteError, NoteSignature, SIGNATURES_MAX};
pub use proof::ProofError;
pub use subtree::{Subtrees, root_at, subtrees_of};
pub use tile::{
    TILE_HEIGHT, TILE_WIDTH, TileError, TileId, TileKind, bundles_of, encode_hashes, parse_hashes,
    tiles_of,
};
pub use tree::{Frontier, FrontierError, Node, root_of};
pub use verify::{Tampered, Verified, Verifier};
