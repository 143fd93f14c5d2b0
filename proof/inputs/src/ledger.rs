//! What a verifier of the ledger reads from an untrusted source: notes, checkpoints, tiles and keys.

use std::sync::OnceLock;

use placet_ledger::{
    Checkpoint, Hash, Note, SignerKey, TileId, VerifierKey, parse_entries, parse_hashes,
};

/// Nothing is accepted that the key did not sign, and what is read is written back unchanged.
pub(crate) fn checkpoint(bytes: &[u8]) {
    // The first line chooses a tile, so that bundles of entries and hashes are tested as well.
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let (first, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if let Some(tile) = std::str::from_utf8(first)
        .ok()
        .and_then(|path| path.parse::<TileId>().ok())
    {
        assert_eq!(
            tile.to_string().parse(),
            Ok(tile),
            "a path came back as another"
        );
        let _ = parse_entries(tile, rest);
        let _ = parse_hashes(tile, rest);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(
            checkpoint.to_text(),
            text,
            "a checkpoint was written differently"
        );
    }
    if let Ok(note) = Note::parse(text) {
        let opened = Checkpoint::open(text, "placet.test/fuzz", std::slice::from_ref(stranger()));
        assert!(
            opened.is_err(),
            "a note that the key never signed was accepted"
        );
        assert!(text.starts_with(note.unverified_text()));
    }
    let _ = (text.parse::<VerifierKey>(), text.parse::<Hash>());
    let _ = SignerKey::from_secret_text(text);
}

/// Returns a key that signed nothing.
fn stranger() -> &'static VerifierKey {
    static KEY: OnceLock<VerifierKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let name = "placet.test/fuzz".parse().expect("a valid name");
        SignerKey::from_seed(name, &[9; 32]).verifier_key().clone()
    })
}
