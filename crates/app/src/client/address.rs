//! Addresses below the server's address. Everything that a person typed is escaped.

use std::fmt::{self, Write as _};

/// An address such as `/api/v1/changes/CR-1/approve?x=y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    query: String,
}

impl Address {
    /// Returns the address `/api/v1/NOUN`.
    pub fn new(noun: &str) -> Self {
        Self {
            path: format!("/api/v1/{noun}"),
            query: String::new(),
        }
    }

    /// Returns the address of a change.
    pub fn change(number: &str) -> Self {
        Self::new("changes").part(number)
    }

    /// Adds a part of the path.
    #[must_use]
    pub fn part(mut self, part: &str) -> Self {
        self.path.push('/');
        escape(part, &mut self.path);
        self
    }

    /// Adds a parameter, if it has a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<impl fmt::Display>) -> Self {
        if let Some(value) = value {
            self.query
                .push(if self.query.is_empty() { '?' } else { '&' });
            self.query.push_str(name);
            self.query.push('=');
            escape(&value.to_string(), &mut self.query);
        }
        self
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        f.write_str(&self.query)
    }
}

/// Leaves the unreserved characters of RFC 3986, section 2.3, as they are.
fn escape(text: &str, out: &mut String) {
    // A part that is only dots would be taken for a step up the path.
    let dots = !text.is_empty() && text.chars().all(|c| c == '.');
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b'.' if !dots => out.push('.'),
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_stays_one_part() {
        let address = Address::change("../a b/ü?#")
            .part("approve")
            .with("q", Some("x&y=z"))
            .with("state", None::<&str>);
        assert_eq!(
            address.to_string(),
            "/api/v1/changes/..%2Fa%20b%2F%C3%BC%3F%23/approve?q=x%26y%3Dz"
        );
        assert_eq!(Address::change("..").to_string(), "/api/v1/changes/%2E%2E");
    }
}
