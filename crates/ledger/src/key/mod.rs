//! Keys that sign and verify notes.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hash::hex_bytes;

/// The byte that stands for Ed25519 in key ids and key texts (C2SP `signed-note`).
const ED25519: u8 = 0x01;

/// The name of a key, by convention a host and a path such as `changes.example.com/ledger`.
///
/// Never empty, without spaces, control characters and `+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// The first four bytes of `SHA-256(name ‖ "\n" ‖ algorithm ‖ public key)`, as eight hexadecimal
/// digits. It finds a key; it does not prove one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

/// A named Ed25519 public key, written as `name+id+base64(0x01 ‖ public key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    key: VerifyingKey,
}

/// A named Ed25519 private key. Its secret appears in [`Self::to_secret_text`] and nowhere else,
/// and is wiped from memory when the key is dropped.
pub struct SignerKey {
    public: VerifierKey,
    secret: SigningKey,
}

impl SignerKey {
    /// Makes a key from a name and 32 random bytes, which the caller draws and wipes.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let secret = SigningKey::from_bytes(seed);
        let key = secret.verifying_key();
        let id = KeyId::of_ed25519(&name, &key);
        Self {
            public: VerifierKey { name, id, key },
            secret,
        }
    }

    /// Reads `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`, the encoding of Go's `sumdb/note`.
    ///
    /// # Errors
    /// [`KeyError`]; it never repeats the text, for it may hold the secret.
    pub fn from_secret_text(text: &str) -> Result<Self, KeyError> {
        let text = text
            .strip_prefix("PRIVATE+KEY+")
            .ok_or(KeyError::NotSigner)?;
        let (name, id, seed) = split_key(text).ok_or(KeyError::NotSigner)?;
        let key = Self::from_seed(name.parse()?, &seed);
        if key.public.id == id {
            Ok(key)
        } else {
            Err(KeyError::WrongId { found: id })
        }
    }

    /// Writes the key with its secret, for a file that only the server can read.
    pub fn to_secret_text(&self) -> String {
        let VerifierKey { name, id, .. } = &self.public;
        format!(
            "PRIVATE+KEY+{name}+{id}+{}",
            encode_key(self.secret.as_bytes())
        )
    }

    /// Gives the public half, to hand to everyone who should be able to check.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl VerifierKey {
    /// Gives the name of the key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Gives the id of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Checks a signature strictly: small-order keys and non-canonical encodings fail.
    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl KeyId {
    fn of_ed25519(name: &KeyName, key: &VerifyingKey) -> Self {
        let hash = Sha256::new()
            .chain_update(name.as_str())
            .chain_update([b'\n', ED25519])
            .chain_update(key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        Self([a, b, c, d])
    }
}

impl KeyName {
    /// Gives the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Says why a key or its name cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The name is empty or has a character that would break a signature line.
    #[error("`{0}` cannot name a key; use a host and path without spaces and `+`")]
    Name(String),
    /// The text is not a verifier key.
    #[error("`{0}` is not a verifier key; it looks like `name+c74f20a3+AR…` on one line")]
    NotVerifier(String),
    /// The text is not a signer key.
    #[error("this is not a signer key; it looks like `PRIVATE+KEY+name+c74f20a3+AY…` on one line")]
    NotSigner,
    /// The id does not belong to the name and the key, so one of them was mistyped.
    #[error("key id `{found}` does not belong to this name and key; copy the whole line again")]
    WrongId {
        /// The id in the text.
        found: KeyId,
    },
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let refused = || KeyError::NotVerifier(text.to_owned());
        let (name, id, key) = split_key(text).ok_or_else(refused)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| refused())?;
        let name = name.parse()?;
        if key.is_weak() {
            return Err(refused());
        }
        if KeyId::of_ed25519(&name, &key) != id {
            return Err(KeyError::WrongId { found: id });
        }
        Ok(Self { name, id, key })
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.contains(refused) {
            return Err(KeyError::Name(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}+{}+{}",
            self.name,
            self.id,
            encode_key(self.key.as_bytes())
        )
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SignerKey({}+{}, secret hidden)",
            self.public.name, self.public.id
        )
    }
}

fn encode_key(key: &[u8; 32]) -> String {
    STANDARD.encode([&[ED25519][..], key].concat())
}

/// Splits `name+id+base64(0x01 ‖ key)`; the base64 may hold further `+`.
fn split_key(text: &str) -> Option<(&str, KeyId, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let id = KeyId(hex_bytes(id)?.try_into().ok()?);
    match STANDARD.decode(key).ok()?.split_first()? {
        (&ED25519, key) => Some((name, id, key.try_into().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
