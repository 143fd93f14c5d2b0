//! Removes secrets from a stream of text, however the stream is cut.

use std::collections::BTreeSet;

use placet_teeth::{Bug, planted};

use super::encodings::forms;
use crate::clean::Clean;

/// The text that replaces a secret.
const MARK: &str = "[redacted]";

/// A filter that replaces every form of some secrets.
#[derive(Default)]
pub(crate) struct Redactor {
    /// The forms of the secrets to search for.
    needles: Vec<Vec<u8>>,
    /// For each byte, whether a needle begins with it.
    first: Vec<bool>,
    /// Text that may be the beginning of a secret.
    held: Vec<u8>,
    /// How many bytes of `held` belong to a secret that was already replaced.
    covered: usize,
}

impl Redactor {
    /// Makes a filter for these secrets.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = BTreeSet::new();
        for secret in secrets {
            if planted(Bug::SecretNotRedacted) {
                continue;
            }
            for form in forms(secret) {
                // Control characters were removed from the stream before it comes here.
                let mut clean = Clean::default();
                let cleaned = clean.push(form.as_bytes()) + &clean.finish();
                needles.extend([form, cleaned]);
            }
        }
        needles.remove("");
        let mut first = vec![false; 256];
        for needle in &needles {
            if let Some(flag) = needle
                .bytes()
                .next()
                .and_then(|byte| first.get_mut(usize::from(byte)))
            {
                *flag = true;
            }
        }
        let needles = needles.into_iter().map(String::into_bytes).collect();
        Self {
            needles,
            first,
            held: Vec::new(),
            covered: 0,
        }
    }

    /// Takes text and returns the part that certainly contains no secret.
    pub(crate) fn push(&mut self, text: &str) -> String {
        if self.needles.is_empty() {
            return text.to_owned();
        }
        self.held.extend_from_slice(text.as_bytes());
        self.scan(false)
    }

    /// Returns what was held back, at the end of the stream.
    pub(crate) fn finish(&mut self) -> String {
        self.scan(true)
    }

    /// Redacts a complete text.
    pub(crate) fn whole(&self, text: &str) -> String {
        let mut fresh = Self {
            needles: self.needles.clone(),
            first: self.first.clone(),
            held: Vec::new(),
            covered: 0,
        };
        fresh.push(text) + &fresh.finish()
    }

    /// Covers overlapping secrets together, so that no part of one remains.
    fn scan(&mut self, at_end: bool) -> String {
        let mut out = Vec::with_capacity(self.held.len());
        let mut at = 0;
        let mut covered_until = self.covered;
        while let Some((byte, _)) = self.held.get(at..).and_then(<[u8]>::split_first) {
            if self.first.get(usize::from(*byte)).copied().unwrap_or(false) {
                let rest = self.held.get(at..).unwrap_or_default();
                let undecided =
                    |needle: &Vec<u8>| needle.len() > rest.len() && needle.starts_with(rest);
                if !at_end && self.needles.iter().any(undecided) {
                    break;
                }
                let longest = self
                    .needles
                    .iter()
                    .filter(|needle| rest.starts_with(needle))
                    .map(Vec::len)
                    .max();
                if let Some(length) = longest {
                    if at >= covered_until {
                        out.extend_from_slice(MARK.as_bytes());
                    }
                    covered_until = covered_until.max(at + length);
                }
            }
            if at >= covered_until {
                out.push(*byte);
            }
            at += 1;
        }
        self.held.drain(..at);
        self.covered = covered_until.saturating_sub(at);
        String::from_utf8_lossy(&out).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3t-välue/with\"quotes";

    fn redact(pieces: &[&[u8]]) -> String {
        let mut redactor = Redactor::new([SECRET, "other-secret"]);
        let mut clean = Clean::default();
        let mut out = String::new();
        for piece in pieces {
            out.push_str(&redactor.push(&clean.push(piece)));
        }
        out.push_str(&redactor.push(&clean.finish()));
        out + &redactor.finish()
    }

    // T15: split at each byte boundary, in each form.
    #[test]
    fn a_secret_is_found_however_the_stream_is_cut() {
        for form in forms(SECRET) {
            let text = format!("before {form} after {form}");
            for cut in 0..=text.len() {
                let (left, right) = text.as_bytes().split_at(cut);
                let shown = redact(&[left, right]);
                assert!(!shown.contains(&form), "{form} cut at {cut}: {shown}");
                assert!(
                    shown.starts_with("before [redacted]") && shown.contains("after ["),
                    "{form} cut at {cut}: {shown}"
                );
            }
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert!(!redact(&bytes).contains(&form), "{form} byte by byte");
        }
    }

    #[test]
    fn overlapping_secrets_leave_no_end() {
        let mut redactor = Redactor::new(["abcd", "cdef"]);
        let out = redactor.push("abc") + &redactor.push("def!") + &redactor.finish();
        assert_eq!(out, "[redacted]!");
        assert_eq!(
            Redactor::new(["abcd"]).whole("abcdabcd abc"),
            "[redacted][redacted] abc"
        );
    }

    #[test]
    fn escapes_do_not_hide_a_secret() {
        assert_eq!(
            redact(&[b"x other-\x1b[1msec\x1b[0mret y"]),
            "x [redacted] y"
        );
    }

    #[test]
    fn text_without_secrets_stays() {
        let text = "other-secre and s3cr3t, päss\n";
        assert_eq!(redact(&[text.as_bytes()]), text);
    }
}
