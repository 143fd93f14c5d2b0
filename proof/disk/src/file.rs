//! One file: what processes see, what is on the platter, and what is pending between the two.

use placet_proof::Rng;

use crate::locks::Locks;

/// The unit that a disk writes atomically, in bytes.
const SECTOR: usize = 512;

/// An operation since the last sync.
#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { len: usize },
}

/// A file.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// What processes see.
    pub(crate) seen: Vec<u8>,
    /// What is on the platter.
    platter: Vec<u8>,
    pending: Vec<Change>,
    /// Whether its name is on the platter.
    pub(crate) named: bool,
    pub(crate) locks: Locks,
}

impl File {
    pub(crate) fn synced(bytes: Vec<u8>) -> Self {
        Self {
            platter: bytes.clone(),
            seen: bytes,
            named: true,
            ..Self::default()
        }
    }

    /// Fills the buffer, with zeros after the end of the file, and tells whether all of it existed.
    pub(crate) fn read(&self, offset: usize, buffer: &mut [u8]) -> bool {
        read(&self.seen, offset, buffer)
    }

    /// Returns the file's length after a write.
    pub(crate) fn len_after(&self, offset: usize, count: usize) -> usize {
        self.seen.len().max(offset.saturating_add(count))
    }

    pub(crate) fn write(&mut self, offset: usize, bytes: &[u8]) {
        put(&mut self.seen, offset, bytes);
        self.pending.push(Change::Write {
            offset,
            bytes: bytes.to_vec(),
        });
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.seen.resize(len, 0);
        self.pending.push(Change::Truncate { len });
    }

    pub(crate) fn sync(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            change.apply(&mut self.platter);
        }
    }

    /// Loses everything that was not synced, except what chance saves.
    pub(crate) fn cut(&mut self, chance: Option<&mut Rng>) {
        let pending = std::mem::take(&mut self.pending);
        if let Some(chance) = chance {
            // Some power cuts lose or keep whole writes, others tear each of them.
            let tears = chance.percent(50);
            for change in pending {
                change.survive(&mut self.platter, tears, chance);
            }
        }
        self.seen.clone_from(&self.platter);
    }
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(to, *offset, bytes),
            Self::Truncate { len } => to.resize(*len, 0),
        }
    }

    fn survive(&self, to: &mut Vec<u8>, tears: bool, chance: &mut Rng) {
        match self {
            Self::Write { offset, bytes } if tears => {
                let mut at = *offset;
                let mut left = bytes.as_slice();
                while !left.is_empty() {
                    let in_sector = (SECTOR - at % SECTOR).min(left.len());
                    let (sector, rest) = left.split_at(in_sector);
                    if chance.percent(50) {
                        put(to, at, sector);
                    }
                    at += in_sector;
                    left = rest;
                }
            }
            _ if chance.percent(50) => self.apply(to),
            _ => {}
        }
    }
}

/// Fills the buffer, with zeros after the end of the file, and tells whether all of it existed.
pub(crate) fn read(bytes: &[u8], offset: usize, buffer: &mut [u8]) -> bool {
    let there = bytes.get(offset..).unwrap_or_default();
    let count = there.len().min(buffer.len());
    let (filled, missing) = buffer.split_at_mut(count);
    filled.copy_from_slice(there.get(..count).unwrap_or_default());
    missing.fill(0);
    missing.is_empty()
}

pub(crate) fn put(to: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    if let Some(place) = to.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}
