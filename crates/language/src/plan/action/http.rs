//! `http`: an HTTP request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::nature::{Nature, UndoneBy};
use super::texts::{TEXT_BYTES_MAX, invalid, texts};
use crate::lead::Elapsed;
use crate::process::Process;
use crate::reason::Reason;

/// An HTTP request and what answer is success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Method; GET when missing.
    #[serde(default = "get")]
    pub method: String,
    /// Address, `http` or `https`.
    pub url: String,
    /// Headers; values may be secret references.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Status codes that mean success; any 2xx when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect_status: Vec<u16>,
    /// Text that the answer must contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect_body: Option<String>,
    /// A JSON pointer and the value it must have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub expect_json: BTreeMap<String, serde_json::Value>,
    /// How long to keep asking until the answer is as expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Elapsed>,
}

fn get() -> String {
    "GET".to_owned()
}

impl Http {
    /// Says whether the request only looks, so that it may be sent again and leaves nothing to undo.
    pub fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

impl Kind for Http {
    fn check(&self, _process: &Process) -> Vec<Reason> {
        let mut reasons = texts("the address", [self.url.as_str()]);
        reasons.extend(texts(
            "the body",
            self.body
                .iter()
                .chain(&self.expect_body)
                .map(String::as_str),
        ));
        let lower = self.url.to_ascii_lowercase();
        let after = lower
            .strip_prefix("https://")
            .or_else(|| lower.strip_prefix("http://"));
        let has_host =
            after.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
        if !has_host
            || self
                .url
                .chars()
                .any(|c| c.is_whitespace() || c.is_control())
        {
            let shown: String = self.url.escape_debug().take(60).collect();
            reasons.push(invalid(
                format!("`{shown}` is not an http or https address"),
                "write `https://host/path`",
            ));
        }
        let is_token = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
        };
        if !self.method.chars().all(|c| c.is_ascii_uppercase()) || self.method.is_empty() {
            reasons.push(invalid(
                format!("`{}` is not a method", self.method.escape_debug()),
                "write it like `POST`",
            ));
        }
        for (name, value) in &self.headers {
            if !is_token(name)
                || value.chars().any(char::is_control)
                || value.len() > TEXT_BYTES_MAX
            {
                let message = format!("the header `{}` cannot be sent", name.escape_debug());
                reasons.push(invalid(message, "use one line without control characters"));
            }
        }
        if self
            .expect_status
            .iter()
            .any(|status| !(100..=599).contains(status))
        {
            reasons.push(invalid(
                "an expected status is outside 100 to 599",
                "write it like `200`",
            ));
        }
        for pointer in self
            .expect_json
            .keys()
            .filter(|pointer| !pointer.is_empty() && !pointer.starts_with('/'))
        {
            let message = format!("`{}` is not a JSON pointer", pointer.escape_debug());
            reasons.push(invalid(message, "write it like `/status`"));
        }
        reasons
    }

    fn nature(&self) -> Nature {
        Nature {
            repeatable: self.is_safe(),
            leaves_traces: !self.is_safe(),
            by_person: false,
            undo: if self.is_safe() {
                UndoneBy::Nothing
            } else {
                UndoneBy::Named
            },
        }
    }

    fn sentence(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    fn too_long_for(&self, timeout: Elapsed) -> Option<(&'static str, Elapsed)> {
        let within = self.within.filter(|within| *within > timeout)?;
        Some(("within", within))
    }
}
