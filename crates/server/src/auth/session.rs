//! Sessions of browsers: a cookie whose hash is stored.

use axum::http::{HeaderMap, HeaderValue, header};
use placet_domain::digest::Digest;

use crate::failure::Failure;
use crate::limits::SESSION_SECONDS;

/// Returns the cookie's name. Browsers accept a cookie with the prefix over https only, and for this host only.
pub(crate) fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-placet" } else { "placet" }
}

/// Returns the secret of the session cookie, if there is one.
pub(crate) fn secret_of(headers: &HeaderMap, https: bool) -> Option<String> {
    let name = cookie_name(https);
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Builds the header that sets the cookie; an empty secret removes it.
pub(crate) fn set_cookie(secret: &str, https: bool) -> Result<HeaderValue, Failure> {
    let name = cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    let seconds = if secret.is_empty() {
        0
    } else {
        SESSION_SECONDS
    };
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
        .parse()
        .map_err(|error| Failure::internal(format!("cookie: {error}")))
}

/// Returns the hash of a secret. The store keeps only the hash.
pub(crate) fn digest_of(secret: &str) -> Digest {
    Digest::of_bytes(secret.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // T8
    #[test]
    fn the_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let cookie = set_cookie("abc", true).unwrap();
        assert_eq!(
            cookie.to_str().unwrap(),
            "__Host-placet=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure"
        );
        assert!(
            set_cookie("", false)
                .unwrap()
                .to_str()
                .unwrap()
                .contains("Max-Age=0")
        );
    }

    #[test]
    fn only_the_cookie_of_this_scheme_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=b; placet=weak; __Host-placet=strong".parse().unwrap(),
        );
        assert_eq!(secret_of(&headers, true).as_deref(), Some("strong"));
        assert_eq!(secret_of(&headers, false).as_deref(), Some("weak"));
    }
}
