//! Signatures of incoming messages, as the Standard Webhooks specification defines them (T17).
//!
//! `webhook-signature` holds one or more `v1,BASE64`, each the HMAC-SHA256 of `id.timestamp.body` over the received bytes.
//! A sender that rotates its secret sends several signatures. While a secret is rotated here, several are valid.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

use crate::limits::{HOOK_ID_BYTES_MAX, HOOK_SIGNATURES_MAX, HOOK_WINDOW_SECONDS};
use crate::random;

/// What a secret begins with, so that scanners of leaked secrets can find it.
const SECRET_PREFIX: &str = "whsec_";
/// The lengths of a key that the specification allows, in bytes.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a message is refused. For the log only: the sender does not learn it.
pub(crate) type Reason = &'static str;

/// The three headers of a message.
#[derive(Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) id: &'a str,
    timestamp: &'a str,
    signatures: Vec<Vec<u8>>,
}

impl<'a> Signed<'a> {
    /// Reads the three headers. Refuses a timestamp that is too far from `now`.
    pub(crate) fn read(headers: &'a HeaderMap, now: Timestamp) -> Result<Self, Reason> {
        let id = one(headers, "webhook-id")?;
        // A dot would let one signed message be read as another with a shifted body.
        if id.is_empty()
            || id.len() > HOOK_ID_BYTES_MAX
            || !id.bytes().all(|b| b.is_ascii_graphic() && b != b'.')
        {
            return Err("its id is not valid");
        }
        let timestamp = one(headers, "webhook-timestamp")?;
        let digits = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let at = timestamp.parse().ok().filter(|_| digits);
        let at = at
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .ok_or("its timestamp is not valid")?;
        if now.duration_since(at).abs() > SignedDuration::from_secs(HOOK_WINDOW_SECONDS) {
            return Err("its timestamp is too far from the clock here");
        }
        let signatures: Vec<Vec<u8>> = one(headers, "webhook-signature")?
            .split(' ')
            .filter_map(|signature| signature.strip_prefix("v1,"))
            .filter_map(|signature| STANDARD.decode(signature).ok())
            .take(HOOK_SIGNATURES_MAX)
            .collect();
        if signatures.is_empty() {
            return Err("it has no signature of version 1");
        }
        Ok(Self {
            id,
            timestamp,
            signatures,
        })
    }

    /// Tells whether one of the signatures was made with one of the keys. Checks every pair, each in constant time.
    pub(crate) fn is_by(&self, keys: &[Vec<u8>], body: &[u8]) -> bool {
        let mut found = false;
        for key in keys {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
                continue;
            };
            mac.update(self.id.as_bytes());
            mac.update(b".");
            mac.update(self.timestamp.as_bytes());
            mac.update(b".");
            mac.update(body);
            for signature in &self.signatures {
                found |= mac.clone().verify_slice(signature).is_ok();
            }
        }
        found
    }
}

/// Returns the key in a secret, which is `whsec_` and base64.
///
/// # Errors
/// The secret is not valid. The error does not contain it.
pub fn key_of(secret: &str) -> Result<Vec<u8>, &'static str> {
    let encoded = secret
        .strip_prefix(SECRET_PREFIX)
        .ok_or("the secret of a hook begins with `whsec_`")?;
    let key = STANDARD
        .decode(encoded)
        .map_err(|_| "what follows `whsec_` is not base64")?;
    if KEY_BYTES.contains(&key.len()) {
        Ok(key)
    } else {
        Err("the secret of a hook has 24 to 64 bytes")
    }
}

/// Draws a secret of 256 random bits, as the specification writes it.
///
/// # Errors
/// The system cannot provide random bytes.
pub fn fresh() -> Result<String, String> {
    let bytes = random::bytes::<32>().map_err(|error| error.to_string())?;
    Ok(format!("{SECRET_PREFIX}{}", STANDARD.encode(bytes)))
}

/// Returns a header that occurs exactly once. Proxies disagree on which of two duplicates wins.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Reason> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| "a header is not ASCII"),
        (None, _) => Err("a header is missing"),
        (Some(_), Some(_)) => Err("a header occurs twice"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // The example of the specification's own libraries.
    #[test]
    fn t17_signatures_are_those_of_standard_webhooks() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            (
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            Signed::read(&headers, Timestamp::from_second(1_614_265_330).unwrap()).unwrap();
        let body = br#"{"test": 2432232314}"#;
        assert!(signed.is_by(std::slice::from_ref(&key), body));
        assert!(signed.is_by(&[vec![7; 32], key.clone()], body));
        assert!(!signed.is_by(&[vec![7; 32]], body));
        assert!(!signed.is_by(&[], body));
        assert!(!signed.is_by(&[key], br#"{"test":2432232314}"#));
    }

    #[test]
    fn t17_a_secret_is_long_enough_or_refused_without_being_told() {
        assert_eq!(key_of(&fresh().unwrap()).unwrap().len(), 32);
        assert_ne!(fresh().unwrap(), fresh().unwrap());
        for wrong in [
            "",
            "whsec_",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_c2hvcnQ=",
            "whsec_*",
        ] {
            let told = key_of(wrong).unwrap_err();
            assert!(!told.contains("c2hvcnQ"), "{told}");
        }
    }
}
