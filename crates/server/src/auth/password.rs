//! Passwords: Argon2id with the parameters that OWASP recommends (19 MiB, two passes, one lane).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as STANDARD_NO_PAD;

use crate::failure::{Failure, Kind};
use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::random;

/// Hashes a new password, in PHC text form. Fails when the password is too short or too long.
pub(crate) fn hash(password: &str) -> Result<String, Failure> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(refused(format!(
            "a password has at least {PASSWORD_CHARS_MIN} characters"
        )));
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(refused(format!(
            "a password has at most {PASSWORD_BYTES_MAX} bytes"
        )));
    }
    let salt = random::bytes::<16>()?;
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Failure::internal(format!("argon2: {error}")))?;
    Ok(hash.to_string())
}

/// Makes a hash whose password is unknown: salt and result are both random, with the parameters of every other hash.
pub(crate) fn decoy() -> Result<String, Failure> {
    let salt = random::bytes::<16>()?;
    let result = random::bytes::<32>()?;
    let params = Params::default();
    Ok(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(result)
    ))
}

/// Tells whether the password matches. Without a hash (the person is unknown or has no password) it does the same work
/// against `decoy`, so that the time taken does not reveal who exists.
pub(crate) fn fits(password: &str, hash: Option<&str>, decoy: &str) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), hash.unwrap_or(decoy))
        .is_ok();
    fits && hash.is_some()
}

fn refused(message: String) -> Failure {
    Failure::new(
        Kind::Invalid,
        "password_unsuitable",
        message,
        "a sentence of a few words is easy to remember",
    )
    .at("password")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let mine = hash("correct horse battery").unwrap();
        let decoy = hash("nobody knows this one").unwrap();
        assert!(
            mine.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{mine}"
        );
        assert!(fits("correct horse battery", Some(&mine), &decoy));
        assert!(!fits("correct horse batterz", Some(&mine), &decoy));
        assert!(
            !fits("nobody knows this one", None, &decoy),
            "the decoy opens nothing"
        );
    }

    // The time taken must not reveal which accounts exist, so the decoy costs as much as any other hash.
    #[test]
    fn the_decoy_asks_for_the_same_work_as_any_hash() {
        let parameters = |hash: &str| {
            let hash = PasswordHash::new(hash).unwrap();
            (
                hash.algorithm,
                hash.version,
                hash.params.clone(),
                hash.salt.unwrap().len(),
                hash.hash.unwrap().len(),
            )
        };
        let decoy = decoy().unwrap();
        let mine = hash("correct horse battery").unwrap();
        assert_eq!(parameters(&decoy), parameters(&mine));
        let verified = Argon2::default().verify_password(b"correct horse battery", decoy.as_str());
        assert!(
            matches!(verified, Err(argon2::password_hash::Error::PasswordInvalid)),
            "computed and compared, not refused as unreadable: {verified:?}"
        );
    }

    #[test]
    fn a_short_or_endless_password_is_refused() {
        assert!(hash("short").is_err());
        assert!(hash(&"x".repeat(PASSWORD_BYTES_MAX + 1)).is_err());
        assert!(!fits(&"x".repeat(PASSWORD_BYTES_MAX + 1), None, "x"));
    }
}
