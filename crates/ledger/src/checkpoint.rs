//! Checkpoints: the signed size and root of a log.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::hash::Hash;
use crate::key::{KeyName, SignerKey, VerifierKey};
use crate::note::{Note, NoteError};

/// What a log says about itself: its name, its size and its root (C2SP `tlog-checkpoint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

/// A [`Checkpoint`] whose signature and origin were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCheckpoint {
    checkpoint: Checkpoint,
    signed_by: Vec<KeyName>,
}

impl Checkpoint {
    /// States size and root of the log that is called `origin`, without extension lines.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] when the origin is empty or has control characters.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if origin.is_empty() || origin.contains(char::is_control) {
            return Err(CheckpointError::Origin(origin.to_owned()));
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        })
    }

    /// Reads the text of a note. Extension lines, which other logs may use, are kept.
    ///
    /// # Errors
    /// [`CheckpointError::Text`] and [`CheckpointError::Origin`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = |what| CheckpointError::Text { what };
        let lines = text
            .strip_suffix('\n')
            .ok_or(malformed("a final newline"))?;
        let mut lines = lines.split('\n');
        let origin = lines.next().ok_or(malformed("an origin"))?;
        let size = lines
            .next()
            .and_then(parse_size)
            .ok_or(malformed("a decimal size"))?;
        let root = lines
            .next()
            .and_then(parse_root)
            .ok_or(malformed("a base64 root"))?;
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(malformed("only lines that are not empty"));
        }
        Ok(Self {
            extensions,
            ..Self::new(origin, size, root)?
        })
    }

    /// Writes the text that is signed, with its final newline.
    pub fn to_text(&self) -> String {
        let root = STANDARD.encode(self.root.as_bytes());
        let mut text = format!("{}\n{}\n{root}\n", self.origin, self.size);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Signs the checkpoint; the key should be named like the origin.
    ///
    /// # Errors
    /// [`CheckpointError::Note`].
    pub fn sign(&self, key: &SignerKey) -> Result<Note, CheckpointError> {
        Ok(Note::sign(&self.to_text(), key)?)
    }

    /// Reads a signed note and checks that one of `keys` signed it and that it is of this log.
    ///
    /// # Errors
    /// [`CheckpointError::Note`], [`CheckpointError::Text`] and [`CheckpointError::OtherLog`].
    pub fn open(
        note: &str,
        origin: &str,
        keys: &[VerifierKey],
    ) -> Result<OpenedCheckpoint, CheckpointError> {
        let note = Note::parse(note)?;
        let (text, signed_by) = note.open(keys)?;
        let checkpoint = Self::parse(text)?;
        if checkpoint.origin != origin {
            let (found, wanted) = (checkpoint.origin, origin.to_owned());
            return Err(CheckpointError::OtherLog { found, wanted });
        }
        Ok(OpenedCheckpoint {
            checkpoint,
            signed_by,
        })
    }

    /// Gives the name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Counts the entries of the log.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Gives the root over those entries.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// Gives the lines after the root, whose meaning is the origin's.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl OpenedCheckpoint {
    /// Gives what was signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Names the known keys that signed, at least one.
    pub fn signed_by(&self) -> &[KeyName] {
        &self.signed_by
    }
}

/// Says why a checkpoint cannot be written, read or trusted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The origin is empty or has control characters.
    #[error("`{0}` cannot be the origin of a log; use a host and path on one line")]
    Origin(String),
    /// The text is not that of a checkpoint.
    #[error("the checkpoint needs {what}; fetch it again")]
    Text {
        /// What is missing.
        what: &'static str,
    },
    /// The checkpoint is of a log with another origin.
    #[error("the checkpoint is of the log `{found}`, not of `{wanted}`; check the origin")]
    OtherLog {
        /// The origin in the checkpoint.
        found: String,
        /// The origin asked for.
        wanted: String,
    },
    /// The note around it is malformed or not signed.
    #[error(transparent)]
    Note(#[from] NoteError),
}

fn parse_size(line: &str) -> Option<u64> {
    line.parse()
        .ok()
        .filter(|size: &u64| size.to_string() == line)
}

fn parse_root(line: &str) -> Option<Hash> {
    Hash::from_slice(&STANDARD.decode(line).ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hash::leaf_hash;

    const ORIGIN: &str = "changes.example.com/ledger";

    fn key(seed: u8) -> SignerKey {
        SignerKey::from_seed(ORIGIN.parse().unwrap(), &[seed; 32])
    }

    #[test]
    fn the_example_of_the_specification_is_read_and_written() {
        let text = "example.com/behind-the-sofa\n20852163\n\
                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint = Checkpoint::parse(text).unwrap();
        assert_eq!(
            (checkpoint.origin(), checkpoint.size()),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert!(
            checkpoint
                .root()
                .to_string()
                .starts_with("0ac5186a91863e8e")
        );
        assert_eq!(checkpoint.to_text(), text);
        let extended = format!("{text}more\n");
        assert_eq!(Checkpoint::parse(&extended).unwrap().extensions(), ["more"]);
        assert_eq!(Checkpoint::parse(&extended).unwrap().to_text(), extended);
    }

    #[test]
    fn a_signed_checkpoint_opens_for_its_log_and_key_only() {
        let checkpoint = Checkpoint::new(ORIGIN, 3, leaf_hash(b"")).unwrap();
        let note = checkpoint.sign(&key(1)).unwrap().to_string();
        let open = |note: &str, origin, seed| {
            Checkpoint::open(note, origin, &[key(seed).verifier_key().clone()])
        };
        let opened = open(&note, ORIGIN, 1).unwrap();
        assert_eq!(opened.checkpoint(), &checkpoint);
        assert_eq!(opened.signed_by(), [ORIGIN.parse().unwrap()]);
        assert!(matches!(
            open(&note, "other", 1),
            Err(CheckpointError::OtherLog { .. })
        ));
        let unsigned = open(&note, ORIGIN, 2);
        assert!(matches!(
            unsigned,
            Err(CheckpointError::Note(NoteError::Unsigned(_)))
        ));
        let forged = open(&note.replacen("\n3\n", "\n4\n", 1), ORIGIN, 1);
        assert!(matches!(
            forged,
            Err(CheckpointError::Note(NoteError::Forged(_)))
        ));
    }

    #[test]
    fn other_texts_are_refused() {
        let root = STANDARD.encode([7; 32]);
        for bad in [
            String::new(),
            "a\n".to_owned(),
            "a\n1\n".to_owned(),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            format!("a\n1\n{root}"),
            format!("a\n1\n{}\n", STANDARD.encode([7; 31])),
            format!("a\n1\n{root}\n\nb\n"),
        ] {
            assert!(Checkpoint::parse(&bad).is_err(), "{bad}");
        }
    }
}
