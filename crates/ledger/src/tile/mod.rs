//! Tiles: 256 hashes in a file (C2SP `tlog-tiles`).

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use thiserror::Error;

use crate::hash::{HASH_BYTES, Hash};
use crate::tree::Node;

/// How many hashes a full tile holds, and how many entries a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// How many levels of the tree one tile spans: a full tile has `2^8` hashes.
pub const TILE_HEIGHT: u8 = 8;

/// Names one static file of a log (C2SP `tlog-tiles`).
///
/// Written as its path without a leading slash: `tile/0/x001/x234/067`, a partial one with its
/// width as `tile/entries/000.p/17`. Only that exact spelling is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Entries, each with its length before it.
    Entries,
    /// Hashes of complete subtrees of `256^level` leaves.
    Hashes {
        /// The tile level, 0 (leaf hashes) to 63.
        level: u8,
    },
}

impl TileId {
    /// Names a tile of `width` hashes or entries, 256 for a full one.
    ///
    /// # Errors
    /// [`TileError::Level`] above 63, [`TileError::Width`] unless 1 to 256.
    pub fn new(kind: TileKind, index: u64, width: u16) -> Result<Self, TileError> {
        match kind {
            TileKind::Hashes { level } if level > 63 => Err(TileError::Level(level)),
            _ if !(1..=TILE_WIDTH).contains(&width) => Err(TileError::Width(width)),
            _ => Ok(Self { kind, index, width }),
        }
    }

    /// Names the full tile that holds what is needed for the hash of a complete subtree, and
    /// tells which of its hashes: their [`root_of`](crate::root_of) is the hash of the subtree.
    ///
    /// At the right edge of the log the tile may still be partial, but then holds that range.
    pub fn holding(node: Node) -> (Self, Range<usize>) {
        let level = node.level / TILE_HEIGHT;
        let height = node.level % TILE_HEIGHT;
        let index = node.index >> (TILE_HEIGHT - height);
        let start = (node.index << height) as u8;
        let range = usize::from(start)..usize::from(start) + (1 << height);
        (
            Self {
                kind: TileKind::Hashes { level },
                index,
                width: TILE_WIDTH,
            },
            range,
        )
    }

    /// Tells what the tile holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Tells which tile of its kind it is, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Counts its hashes or entries, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }
}

/// Lists the entry bundles of a log of `size` entries, the partial one last.
pub fn bundles_of(size: u64) -> impl Iterator<Item = TileId> {
    row(TileKind::Entries, size)
}

/// Lists the hash tiles of a log of `size` entries, level by level, each partial one last.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TileId> {
    (0..8).flat_map(move |level| row(TileKind::Hashes { level }, size >> (TILE_HEIGHT * level)))
}

fn row(kind: TileKind, count: u64) -> impl Iterator<Item = TileId> {
    let full = count / u64::from(TILE_WIDTH);
    let rest = (count % u64::from(TILE_WIDTH)) as u16;
    let last = (rest > 0).then_some(TileId {
        kind,
        index: full,
        width: rest,
    });
    (0..full)
        .map(move |index| TileId {
            kind,
            index,
            width: TILE_WIDTH,
        })
        .chain(last)
}

/// Writes the hashes of a tile one after the other.
pub fn encode_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(Hash::as_bytes).copied().collect()
}

/// Reads the hashes of a tile.
///
/// # Errors
/// [`TileError::HashBytes`] unless there are exactly as many hashes as the tile is wide.
pub fn parse_hashes(tile: TileId, bytes: &[u8]) -> Result<Vec<Hash>, TileError> {
    let wanted = usize::from(tile.width) * HASH_BYTES;
    let (hashes, _) = bytes.as_chunks::<HASH_BYTES>();
    if bytes.len() != wanted {
        return Err(TileError::HashBytes {
            tile,
            wanted,
            found: bytes.len(),
        });
    }
    Ok(hashes.iter().copied().map(Hash::from_bytes).collect())
}

/// Says why a tile cannot be named or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TileError {
    /// The level is above 63.
    #[error("tile level `{0}` is too high; levels go from 0 to 63")]
    Level(u8),
    /// The width is 0 or above 256.
    #[error("a tile cannot be `{0}` wide; widths go from 1 to 256")]
    Width(u16),
    /// The path is not the exact spelling of a tile.
    #[error(
        "`{0}` is not the path of a tile; write it like `tile/0/x001/067` or `tile/entries/000.p/17`"
    )]
    Path(String),
    /// The file does not hold as many hashes as its name says.
    #[error("tile `{tile}` should be `{wanted}` bytes long but is `{found}`; export it again")]
    HashBytes {
        /// The tile.
        tile: TileId,
        /// Its length by its name, in bytes.
        wanted: usize,
        /// The length given, in bytes.
        found: usize,
    },
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Entries => f.write_str("tile/entries")?,
            TileKind::Hashes { level } => write!(f, "tile/{level}")?,
        }
        // A u64 has at most seven groups of three digits.
        for group in (1..7).rev() {
            let front = self.index / 1000_u64.pow(group);
            if front > 0 {
                write!(f, "/x{:03}", front % 1000)?;
            }
        }
        write!(f, "/{:03}", self.index % 1000)?;
        match self.width {
            TILE_WIDTH => Ok(()),
            width => write!(f, ".p/{width}"),
        }
    }
}

impl FromStr for TileId {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        read_path(path)
            // Leading zeros, signs and the like are read above but are spelled differently here.
            .filter(|tile| tile.to_string() == path)
            .ok_or_else(|| TileError::Path(path.to_owned()))
    }
}

fn read_path(path: &str) -> Option<TileId> {
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => TileKind::Hashes {
            level: level.parse().ok()?,
        },
    };
    let (digits, width) = match rest.split_once(".p/") {
        Some((digits, width)) => (digits, width.parse().ok()?),
        None => (rest, TILE_WIDTH),
    };
    let mut index = 0_u64;
    for group in digits.split('/') {
        let group: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(group)?;
    }
    TileId::new(kind, index, width).ok()
}

#[cfg(test)]
mod tests;
