//! Signed notes (C2SP `signed-note`).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::key::{KeyId, KeyName, SignerKey, VerifierKey};

/// The largest note that is read, in bytes.
pub const NOTE_BYTES_MAX: usize = 1_000_000;

/// The most signatures that a note may carry; the specification asks for at least 16.
pub const SIGNATURES_MAX: usize = 100;

const SIGNATURE_START: &str = "— ";

/// A text with the signatures under it (C2SP `signed-note`). Writing it gives the file.
///
/// Signatures of unknown keys and algorithms, such as those of witnesses, are kept as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    // INVARIANT: ends in a newline, has no other control characters, and is free of the
    // separator's doubt: the last empty line of the whole note is the one after `text`.
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a [`Note`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key that signed.
    pub name: KeyName,
    /// The id of the key that signed.
    pub id: KeyId,
    /// What the key's algorithm produced; 64 bytes for Ed25519.
    pub signature: Vec<u8>,
}

impl Note {
    /// Signs a text that ends in a newline.
    ///
    /// # Errors
    /// [`NoteError::Text`] when the text cannot be a note's.
    pub fn sign(text: &str, key: &SignerKey) -> Result<Self, NoteError> {
        check_text(text)?;
        let mut note = Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        };
        note.cosign(key);
        Ok(note)
    }

    /// Adds the signature of a further key.
    pub fn cosign(&mut self, key: &SignerKey) {
        let public = key.verifier_key();
        let signature = key.sign(self.text.as_bytes()).to_vec();
        let name = public.name().clone();
        self.signatures.push(NoteSignature {
            name,
            id: public.id(),
            signature,
        });
    }

    /// Reads a note without checking any signature.
    ///
    /// # Errors
    /// Every [`NoteError`] but those of [`Self::open`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong(note.len()));
        }
        let end = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, lines) = note
            .split_at_checked(end + 1)
            .ok_or(NoteError::NoSignatures)?;
        check_text(text)?;
        let lines = lines.strip_prefix('\n').filter(|lines| !lines.is_empty());
        let lines = lines.ok_or(NoteError::NoSignatures)?;
        let signatures = lines
            .split_inclusive('\n')
            .map(|line| parse_signature(line).ok_or_else(|| NoteError::Line(line.to_owned())))
            .collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures(signatures.len()));
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// Gives the text if at least one of these keys signed it, with the names of those that did.
    ///
    /// # Errors
    /// [`NoteError::Forged`] when a signature that claims to be of one of the keys is not, even if
    /// another one holds, and [`NoteError::Unsigned`] when none of the keys signed.
    pub fn open(&self, keys: &[VerifierKey]) -> Result<(&str, Vec<KeyName>), NoteError> {
        let mut signed_by = Vec::new();
        for NoteSignature {
            name,
            id,
            signature,
        } in &self.signatures
        {
            let known = |key: &&VerifierKey| key.name() == name && key.id() == *id;
            let Some(key) = keys.iter().find(known) else {
                continue;
            };
            if !key.accepts(self.text.as_bytes(), signature) {
                return Err(NoteError::Forged(name.clone()));
            }
            if !signed_by.contains(name) {
                signed_by.push(name.clone());
            }
        }
        if signed_by.is_empty() {
            let wanted = keys
                .iter()
                .map(|key| key.name().to_string())
                .collect::<Vec<_>>();
            return Err(NoteError::Unsigned(wanted.join("`, `")));
        }
        Ok((&self.text, signed_by))
    }

    /// Gives the text without any promise about who wrote it.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// Gives the signatures, in the order of their lines.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }
}

/// Says why a note cannot be written, read or trusted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The note is longer than [`NOTE_BYTES_MAX`].
    #[error("the note is `{0}` bytes long; notes end at 1000000 bytes")]
    TooLong(usize),
    /// The text does not end in a newline or has control characters.
    #[error("the text of a note ends in a newline and has no control characters; correct the text")]
    Text,
    /// No empty line with signatures after it.
    #[error("the note has no signatures; fetch the whole note again")]
    NoSignatures,
    /// More than [`SIGNATURES_MAX`].
    #[error("the note has `{0}` signatures; notes end at 100")]
    TooManySignatures(usize),
    /// A signature line that is none.
    #[error("`{0}` is not a signature line; it looks like `— name base64`")]
    Line(String),
    /// A known key's signature does not hold.
    #[error(
        "the signature of `{0}` does not belong to this text; the text or the signature was changed"
    )]
    Forged(KeyName),
    /// No known key signed.
    #[error("the note is not signed by `{0}`; check which key the log uses")]
    Unsigned(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for NoteSignature {
            name,
            id,
            signature,
        } in &self.signatures
        {
            let signature = STANDARD.encode([&id.0, signature.as_slice()].concat());
            writeln!(f, "{SIGNATURE_START}{name} {signature}")?;
        }
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let control = |c: char| c < ' ' && c != '\n';
    if text.ends_with('\n') && !text.contains(control) {
        Ok(())
    } else {
        Err(NoteError::Text)
    }
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let line = line.strip_prefix(SIGNATURE_START)?.strip_suffix('\n')?;
    let (name, signature) = line.split_once(' ')?;
    let signature = STANDARD.decode(signature).ok()?;
    let (id, signature) = signature
        .split_first_chunk()
        .filter(|(_, rest)| !rest.is_empty())?;
    Some(NoteSignature {
        name: name.parse().ok()?,
        id: KeyId(*id),
        signature: signature.to_vec(),
    })
}

#[cfg(test)]
mod tests;
