//! The head and tail of a text, with the number of bytes left out between them.

use std::collections::VecDeque;

use placet_domain::plan::OUTPUT_BYTES_MAX;

/// Space for the line that says how much was left out.
const NOTE_BYTES: usize = 64;
/// Number of bytes kept from the head, and the same number from the tail.
const HALF_BYTES: usize = (OUTPUT_BYTES_MAX - NOTE_BYTES) / 2;

/// A text of which at most [`OUTPUT_BYTES_MAX`] bytes are kept.
#[derive(Default)]
pub(crate) struct Capped {
    head: String,
    head_full: bool,
    tail: VecDeque<u8>,
    dropped: u64,
}

impl Capped {
    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) {
        let mut rest = text;
        if !self.head_full {
            let room = HALF_BYTES - self.head.len();
            let cut = rest.floor_char_boundary(room);
            let (head, tail) = rest.split_at(cut);
            self.head.push_str(head);
            self.head_full = !tail.is_empty();
            rest = tail;
        }
        let skipped = rest.len().saturating_sub(HALF_BYTES);
        let (_, last) = rest.as_bytes().split_at(skipped);
        let overflow = (self.tail.len() + last.len()).saturating_sub(HALF_BYTES);
        self.tail.drain(..overflow);
        self.tail.extend(last);
        self.dropped += (skipped + overflow) as u64;
    }

    /// Returns the number of bytes that were left out.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns the number of bytes that were added.
    pub(crate) fn total(&self) -> u64 {
        (self.head.len() + self.tail.len()) as u64 + self.dropped
    }

    /// Returns the head and the tail.
    pub(crate) fn parts(&self) -> (&str, Vec<u8>) {
        (&self.head, self.tail.iter().copied().collect())
    }

    /// Returns the text, with a note in place of what was left out.
    pub(crate) fn text(&self) -> String {
        let (head, tail) = self.parts();
        if self.dropped == 0 {
            return format!("{head}{}", String::from_utf8_lossy(&tail));
        }
        // The tail may begin inside a character. The last bytes of that character are left out too.
        let start = tail
            .iter()
            .take_while(|byte| (0x80..0xC0).contains(*byte))
            .count();
        let tail = String::from_utf8_lossy(tail.get(start..).unwrap_or_default());
        format!(
            "{head}\n[{} bytes left out]\n{tail}",
            self.dropped + start as u64
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // T21: output is bounded, head and tail are kept, and the missing bytes are counted.
    #[test]
    fn a_long_text_keeps_its_head_and_its_tail() {
        let mut capped = Capped::default();
        for line in 0..100_000 {
            capped.push(&format!("line {line} äöü\n"));
        }
        let text = capped.text();
        // 64 KiB, as the guide says.
        assert!((60_000..=65_536).contains(&text.len()), "{}", text.len());
        assert!(text.starts_with("line 0 äöü\n"));
        assert!(text.ends_with("line 99999 äöü\n"));
        assert!(text.contains(" bytes left out]\n"));
        assert!(!text.contains('\u{FFFD}'));
    }

    #[test]
    fn a_short_text_stays_as_it_is_however_it_is_cut() {
        let text = "ä€😀".repeat(2000);
        let mut capped = Capped::default();
        for c in text.chars() {
            capped.push(&c.to_string());
        }
        assert_eq!(capped.text(), text);
        assert_eq!(capped.total(), text.len() as u64);
    }

    #[test]
    fn one_huge_piece_is_like_many_small_ones() {
        let text = "0123456789".repeat(50_000);
        let (mut one, mut many) = (Capped::default(), Capped::default());
        one.push(&text);
        text.as_bytes()
            .chunks(7)
            .for_each(|piece| many.push(std::str::from_utf8(piece).unwrap_or_default()));
        assert_eq!(one.text(), many.text());
        assert_eq!(one.dropped(), many.dropped());
    }
}
