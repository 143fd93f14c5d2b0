//! Converts bytes to plain text: replaces invalid UTF-8, and removes terminal escapes and control characters.

use std::mem;

/// Longest escape sequence. After that, text counts as text again, so that an unfinished sequence cannot hide the rest.
const ESCAPE_CHARS_MAX: usize = 1024;

/// The position in an escape sequence (ECMA-48).
#[derive(Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    Text,
    /// After ESC.
    Escape,
    /// In a control sequence: until a byte from `@` to `~`.
    Control,
    /// In a string such as a window title: until BEL or ESC `\`.
    String,
}

/// A filter that accepts input in pieces that may be cut anywhere.
#[derive(Default)]
pub(crate) struct Clean {
    /// An incomplete UTF-8 character.
    partial: Vec<u8>,
    place: Place,
    escape_chars: usize,
    carriage_return: bool,
}

impl Clean {
    /// Takes bytes and returns the text that is complete.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> String {
        let mut input = mem::take(&mut self.partial);
        input.extend_from_slice(bytes);
        let mut out = String::with_capacity(input.len());
        let mut chunks = input.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.text(chunk.valid(), &mut out);
            let invalid = chunk.invalid();
            let may_be_completed = chunks.peek().is_none() && is_prefix_of_a_character(invalid);
            if may_be_completed {
                self.partial = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.char('\u{FFFD}', &mut out);
            }
        }
        out
    }

    /// Returns what was held back.
    pub(crate) fn finish(&mut self) -> String {
        let mut out = String::new();
        if !mem::take(&mut self.partial).is_empty() {
            self.char('\u{FFFD}', &mut out);
        }
        if mem::take(&mut self.carriage_return) {
            out.push('\n');
        }
        out
    }

    fn text(&mut self, text: &str, out: &mut String) {
        let plain = self.place == Place::Text && !self.carriage_return;
        if plain
            && text
                .bytes()
                .all(|byte| byte == b'\n' || byte == b'\t' || (b' '..0x7F).contains(&byte))
        {
            out.push_str(text);
            return;
        }
        text.chars().for_each(|c| self.char(c, out));
    }

    fn char(&mut self, c: char, out: &mut String) {
        if self.place == Place::Text {
            return self.plain(c, out);
        }
        self.escape_chars += 1;
        if self.escape_chars > ESCAPE_CHARS_MAX || c == '\n' {
            self.place = Place::Text;
            return self.plain(c, out);
        }
        self.place = match (self.place, c) {
            (Place::Escape, '[') => Place::Control,
            (Place::Escape, ']' | 'P' | 'X' | '^' | '_') => Place::String,
            (Place::Escape, ' '..='/') => Place::Escape,
            (Place::Control, '@'..='~') | (Place::String, '\u{7}' | '\u{9C}') => Place::Text,
            (Place::String, '\u{1B}') => Place::Escape,
            (Place::Escape, _) => Place::Text,
            (place, _) => place,
        };
    }

    fn plain(&mut self, c: char, out: &mut String) {
        if mem::take(&mut self.carriage_return) && c != '\n' {
            // A progress bar overwrites itself: each state is shown on its own line.
            out.push('\n');
        }
        let enter = match c {
            '\r' => {
                self.carriage_return = true;
                return;
            }
            '\u{1B}' => Place::Escape,
            '\u{9B}' => Place::Control,
            '\u{90}' | '\u{98}' | '\u{9D}'..='\u{9F}' => Place::String,
            '\n' | '\t' => return out.push(c),
            // Control characters, and marks that change the direction of writing and so show a different text.
            c if c.is_control() => return,
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => return,
            c => return out.push(c),
        };
        self.place = enter;
        self.escape_chars = 0;
    }
}

/// Tells whether more bytes could make these a character.
fn is_prefix_of_a_character(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(pieces: &[&[u8]]) -> String {
        let mut filter = Clean::default();
        let mut out: String = pieces.iter().map(|piece| filter.push(piece)).collect();
        out.push_str(&filter.finish());
        out
    }

    // T18, T21: output is shown only as text.
    #[test]
    fn escapes_and_controls_are_removed() {
        for (given, shown) in [
            (&b"a\x1b[31mred\x1b[0m b"[..], "ared b"),
            (b"\x1b]0;title\x07text", "text"),
            (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
            (b"\x1b(Bplain\x08\x00\x7f", "plain"),
            (b"one\r\ntwo\rthree", "one\ntwo\nthree"),
            (b"\xff\xfeok\xe2\x82", "\u{FFFD}\u{FFFD}ok\u{FFFD}"),
            ("a\u{202E}b\u{9B}31mc".as_bytes(), "abc"),
        ] {
            assert_eq!(clean(&[given]), shown, "{given:?}");
            for cut in 0..given.len() {
                let (left, right) = given.split_at(cut);
                assert_eq!(clean(&[left, right]), shown, "{given:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn an_open_escape_does_not_hide_the_rest() {
        assert_eq!(clean(&[b"\x1b]0;open\nnext line"]), "\nnext line");
        let long = clean(&[&[b"\x1b]0;".to_vec(), vec![b'x'; 5000]].concat()]);
        assert!(long.len() > 3900, "{}", long.len());
    }
}
