//! Text from elsewhere, made harmless for a terminal.

use std::fmt::Write as _;

/// Writes control characters, and those that turn the direction of text, as `\u{..}`, so that nothing in a title can
/// move the cursor, color the screen or make a line read differently from what it says.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_risky(character) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// Escapes risky characters of JSON text. They occur only within strings, where the escape means the same.
pub(super) fn clean_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_risky(character) && character != '\n' {
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

fn is_risky(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // T18: text of others cannot act on the terminal.
    #[test]
    fn escapes_of_a_terminal_and_turned_text_are_shown_and_not_obeyed() {
        assert_eq!(
            clean("a\u{1b}[2Jb\r\u{9b}31m"),
            "a\\u{1b}[2Jb\\u{d}\\u{9b}31m"
        );
        assert_eq!(clean("run \u{202e}txt.exe"), "run \\u{202e}txt.exe");
        assert_eq!(clean("Größe → 北"), "Größe → 北");
    }

    #[test]
    fn cleaned_json_means_the_same() {
        let value = serde_json::json!({"title": "a\u{9b}b\u{202e}c\n"});
        let text = clean_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(['\u{9b}', '\u{202e}']));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
