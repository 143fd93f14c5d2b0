//! Entry bundles: 256 entries in a file.

use thiserror::Error;

use crate::tile::TileId;

/// The longest entry that fits a bundle, in bytes; put larger content in by its hash.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;

/// Writes entries one after the other, each with its length as a big-endian uint16 before it
/// (C2SP `tlog-tiles`, "Log entries").
///
/// # Errors
/// [`BundleError::EntryTooLong`].
pub fn encode_entries<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for entry in entries {
        push_entry(&mut bytes, entry.as_ref())?;
    }
    Ok(bytes)
}

/// Reads the entries of a bundle.
///
/// # Errors
/// [`BundleError::Cut`] when the bundle ends early, [`BundleError::Surplus`] when bytes are left.
pub fn parse_entries(bundle: TileId, bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(bundle.width().into());
    while entries.len() < bundle.width().into() {
        let cut = BundleError::Cut {
            bundle,
            wanted: bundle.width(),
            found: entries.len(),
        };
        let Some((length, after)) = rest.split_first_chunk() else {
            return Err(cut);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((entry, after)) = after.split_at_checked(length) else {
            return Err(cut);
        };
        entries.push(entry);
        rest = after;
    }
    match rest.len() {
        0 => Ok(entries),
        surplus => Err(BundleError::Surplus { bundle, surplus }),
    }
}

pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(entry.len()).map_err(|_| BundleError::EntryTooLong(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Says why an entry bundle cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// The entry is longer than [`ENTRY_BYTES_MAX`].
    #[error("an entry of `{0}` bytes is longer than `65535`; put large content in by its hash")]
    EntryTooLong(usize),
    /// The bundle ends before its last entry does.
    #[error("bundle `{bundle}` ends after `{found}` of `{wanted}` entries; export it again")]
    Cut {
        /// The bundle.
        bundle: TileId,
        /// How many entries its name promises.
        wanted: u16,
        /// How many entries are whole.
        found: usize,
    },
    /// Bytes follow the last entry.
    #[error("bundle `{bundle}` has `{surplus}` bytes after its last entry; export it again")]
    Surplus {
        /// The bundle.
        bundle: TileId,
        /// How many bytes follow.
        surplus: usize,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tile::TileKind;

    #[test]
    fn entries_read_as_written_and_nothing_else_does() {
        let bytes = encode_entries(&["", "ab"]).unwrap();
        assert_eq!(bytes, b"\0\0\0\x02ab");
        let bundle = |width| TileId::new(TileKind::Entries, 3, width).unwrap();
        assert_eq!(parse_entries(bundle(2), &bytes).unwrap(), [&b""[..], b"ab"]);
        for end in 0..bytes.len() {
            let error = parse_entries(bundle(2), bytes.get(..end).unwrap()).unwrap_err();
            assert!(matches!(error, BundleError::Cut { .. }), "{end}");
        }
        let error = parse_entries(bundle(1), &bytes).unwrap_err().to_string();
        assert!(
            error.starts_with("bundle `tile/entries/003.p/1` has `4` bytes after"),
            "{error}"
        );
    }

    #[test]
    fn the_longest_entry_fits_and_one_byte_more_does_not() {
        let longest = vec![7; ENTRY_BYTES_MAX];
        assert_eq!(
            encode_entries(&[&longest]).unwrap().len(),
            2 + ENTRY_BYTES_MAX
        );
        let longer = vec![7; ENTRY_BYTES_MAX + 1];
        assert_eq!(
            encode_entries(&[&longer]),
            Err(BundleError::EntryTooLong(65_536))
        );
    }
}
