//! An answer, and whether it is what the plan expects.

use placet_domain::plan::Http;
use serde_json::Value;

use super::request::Request;
use crate::clean::Clean;
use crate::secret::Redactor;

/// Longest part of an answer, in characters, that a message quotes.
const QUOTE_CHARS_MAX: usize = 200;

/// The answer that was received.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The target of a redirect.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Returns everything that is not as expected, or `None` for a good answer. Quotes are redacted before they are
    /// cut: if a cut left only the beginning of a secret, the secret could no longer be found.
    pub(super) fn problem(&self, http: &Http, redactor: &Redactor) -> Option<String> {
        let mut problems = Vec::new();
        let quote = |text: &str| cut(&redactor.whole(text));
        let status_is_good = match http.expect_status.as_slice() {
            [] => (200..300).contains(&self.status),
            wanted => wanted.contains(&self.status),
        };
        if !status_is_good {
            let location = self
                .location
                .as_ref()
                .filter(|_| (300..400).contains(&self.status));
            let redirect = location.map(|to| format!(" to {to}; redirects are not followed"));
            problems.push(format!(
                "answered {}{}",
                self.status,
                redirect.unwrap_or_default()
            ));
        }
        let text = String::from_utf8_lossy(&self.body);
        if let Some(wanted) = http
            .expect_body
            .as_ref()
            .filter(|wanted| !text.contains(wanted.as_str()))
        {
            problems.push(format!("the answer does not contain `{wanted}`"));
        }
        if !http.expect_json.is_empty() {
            match serde_json::from_slice::<Value>(&self.body) {
                Err(_) => problems.push("the answer is not JSON".to_owned()),
                Ok(json) => {
                    let wrong = |(pointer, wanted): (&String, &Value)| {
                        wrong_value(&json, pointer, wanted, quote)
                    };
                    problems.extend(http.expect_json.iter().filter_map(wrong));
                }
            }
        }
        if problems.is_empty() {
            return None;
        }
        if !status_is_good && !self.body.is_empty() {
            problems.push(format!("it says: {}", quote(&plain(&self.body))));
        }
        Some(problems.join("; "))
    }

    /// Tells whether the answer shows the state of the target: success, or that nothing exists there (404, 410). Any
    /// other answer is about the server that sent it: overloaded, not allowed, moved elsewhere.
    pub(super) fn tells_of_the_target(&self) -> bool {
        matches!(self.status, 200..=299 | 404 | 410)
    }

    /// Returns the text to show in the output.
    pub(super) fn shown(&self, request: &Request) -> String {
        let mut body = plain(&self.body);
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        format!(
            "{} {} -> {}\n{body}",
            request.method, request.url, self.status
        )
    }
}

fn wrong_value(
    json: &Value,
    pointer: &str,
    wanted: &Value,
    quote: impl Fn(&str) -> String,
) -> Option<String> {
    match json.pointer(pointer) {
        None => Some(format!("`{pointer}` is missing, not {wanted}")),
        Some(found) if equal(found, wanted) => None,
        Some(found) => Some(format!(
            "`{pointer}` is {}, not {wanted}",
            quote(&found.to_string())
        )),
    }
}

/// Compares numbers by value: `1` in a process file equals `1.0` from a server.
fn equal(found: &Value, wanted: &Value) -> bool {
    found == wanted
        || matches!((found.as_f64(), wanted.as_f64()), (Some(found), Some(wanted)) if found == wanted)
}

fn plain(bytes: &[u8]) -> String {
    let mut clean = Clean::default();
    clean.push(bytes) + &clean.finish()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(QUOTE_CHARS_MAX) {
        None => text.trim().to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn http(value: &Value) -> Http {
        let mut base = json!({"url": "http://x"});
        if let (Some(base), Some(more)) = (base.as_object_mut(), value.as_object()) {
            base.extend(more.clone());
        }
        serde_json::from_value(base).unwrap_or_else(|error| panic!("{error}"))
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            location: None,
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn every_expectation_counts_and_all_problems_are_told() {
        let good = answer(200, r#"{"data": {"rate": 1.0, "ok": true}}"#);
        let none = Redactor::new([]);
        assert_eq!(
            good.problem(
                &http(&json!({"expect_json": {"/data/rate": 1, "/data/ok": true}})),
                &none
            ),
            None
        );
        let wanted = http(
            &json!({"expect_status": [201], "expect_body": "fine", "expect_json": {"/data/rate": 2, "/x": 1}}),
        );
        let problem = good.problem(&wanted, &none).unwrap_or_default();
        for part in [
            "answered 200",
            "`fine`",
            "`/data/rate` is 1.0, not 2",
            "`/x` is missing",
        ] {
            assert!(problem.contains(part), "{part} in {problem}");
        }
        assert!(answer(302, "").problem(&http(&json!({})), &none).is_some());
        assert!(
            answer(200, "no")
                .problem(&http(&json!({"expect_json": {"": 1}})), &none)
                .is_some_and(|p| p.contains("not JSON"))
        );
    }

    #[test]
    fn t15_a_cut_never_leaves_the_beginning_of_a_secret() {
        let secret = "canary-0123456789";
        let redactor = Redactor::new([secret]);
        for before in QUOTE_CHARS_MAX - secret.len() - 2..=QUOTE_CHARS_MAX + 1 {
            let text = format!("{}{secret}{}", "x".repeat(before), "y".repeat(300));
            let body = json!({ "a": text }).to_string();
            let told = answer(500, &text).problem(&http(&json!({})), &redactor);
            let wrong =
                answer(200, &body).problem(&http(&json!({"expect_json": {"/a": 1}})), &redactor);
            for told in [told, wrong] {
                let told = told.unwrap_or_default();
                assert!(
                    told.contains("xxx") && !told.contains("can"),
                    "{before}: {told}"
                );
            }
        }
    }
}
