//! Secret references: `env:NAME` and `file:PATH`.

use std::io::Read as _;

/// Shortest secret, in bytes. A shorter one could not be redacted without damaging ordinary text.
const SECRET_BYTES_MIN: usize = 4;
/// Longest secret, in bytes.
const SECRET_BYTES_MAX: usize = 64 * 1024;

/// Tells whether a value names a secret instead of being the value itself.
pub(crate) fn is_reference(value: &str) -> bool {
    value.starts_with("env:") || value.starts_with("file:")
}

/// Finds the secret that a reference names. The error never contains the secret.
///
/// Plans cannot refer to the server's own variables (`PLACET_…`), except `PLACET_SECRET_…`: they hold its own
/// credentials, and a step must not be able to send them anywhere.
pub fn resolve(reference: &str) -> Result<String, String> {
    let secret = if let Some(name) = reference.strip_prefix("env:") {
        if name.starts_with("PLACET_") && !name.starts_with("PLACET_SECRET_") {
            return Err(format!(
                "`{reference}` is the server's own variable: give the step's secret a name of its own, such as \
                 `PLACET_SECRET_DEPLOY`"
            ));
        }
        std::env::var(name).map_err(|_| {
            format!("`{reference}` is not set in the server's environment, or is not text")
        })?
    } else if let Some(path) = reference.strip_prefix("file:") {
        read_file(path).map_err(|error| format!("`{reference}` cannot be read: {error}"))?
    } else {
        return Err(format!(
            "`{reference}` is not a secret reference: write `env:NAME` or `file:PATH`"
        ));
    };
    if secret.len() < SECRET_BYTES_MIN {
        return Err(format!(
            "`{reference}` is shorter than {SECRET_BYTES_MIN} bytes, too short to be redacted from output"
        ));
    }
    if secret.len() > SECRET_BYTES_MAX || secret.contains('\0') {
        return Err(format!(
            "`{reference}` is longer than {SECRET_BYTES_MAX} bytes or contains a zero byte"
        ));
    }
    Ok(secret)
}

/// Resolves a header's value: a reference, or a scheme and a reference such as `Bearer env:TOKEN`. Returns the value
/// and the secret in it.
pub(crate) fn resolve_header(value: &str) -> Result<(String, Option<String>), String> {
    if is_reference(value) {
        let secret = resolve(value)?;
        return Ok((secret.clone(), Some(secret)));
    }
    match value.split_once(' ') {
        Some((scheme, reference)) if is_reference(reference) && !scheme.contains(':') => {
            let secret = resolve(reference)?;
            Ok((format!("{scheme} {secret}"), Some(secret)))
        }
        _ => Ok((value.to_owned(), None)),
    }
}

fn read_file(path: &str) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().is_ok_and(|meta| meta.is_file()) {
        return Err("it is not a regular file".to_owned());
    }
    let mut text = String::new();
    let limit = SECRET_BYTES_MAX as u64 + 2;
    file.take(limit)
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    // Editors end files with a line break; a secret does not end with one.
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // T15
    #[test]
    fn what_cannot_be_a_secret_is_refused_with_the_reference_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("short");
        std::fs::write(&path, "abc\n").unwrap();
        let error = resolve(&format!("file:{}", path.display())).unwrap_err();
        assert!(
            error.contains("shorter than 4 bytes") && !error.contains("abc"),
            "{error}"
        );
        assert!(
            resolve("env:PLACET_TOKEN")
                .unwrap_err()
                .contains("own variable")
        );
        assert!(
            resolve("env:SURELY_NOT_SET_ANYWHERE")
                .unwrap_err()
                .contains("not set")
        );
        assert!(resolve("file:/").unwrap_err().contains("regular file"));
        std::fs::write(&path, "a longer one\r\n").unwrap();
        assert_eq!(
            resolve(&format!("file:{}", path.display())).unwrap(),
            "a longer one"
        );
    }

    #[test]
    fn a_header_may_put_a_scheme_before_the_reference() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        std::fs::write(&path, "tok-12345").unwrap();
        let (value, secret) = resolve_header(&format!("Bearer file:{}", path.display())).unwrap();
        assert_eq!(
            (value.as_str(), secret.as_deref()),
            ("Bearer tok-12345", Some("tok-12345"))
        );
        assert_eq!(
            resolve_header("text/plain").unwrap(),
            ("text/plain".to_owned(), None)
        );
    }
}
