//! The forms in which a secret may appear in output.

use placet_teeth::{Bug, planted};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Alphabets of base64 (RFC 4648, sections 4 and 5).
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Shortest derived form, in bytes, that is searched for. Shorter ones would match ordinary text.
const DERIVED_BYTES_MIN: usize = 8;

/// Returns the secret itself, its lines if it has several, and each in base64, percent, hexadecimal and JSON form.
pub(crate) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([secret.to_owned()]);
    let lines = secret
        .lines()
        .map(str::trim)
        .filter(|line| line.len() >= DERIVED_BYTES_MIN);
    for part in std::iter::once(secret).chain(lines) {
        forms.insert(part.to_owned());
        if !planted(Bug::EncodedSecretShown) {
            add_encodings(part, &mut forms);
        }
    }
    forms
}

fn add_encodings(secret: &str, forms: &mut BTreeSet<String>) {
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    // Nothing had to be percent-encoded.
    forms.insert(secret.bytes().map(|byte| format!("%{byte:02x}")).collect());
    forms.insert(secret.bytes().map(|byte| format!("%{byte:02X}")).collect());
    forms.insert(hex.to_uppercase());
    forms.insert(hex);
    for keep in ["-_.~", "-_.~!*'()", "-_.~/", "-_.~!*'();:@&=+$,/?#"] {
        for upper in [true, false] {
            let percent = percent(secret, keep, upper);
            forms.insert(percent.replace("%20", "+"));
            forms.insert(percent);
        }
    }
    for ascii in [false, true] {
        let once = json(secret, ascii);
        forms.insert(once.replace('/', "\\/"));
        // This covers a JSON log line that quotes another one.
        forms.insert(json(&once, ascii));
        forms.insert(once);
    }
    for alphabet in [STANDARD, URL_SAFE] {
        // A secret inside a larger text, such as `user:secret`, begins at one of three positions in a base64 group.
        for shift in 0..3 {
            let form = base64_inside(secret.as_bytes(), shift, alphabet);
            if form.len() >= DERIVED_BYTES_MIN || shift == 0 {
                forms.insert(form);
            }
        }
    }
}

fn percent(text: &str, keep: &str, upper: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        // Writing to a String cannot fail.
        let _ = match (
            byte.is_ascii_alphanumeric() || keep.as_bytes().contains(&byte),
            upper,
        ) {
            (true, _) => write!(out, "{}", char::from(byte)),
            (false, true) => write!(out, "%{byte:02X}"),
            (false, false) => write!(out, "%{byte:02x}"),
        };
    }
    out
}

/// Returns the inside of a JSON string (RFC 8259), with non-ASCII characters as they are or escaped.
fn json(text: &str, ascii: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 || (ascii && !c.is_ascii()) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Returns the base64 characters that depend only on the secret when `shift` bytes come before it in its group.
fn base64_inside(secret: &[u8], shift: usize, alphabet: &[u8; 64]) -> String {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret);
    let bits = bytes.len() * 8;
    // The first character that no byte before the secret affects, and the last one that no byte after it affects.
    let first = (shift * 8).div_ceil(6);
    (first..bits / 6)
        .map(|place| {
            let value = (0..6).fold(0_usize, |value, bit| {
                let at = place * 6 + bit;
                let byte = bytes.get(at / 8).copied().unwrap_or(0);
                value << 1 | usize::from(byte >> (7 - at % 8) & 1)
            });
            char::from(alphabet.get(value).copied().unwrap_or(b'A'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // T15
    #[test]
    fn the_forms_are_those_that_other_tools_print() {
        let forms = forms("pa\"ss/wörd?&");
        for form in [
            "pa\"ss/wörd?&",
            "7061227373 2f77c3b672643f26".replace(' ', "").as_str(),
            "7061227373 2F77C3B672643F26".replace(' ', "").as_str(),
            "pa%22ss%2Fw%C3%B6rd%3F%26",
            "pa%22ss%2fw%c3%b6rd%3f%26",
            "pa\\\"ss/wörd?&",
            "pa\\\"ss\\/wörd?&",
            "pa\\\"ss/w\\u00f6rd?&",
        ] {
            assert!(forms.contains(form), "{form}");
        }
        // Output of printf 'pa"ss/wörd?&' | base64, and with `u:` and `us:` in front.
        for printed in [
            "cGEic3Mvd8O2cmQ/Jg==",
            "dTpwYSJzcy93w7ZyZD8m",
            "dXM6cGEic3Mvd8O2cmQ/Jg==",
            "cGEic3Mvd8O2cmQ_Jg",
        ] {
            let hit = forms
                .iter()
                .any(|form| form.len() >= 14 && printed.contains(form.as_str()));
            assert!(hit, "{printed} in {forms:?}");
        }
    }

    #[test]
    fn a_key_of_several_lines_is_known_by_each_line() {
        let forms = forms("-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\nab\n");
        assert!(forms.contains("MIIEpAIBAAKCAQEA"));
        assert!(!forms.contains("ab"));
    }
}
