//! Secrets and ids drawn at random.

use subtle::ConstantTimeEq as _;

use crate::failure::Failure;

/// Digits of lower-case base 32 (RFC 4648), in order.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What every token begins with, so that scanners of leaked secrets can find it.
pub(crate) const TOKEN_PREFIX: &str = "plc_";

/// A fresh secret of 256 random bits, as 52 characters.
pub(crate) fn fresh() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::internal(format!("no random bytes: {error}")))?;
    Ok(base32(&bytes))
}

/// Sixteen characters that name something in logs and lists; not a secret.
pub(crate) fn short_id() -> String {
    let mut bytes = [0_u8; 10];
    // An id without randomness is still an answer; a refusal must never fail.
    let _ = getrandom::fill(&mut bytes);
    base32(&bytes)
}

/// Compares without telling by time how much is equal.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let mut buffer = 0_u32;
    let mut bits = 0_u32;
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(&mut text, buffer >> bits);
        }
    }
    if bits > 0 {
        push(&mut text, buffer << (5 - bits));
    }
    text
}

fn push(text: &mut String, value: u32) {
    let digit = BASE32
        .get(usize::try_from(value & 31).unwrap_or(0))
        .copied()
        .unwrap_or(b'a');
    text.push(char::from(digit));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
        assert_eq!(base32(b"fooba"), "mzxw6ytb");
    }

    // T8: a token cannot be guessed.
    #[test]
    fn secrets_are_long_and_differ() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        assert_eq!(one.len(), 52);
        assert_ne!(one, two);
        assert!(equal(&one, &one) && !equal(&one, &two) && !equal(&one, ""));
    }
}
