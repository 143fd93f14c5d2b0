//! An exported ledger, read again from its first entry to its last.

use std::path::Path;

use placet_ledger::{
    ExportFile, Exporter, Hash, Note, OpenedCheckpoint, TILE_WIDTH, TileId, TileKind, Verifier,
    VerifierKey, bundles_of, parse_entries, parse_hashes,
};

use super::intact::{Intact, checkpoint, text};
use crate::failure::Failure;
use crate::files::{self, FILE_BYTES_MAX};

/// Verifies an export against its signed checkpoint and those that were kept elsewhere.
pub(super) fn verify(
    dir: &Path,
    key: Option<&VerifierKey>,
    kept: impl FnOnce(&VerifierKey) -> Result<Vec<OpenedCheckpoint>, Failure>,
) -> Result<Intact, Failure> {
    let key = match key {
        Some(key) => key.clone(),
        None => text(&dir.join("key"))?
            .trim_end()
            .parse()
            .map_err(|error| {
                Failure::failed(format!("`{}`: {error}", dir.join("key").display()), "")
            })?,
    };
    let signed = checkpoint(&dir.join("checkpoint"), &key)?;
    let size = signed.checkpoint().size();
    let mut checkpoints = kept(&key)?;
    checkpoints.push(signed);

    let mut verifier = Verifier::new(&checkpoints);
    let mut exporter = Exporter::new();
    for bundle in bundles_of(size) {
        let hashes = TileId::new(
            TileKind::Hashes { level: 0 },
            bundle.index(),
            bundle.width(),
        )
        .map_err(wrong)?;
        let recorded: Vec<Hash> = parse_hashes(hashes, &tile(dir, hashes)?).map_err(wrong)?;
        let bytes = tile(dir, bundle)?;
        let entries = parse_entries(bundle, &bytes).map_err(wrong)?;
        let first = bundle.index() * u64::from(TILE_WIDTH);
        for ((position, entry), leaf) in (first..).zip(entries).zip(recorded) {
            verifier.push(position, entry, &leaf).map_err(wrong)?;
            compare(dir, &exporter.push(entry, leaf).map_err(wrong)?)?;
        }
    }
    let verified = verifier.finish().map_err(wrong)?;
    // The files must be exactly what the entries produce, higher tiles included.
    let note = Note::parse(&text(&dir.join("checkpoint"))?).map_err(wrong)?;
    compare(dir, &exporter.finish(&note, &key).map_err(wrong)?)?;
    Ok(Intact {
        size: verified.size,
        root: verified.root.to_string(),
        checkpoints: verified.checkpoints,
        covered: verified.covered,
    })
}

fn tile(dir: &Path, tile: TileId) -> Result<Vec<u8>, Failure> {
    files::read(&dir.join(tile.to_string()), FILE_BYTES_MAX)
}

fn compare(dir: &Path, files: &[ExportFile]) -> Result<(), Failure> {
    for file in files {
        let found = files::read(&dir.join(&file.path), FILE_BYTES_MAX)?;
        // The exact text of the checkpoint does not matter; its signature was checked.
        if found != file.bytes && !matches!(file.path.as_str(), "checkpoint" | "key") {
            let message = format!("`{}` does not match the entries", file.path);
            return Err(Failure::failed(message, "export the ledger again"));
        }
    }
    Ok(())
}

/// The ledger's messages end with the remedy.
fn wrong(error: impl std::error::Error) -> Failure {
    let text = error.to_string();
    match text.rsplit_once("; ") {
        Some((message, hint)) => Failure::failed(message, hint),
        None => Failure::failed(text, ""),
    }
}
