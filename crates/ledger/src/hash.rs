//! Hashes of leaves and nodes (RFC 6962).

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A SHA-256 value in the tree: a leaf, an inner node or a root.
///
/// Written and serialized as 64 lower-case hexadecimal digits; checkpoints use base64 instead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; HASH_BYTES]);

/// The length of a [`struct@Hash`], in bytes.
pub const HASH_BYTES: usize = 32;

impl Hash {
    /// Wraps 32 bytes that are already a SHA-256 value.
    pub const fn from_bytes(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }

    /// Takes a hash from a slice of exactly 32 bytes; any other length is `None`.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Gives the 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }
}

/// Hashes one entry into a leaf: `SHA-256(0x00 ‖ entry)` (RFC 6962, section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let hash = Sha256::new().chain_update([0x00]).chain_update(entry);
    Hash(hash.finalize().into())
}

/// Hashes two subtrees into their parent: `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962, section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hash = Sha256::new()
        .chain_update([0x01])
        .chain_update(left.0)
        .chain_update(right.0);
    Hash(hash.finalize().into())
}

/// Gives the root of the tree without leaves: the SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// Says that a text is not a [`struct@Hash`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a hash; give 64 lower-case hexadecimal digits")]
pub struct HashError(String);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let bytes = hex_bytes(text).ok_or_else(|| HashError(text.to_owned()))?;
        Self::from_slice(&bytes).ok_or_else(|| HashError(text.to_owned()))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Reads lower-case hexadecimal digits, two to a byte; anything else is `None`.
pub(crate) fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|[high, low]| Some(hex_digit(*high)? << 4 | hex_digit(*low)?))
        .collect()
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hash_reads_what_it_writes() {
        let hash = leaf_hash(b"entry");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
        assert!(format!("{hash:?}").contains(&hash.to_string()));
    }

    #[test]
    fn other_texts_are_refused() {
        let good = leaf_hash(b"").to_string();
        for bad in [
            "",
            "6e",
            &good.to_uppercase(),
            &format!("{good}00"),
            &"é".repeat(32),
        ] {
            assert_eq!(bad.parse::<Hash>(), Err(HashError(bad.to_owned())));
        }
    }
}
