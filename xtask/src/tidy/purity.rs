//! Checks that the pure crates do not reach the outside world through the standard library or `jiff`.

use super::Problem;
use super::dependencies::PURE;
use crate::rust_source::{code_only, first_test_line};
use crate::tree::Tree;

#[rustfmt::skip]
const OUTSIDE: [(&str, &str); 12] = [
    ("Timestamp::now", "clock"), ("Zoned::now", "clock"), ("SystemTime::now", "clock"), ("Instant::now", "clock"),
    ("TimeZone::system", "environment"), ("std::env", "environment"), ("std::fs", "file system"),
    ("std::net", "network"), ("std::process", "process"), ("std::thread", "thread"),
    ("println!", "output"), ("RandomState", "randomness"),
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for name in PURE {
        let folder = format!("crates/{}/src/", name.trim_start_matches("placet-"));
        for path in tree.below(&folder).filter(|path| path.ends_with(".rs")) {
            let text = tree.text(path).unwrap_or_default();
            let tests_at = first_test_line(path, text).unwrap_or(usize::MAX);
            let code = code_only(text);
            for (index, line) in code.lines().enumerate().take(tests_at.saturating_sub(1)) {
                for (token, world) in OUTSIDE.iter().filter(|(token, _)| line.contains(token)) {
                    problems.push(Problem::new(
                        path,
                        index + 1,
                        format!("`{token}` reaches the {world} from `{name}`"),
                        "pass the value in; the domain finds it in `Facts`",
                    ));
                }
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::tree;

    #[test]
    fn the_domain_has_no_clock() {
        let asks = "fn late() -> bool { jiff::Timestamp::now() > limit() }\n";
        assert_eq!(check(&tree(&[("crates/domain/src/a.rs", asks)])).len(), 1);
        assert_eq!(check(&tree(&[("crates/engine/src/a.rs", asks)])), []);
    }

    #[test]
    fn its_comments_and_tests_may_mention_one() {
        let text = "// never SystemTime::now\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert_eq!(check(&tree(&[("crates/ledger/src/a.rs", text)])), []);
    }
}
