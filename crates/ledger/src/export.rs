//! A log as files that other tools read.

use thiserror::Error;

use crate::bundle::{BundleError, push_entry};
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::Note;
use crate::tile::{TILE_HEIGHT, TILE_WIDTH, TileId, TileKind, encode_hashes};
use crate::tree::Frontier;

/// Lays a log out as the static files that independent tools read (C2SP `tlog-tiles`):
/// `checkpoint`, `key`, entry bundles and hash tiles.
///
/// Give it the entries in order and write each file it hands back. It keeps one bundle and one
/// tile of each level in memory. It copies what was recorded and checks nothing but sizes, so that
/// an export of a tampered log shows the tampering.
#[derive(Clone, Debug, Default)]
pub struct Exporter {
    frontier: Frontier,
    bundle: Vec<u8>,
    // INVARIANT: at place L the hashes of the unfinished tile of level L, fewer than 256.
    tiles: Vec<Vec<Hash>>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// Where it goes, relative to the directory of the export, with `/` between folders.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Exporter {
    /// Starts before the first entry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next entry with its recorded leaf hash and gives the files that are full now.
    ///
    /// # Errors
    /// [`ExportError::Entry`] when the entry is longer than a bundle allows.
    pub fn push(&mut self, entry: &[u8], leaf: Hash) -> Result<Vec<ExportFile>, ExportError> {
        push_entry(&mut self.bundle, entry)?;
        let mut full = Vec::new();
        let tiles = &mut self.tiles;
        self.frontier.append_visiting(leaf, &mut |node, hash| {
            if node.level % TILE_HEIGHT != 0 {
                return;
            }
            let level = node.level / TILE_HEIGHT;
            tiles.resize_with(tiles.len().max(usize::from(level) + 1), Vec::new);
            let Some(tile) = tiles.get_mut(usize::from(level)) else {
                return;
            };
            tile.push(hash);
            if tile.len() == usize::from(TILE_WIDTH) {
                let index = node.index / u64::from(TILE_WIDTH);
                full.extend(file(
                    TileKind::Hashes { level },
                    index,
                    TILE_WIDTH,
                    encode_hashes(tile),
                ));
                tile.clear();
            }
        });
        let size = self.frontier.size();
        if size.is_multiple_of(TILE_WIDTH.into()) {
            let bytes = std::mem::take(&mut self.bundle);
            let index = size / u64::from(TILE_WIDTH) - 1;
            full.extend(file(TileKind::Entries, index, TILE_WIDTH, bytes));
        }
        Ok(full)
    }

    /// Ends the export and gives the partial tiles, the signed checkpoint and the key.
    ///
    /// # Errors
    /// [`ExportError::Size`] unless the checkpoint is of exactly the entries pushed, and
    /// [`ExportError::Checkpoint`] when it is none. Its signature is left to the reader to check.
    pub fn finish(
        mut self,
        checkpoint: &Note,
        key: &VerifierKey,
    ) -> Result<Vec<ExportFile>, ExportError> {
        let (wanted, size) = (
            Checkpoint::parse(checkpoint.unverified_text())?.size(),
            self.frontier.size(),
        );
        if wanted != size {
            return Err(ExportError::Size { wanted, size });
        }
        let place = |level: u8| {
            let count = size >> (TILE_HEIGHT * level);
            (
                count / u64::from(TILE_WIDTH),
                (count % u64::from(TILE_WIDTH)) as u16,
            )
        };
        let mut files = Vec::new();
        let (index, width) = place(0);
        files.extend(file(
            TileKind::Entries,
            index,
            width,
            std::mem::take(&mut self.bundle),
        ));
        for (level, tile) in (0_u8..).zip(&self.tiles) {
            let (index, width) = place(level);
            files.extend(file(
                TileKind::Hashes { level },
                index,
                width,
                encode_hashes(tile),
            ));
        }
        let text = |path: &str, text: String| ExportFile {
            path: path.to_owned(),
            bytes: text.into_bytes(),
        };
        files.push(text("checkpoint", checkpoint.to_string()));
        files.push(text("key", format!("{key}\n")));
        Ok(files)
    }
}

/// Says why a log cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportError {
    /// An entry does not fit.
    #[error(transparent)]
    Entry(#[from] BundleError),
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is of another size.
    #[error("the checkpoint is of `{wanted}` entries but `{size}` were exported; sign a new one")]
    Size {
        /// The size in the checkpoint.
        wanted: u64,
        /// The number of entries given.
        size: u64,
    },
}

/// Makes the file of a tile; an empty tile (width 0) has none.
fn file(kind: TileKind, index: u64, width: u16, bytes: Vec<u8>) -> Option<ExportFile> {
    let tile = TileId::new(kind, index, width).ok()?;
    Some(ExportFile {
        path: tile.to_string(),
        bytes,
    })
}
