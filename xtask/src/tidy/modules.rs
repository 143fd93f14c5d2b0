//! Checks that modules and unit tests are where the convention puts them, and that every file says what it is for.
//!
//! A module with children is `foo/mod.rs`, so that a room and its door move together. Unit tests are the module `tests` of
//! what they test: inline at its foot, or, when they are long, `foo/tests.rs` beside `foo/mod.rs`.

use crate::problem::Problem;
use crate::rust_source::code_only;
use crate::tree::{Tree, file_name, folder};

/// Lists the files that do not follow the convention.
pub(super) fn places(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.with_extension(&["rs"]) {
        let module = path.trim_end_matches(".rs");
        if has_children(tree, module) && file_name(folder(path)) != "bin" {
            let what = "this module has a folder of the same name";
            problems.push(Problem::new(
                path,
                1,
                what,
                format!("move it to {module}/mod.rs"),
            ));
        }
        if let Some(tested) = module.strip_suffix("_tests") {
            let what = "unit tests are the module `tests` of what they test";
            problems.push(Problem::new(
                path,
                1,
                what,
                format!("move it to {tested}/tests.rs"),
            ));
        }
        for (index, line) in code_only(text).lines().enumerate() {
            if line.trim_start().starts_with("#[path = ") {
                let what = "a file lies elsewhere than its module";
                problems.push(Problem::new(
                    path,
                    index + 1,
                    what,
                    "move it to where `mod` looks for it",
                ));
            }
        }
    }
    problems
}

/// Lists the files that do not say at their head what they are for.
pub(super) fn heads(tree: &Tree) -> Vec<Problem> {
    let files = tree.with_extension(&["rs"]);
    let silent = files.filter(|(_, text)| !text.starts_with("//!"));
    let problems = silent.map(|(path, _)| {
        Problem::new(
            path,
            1,
            "the file does not say what it is for",
            "begin it with a `//!` line",
        )
    });
    problems.collect()
}

fn has_children(tree: &Tree, module: &str) -> bool {
    let below = format!("{module}/");
    tree.below(&below).any(|path| path.ends_with(".rs"))
}

#[cfg(test)]
mod tests {
    use super::{heads, places};
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    #[test]
    fn a_module_with_children_lies_in_its_folder() {
        let old = tree(&[("src/a.rs", ""), ("src/a/b.rs", ""), ("src/c.rs", "")]);
        let found = shown(&places(&old));
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with("move it to src/a/mod.rs"));
        assert_eq!(
            places(&tree(&[("src/a/mod.rs", ""), ("src/a/b.rs", "")])),
            []
        );
        // A folder of other files is not a module.
        assert_eq!(
            places(&tree(&[("src/a.rs", ""), ("src/a/page.html", "")])),
            []
        );
    }

    #[test]
    fn unit_tests_have_one_name_and_one_place() {
        let old = tree(&[
            (
                "src/a.rs",
                "#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;",
            ),
            ("src/a_tests.rs", ""),
        ]);
        let found = shown(&places(&old));
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("src/a.rs:2: "));
        assert!(found[1].ends_with("move it to src/a/tests.rs"));
        assert_eq!(
            places(&tree(&[
                ("src/a/mod.rs", "#[cfg(test)]\nmod tests;"),
                ("src/a/tests.rs", "")
            ])),
            []
        );
    }

    #[test]
    fn every_file_says_what_it_is_for() {
        assert_eq!(heads(&tree(&[("src/a.rs", "//! Counts.\nfn a() {}")])), []);
        assert_eq!(
            heads(&tree(&[("src/a.rs", "// Counts.\nfn a() {}")])).len(),
            1
        );
    }
}
