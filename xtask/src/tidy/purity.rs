//! Checks that the pure crates do not reach the outside world through the standard library or `jiff`.

use super::dependencies::PURE;
use crate::modules::Crate;
use crate::problem::Problem;
use crate::rust_source::{code_only, without_tests};
use crate::tree::Tree;
use std::collections::BTreeSet;

#[rustfmt::skip]
const OUTSIDE: [(&str, &str); 12] = [
    ("Timestamp::now", "clock"), ("Zoned::now", "clock"), ("SystemTime::now", "clock"), ("Instant::now", "clock"),
    ("TimeZone::system", "environment"), ("std::env", "environment"), ("std::fs", "file system"),
    ("std::net", "network"), ("std::process", "process"), ("std::thread", "thread"),
    ("println!", "output"), ("RandomState", "randomness"),
];

/// What a pure crate may reach all the same: module, what, and why.
#[rustfmt::skip]
const ALLOWED: [(&str, &str, &str); 1] = [
    ("condition", "std::thread", "a parser that recurses needs a stack of its own; the thread ends before the function returns"),
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for name in PURE {
        let folder = format!("crates/{}/src/", name.trim_start_matches("placet-"));
        let product = Crate::load(tree, &format!("{folder}lib.rs"));
        let tests: BTreeSet<&str> = product.test_files().collect();
        let files = tree.below(&folder).filter(|path| path.ends_with(".rs"));
        for path in files.filter(|path| !tests.contains(path)) {
            let code = without_tests(&code_only(tree.text(path).unwrap_or_default()));
            for (index, line) in code.lines().enumerate() {
                let reached = OUTSIDE.iter().filter(|(token, _)| line.contains(token));
                for (token, world) in reached.filter(|(token, _)| !is_allowed(path, token)) {
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

/// The module may move to another crate, or get a folder; only its place inside the crate matters.
fn is_allowed(path: &str, token: &str) -> bool {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let module = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    let mut allowed = ALLOWED.iter();
    allowed.any(|(name, what, _)| *name == module && *what == token)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
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

    #[test]
    fn a_file_is_read_behind_its_tests() {
        let reads = "pub fn a() { std::fs::read(\"a\"); }\n";
        for before in [
            "#[cfg(test)]\nmod tests;\n",
            "#[cfg(test)]\nmod tests { use std::env; }\n",
        ] {
            let text = format!("{before}{reads}");
            let found = shown(&check(&tree(&[("crates/domain/src/form.rs", &text)])));
            assert_eq!(found.len(), 1);
            assert!(
                found[0]
                    .starts_with("crates/domain/src/form.rs:3: `std::fs` reaches the file system")
            );
        }
    }

    #[test]
    fn files_of_tests_may_reach_out() {
        let files = [
            ("crates/domain/src/lib.rs", "#[cfg(test)]\nmod fixture;"),
            ("crates/domain/src/fixture.rs", "use std::fs;"),
        ];
        assert_eq!(check(&tree(&files)), []);
    }

    #[test]
    fn an_exception_has_its_file_and_its_reason() {
        let spawns = "fn a() { std::thread::scope(|_| ()); }";
        assert_eq!(
            check(&tree(&[("crates/domain/src/condition.rs", spawns)])),
            []
        );
        assert_eq!(
            check(&tree(&[("crates/domain/src/form.rs", spawns)])).len(),
            1
        );
    }
}
