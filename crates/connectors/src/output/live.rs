//! Output while the command still runs: the shim publishes snapshots, and the runner follows them.

use std::io;
use std::path::Path;

use super::Capped;
use crate::durable;

/// The file of the snapshot: a line `HEAD_BYTES DROPPED`, the head, the tail.
const NAME: &str = "output";

/// Publishes what is kept so far. The rename prevents readers from seeing half a snapshot. Nothing is synced, because
/// after a power failure only the outcome counts.
pub(crate) fn publish(dir: &Path, kept: &Capped) -> io::Result<()> {
    let (head, tail) = kept.parts();
    let mut bytes = format!("{} {}\n{head}", head.len(), kept.dropped()).into_bytes();
    bytes.extend(tail);
    let temporary = dir.join("output.tmp");
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(temporary, dir.join(NAME))
}

/// Reads snapshots and returns what is new in each.
#[derive(Default)]
pub(crate) struct Follower {
    /// Bytes of the whole output that have already been returned.
    given: u64,
}

impl Follower {
    /// Returns the text since the last look. It marks text that was dropped in between.
    pub(crate) fn look(&mut self, dir: &Path) -> Option<String> {
        let bytes = durable::read(&dir.join(NAME)).ok()??;
        let end_of_line = bytes.iter().position(|byte| *byte == b'\n')?;
        let (line, body) = bytes.split_at(end_of_line);
        let body = body.get(1..)?;
        let (head_bytes, dropped) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        let (head, tail) = body.split_at_checked(head_bytes.parse().ok()?)?;
        self.news(head, dropped.parse().ok()?, tail)
    }

    /// Returns what is new, compared with everything kept at the end.
    fn news(&mut self, head: &[u8], dropped: u64, tail: &[u8]) -> Option<String> {
        let head_end = head.len() as u64;
        let tail_start = head_end + dropped;
        let end = tail_start + tail.len() as u64;
        if end <= self.given {
            return None;
        }
        let mut news = Vec::new();
        if self.given < head_end {
            news.extend_from_slice(rest(head, self.given));
            self.given = head_end;
        }
        if self.given < tail_start {
            news.extend_from_slice(
                format!("\n[{} bytes left out]\n", tail_start - self.given).as_bytes(),
            );
            self.given = tail_start;
        }
        news.extend_from_slice(rest(tail, self.given - tail_start));
        self.given = end;
        Some(String::from_utf8_lossy(&news).into_owned())
    }
}

fn rest(bytes: &[u8], from: u64) -> &[u8] {
    usize::try_from(from)
        .ok()
        .and_then(|from| bytes.get(from..))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_piece_is_given_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut kept = Capped::default();
        let mut follower = Follower::default();
        assert_eq!(follower.look(dir.path()), None);
        for piece in ["one\n", "two\n", "three\n"] {
            kept.push(piece);
            publish(dir.path(), &kept).unwrap();
            assert_eq!(follower.look(dir.path()).unwrap(), piece);
            assert_eq!(follower.look(dir.path()), None);
        }
        kept.push(&"x".repeat(1_000_000));
        kept.push("end\n");
        publish(dir.path(), &kept).unwrap();
        let news = follower.look(dir.path()).unwrap();
        assert!(
            news.ends_with("xend\n") && news.contains("bytes left out"),
            "{}",
            news.len()
        );
        assert_eq!(follower.look(dir.path()), None);
    }
}
