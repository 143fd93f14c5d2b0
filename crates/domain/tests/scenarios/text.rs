//! Texts of scripts: files they include, requests laid over requests.

use std::fmt::Write as _;

use placet_domain::RejectionKind;
use placet_domain::digest::Digest;

/// A file of the repository.
pub(super) fn root(path: &str) -> String {
    let file = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A body whose line `include FILE` stands for the entries of a file under `tests/scenarios` that the body itself does
/// not have.
pub(super) fn included(body: &str) -> String {
    let top = |line: &str| {
        let key = line.split_once(':').map(|(key, _)| key.to_owned());
        key.filter(|key| !key.starts_with([' ', '-', '#']))
    };
    let own: Vec<String> = body.lines().filter_map(top).collect();
    let mut out = String::new();
    for line in body.lines() {
        let Some(file) = line.strip_prefix("include ") else {
            let _ = writeln!(out, "{line}");
            continue;
        };
        let mut wanted = true;
        for line in root(&format!("crates/domain/tests/scenarios/{file}")).lines() {
            wanted = top(line).map_or(wanted, |key| !own.contains(&key));
            if wanted {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    out
}

/// A request's text with top-level entries of `over` in place of those of `base`.
pub(super) fn overlaid(base: &str, over: &str) -> String {
    let mut all: Vec<(String, String)> = Vec::new();
    for text in [base, over] {
        let mut at = None;
        for line in text.lines() {
            if !line.starts_with([' ', '-']) {
                let key = line.split(':').next().unwrap_or_default().to_owned();
                let place = all.iter().position(|(known, _)| *known == key);
                let place = place.unwrap_or_else(|| {
                    all.push((key, String::new()));
                    all.len() - 1
                });
                all[place].1.clear();
                at = Some(place);
            }
            if let Some(place) = at {
                all[place].1.push_str(line);
                all[place].1.push('\n');
            }
        }
    }
    all.into_iter().map(|(_, text)| text).collect()
}

/// A digest that no change has, for scripts about stale approvals.
pub(super) fn stale() -> Digest {
    Digest::of_bytes(b"an earlier version")
}

/// The rejection of a body that cannot be read.
pub(super) fn unreadable(message: String) -> placet_domain::Rejection {
    placet_domain::Rejection::one(
        RejectionKind::Invalid,
        placet_domain::Reason {
            code: "unreadable".to_owned(),
            message,
            hint: String::new(),
            place: String::new(),
            requirements: Vec::new(),
        },
    )
}
