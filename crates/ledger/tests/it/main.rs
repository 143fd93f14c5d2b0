//! The promises of the ledger, against published vectors, an independent verifier and forgers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod export;
mod proofs;
mod vectors;
mod verifier;

use placet_ledger::{
    Checkpoint, Frontier, Hash, Note, OpenedCheckpoint, SignerKey, TileId, TileKind, VerifierKey,
    encode_entries, leaf_hash, parse_entries, root_of,
};

const ORIGIN: &str = "changes.example.com/ledger";

fn signer() -> SignerKey {
    SignerKey::from_seed(ORIGIN.parse().unwrap(), &[42; 32])
}

/// Entries of different lengths, the first one empty.
fn entries(count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| format!("{n:x}").repeat(n as usize % 7).into_bytes())
        .collect()
}

fn leaves_of(entries: &[Vec<u8>]) -> Vec<Hash> {
    entries.iter().map(|entry| leaf_hash(entry)).collect()
}

fn signed(leaves: &[Hash]) -> Note {
    let checkpoint = Checkpoint::new(ORIGIN, leaves.len() as u64, root_of(leaves)).unwrap();
    checkpoint.sign(&signer()).unwrap()
}

fn opened(leaves: &[Hash]) -> OpenedCheckpoint {
    let keys = [signer().verifier_key().clone()];
    Checkpoint::open(&signed(leaves).to_string(), ORIGIN, &keys).unwrap()
}

/// Follows the definition in RFC 6962, section 2.1, to the letter.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => placet_ledger::empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            placet_ledger::node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

proptest::proptest! {
    #[test]
    fn a_frontier_has_the_root_of_the_definition(
        entries in proptest::collection::vec(proptest::collection::vec(0_u8.., 0..5), 0..300),
        stop in 0_usize..300,
    ) {
        let leaves = leaves_of(&entries);
        let mut frontier = Frontier::new();
        for (position, leaf) in leaves.iter().enumerate() {
            if position == stop {
                let peaks = frontier.peaks().to_vec();
                frontier = Frontier::from_peaks(frontier.size(), peaks).unwrap();
            }
            frontier.append(*leaf);
        }
        proptest::prop_assert_eq!(frontier.root(), naive_root(&leaves));
        proptest::prop_assert_eq!(frontier.size(), leaves.len() as u64);
    }

    #[test]
    fn what_is_read_is_written_back_the_same_and_nothing_panics(
        text in "[a-c0-9/.px\\n— +=]{0,40}",
        bytes in proptest::collection::vec(0_u8.., 0..80),
        width in 1_u16..5,
    ) {
        if let Ok(note) = Note::parse(&text) {
            proptest::prop_assert_eq!(note.to_string(), text.as_str());
        }
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            proptest::prop_assert_eq!(checkpoint.to_text(), text.as_str());
        }
        if let Ok(tile) = text.parse::<TileId>() {
            proptest::prop_assert_eq!(tile.to_string(), text.as_str());
        }
        let _ = (text.parse::<VerifierKey>(), SignerKey::from_secret_text(&text));
        let bundle = TileId::new(TileKind::Entries, 0, width).unwrap();
        if let Ok(entries) = parse_entries(bundle, &bytes) {
            proptest::prop_assert_eq!(encode_entries(&entries).unwrap(), bytes);
        }
    }
}
