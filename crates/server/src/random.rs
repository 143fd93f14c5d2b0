//! Secrets and ids from the system's random bytes.

use subtle::ConstantTimeEq as _;

/// Digits of lower-case base 32 (RFC 4648), in order.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The system cannot provide random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system provides no random bytes: {0}")]
pub(crate) struct NoRandomBytes(#[from] getrandom::Error);

/// Draws random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomBytes> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Draws a secret of 256 random bits, as 52 characters.
pub(crate) fn secret() -> Result<String, NoRandomBytes> {
    Ok(base32(&bytes::<32>()?))
}

/// Draws sixteen characters that name something in logs and lists; not a secret.
pub(crate) fn short_id() -> String {
    // An id without randomness is still an answer; a refusal must never fail.
    base32(&bytes::<10>().unwrap_or_default())
}

/// Compares in constant time, so that the time taken does not reveal how much is equal.
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
        let (one, two) = (secret().unwrap(), secret().unwrap());
        assert_eq!(one.len(), 52);
        assert_ne!(one, two);
        assert!(equal(&one, &one) && !equal(&one, &two) && !equal(&one, ""));
    }
}
