//! Whether a call that changes something comes from our own pages (T18).

use axum::http::{HeaderMap, header};

use crate::failure::{Failure, Kind};

/// Refuses a call that another site sent.
///
/// Browsers report the site in `Sec-Fetch-Site`. Older browsers send only `Origin`. A call with neither header does not
/// come from a browser that is recent enough to be protected, so it is refused too.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(header::HOST.as_str())
        }
        (None, None) => false,
    };
    if ours {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Denied,
        "other_origin",
        "this call does not come from a page of this server",
        "open the page here and send it again; programs use a token instead of a session",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check_pairs(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        check(&headers).is_ok()
    }

    // T18
    #[test]
    fn only_our_own_pages_are_heard() {
        assert!(check_pairs(&[("sec-fetch-site", "same-origin")]));
        assert!(check_pairs(&[
            ("host", "placet.example:8080"),
            ("origin", "http://placet.example:8080")
        ]));
        for bad in [
            &[("sec-fetch-site", "cross-site")] as &[_],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[
                ("host", "placet.example"),
                ("origin", "https://evil.example"),
            ],
            &[("host", "placet.example"), ("origin", "null")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("host", "a"),
                ("origin", "http://a"),
            ],
            &[("host", "placet.example")],
            &[],
        ] {
            assert!(!check_pairs(bad), "{bad:?}");
        }
    }
}
