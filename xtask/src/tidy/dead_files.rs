//! Checks that every Rust file is part of a crate: a file that no `mod` names is never compiled, nor tested.

use crate::problem::Problem;
use crate::rust_source::code_only;
use crate::tree::{Tree, file_name, folder};
use std::collections::BTreeSet;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let files: BTreeSet<&str> = tree
        .with_extension(&["rs"])
        .map(|(path, _)| path)
        .filter(|path| path.contains("/src/") || path.contains("/tests/"))
        .collect();
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<String> = files
        .iter()
        .filter(|path| is_root(path))
        .map(ToString::to_string)
        .collect();
    while let Some(path) = waiting.pop() {
        if reached.insert(path.clone()) {
            waiting.extend(named_by(tree, &path));
        }
    }
    files
        .into_iter()
        .filter(|path| !reached.contains(*path))
        .map(|path| {
            Problem::new(
                path,
                1,
                "no `mod` names this file",
                "name it in its parent, or remove it",
            )
        })
        .collect()
}

/// Cargo starts compiling at these files.
fn is_root(path: &str) -> bool {
    let here = folder(path);
    let parent = file_name(here);
    if path.contains("/src/") {
        return here.ends_with("src/bin")
            || (parent == "src" && matches!(file_name(path), "lib.rs" | "main.rs"));
    }
    parent == "tests" || (file_name(path) == "main.rs" && file_name(folder(here)) == "tests")
}

/// Lists the files that the `mod` items of `path` name, if they exist.
fn named_by(tree: &Tree, path: &str) -> Vec<String> {
    let text = tree.text(path).unwrap_or_default();
    let code = code_only(text);
    let mut files = Vec::new();
    for (line, source) in code.lines().zip(text.lines()) {
        for opening in ["#[path = \"", "include!(\""] {
            if let Some(file) = quoted_after(source, opening) {
                files.push(format!("{}/{file}", folder(path)));
            }
        }
        if let Some(name) = module_named(line) {
            let base = submodules_of(path);
            files.push(format!("{base}/{name}.rs"));
            files.push(format!("{base}/{name}/mod.rs"));
        }
    }
    files.retain(|file| tree.has_file(file));
    files
}

fn module_named(line: &str) -> Option<&str> {
    let item = line.trim().strip_suffix(';')?;
    let (visibility, name) = item.rsplit_once("mod ")?;
    let visibility = visibility.trim();
    let is_item = visibility.is_empty()
        || visibility.ends_with(')')
        || visibility.ends_with("pub")
        || visibility.ends_with(']');
    is_item.then(|| name.trim().trim_start_matches("r#"))
}

/// The modules of `a/b.rs` are in `a/b`; those of a root or a `mod.rs` are beside it.
fn submodules_of(path: &str) -> String {
    if file_name(path) == "mod.rs" || is_root(path) {
        folder(path).to_owned()
    } else {
        path.trim_end_matches(".rs").to_owned()
    }
}

fn quoted_after<'a>(line: &'a str, opening: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(opening)?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    #[test]
    fn a_file_that_no_module_names_is_dead() {
        let tree = tree(&[
            ("c/src/lib.rs", "// mod ghost;\nmod a;\n"),
            ("c/src/a.rs", ""),
            ("c/src/ghost.rs", ""),
            ("c/src/a/orphan.rs", ""),
        ]);
        let found = shown(&check(&tree));
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("c/src/a/orphan.rs:1: "));
        assert!(found[1].starts_with("c/src/ghost.rs:1: "));
    }

    #[test]
    fn modules_are_followed_wherever_they_lie() {
        let tree = tree(&[
            (
                "c/src/main.rs",
                "pub(crate) mod a;\n#[cfg(test)] mod b;\n#[path = \"odd/name.rs\"]\nmod d;\n",
            ),
            ("c/src/a/mod.rs", "pub mod inner;\n"),
            ("c/src/a/inner.rs", "mod deep;"),
            ("c/src/a/inner/deep.rs", ""),
            ("c/src/b.rs", ""),
            ("c/src/odd/name.rs", ""),
            ("c/src/bin/tool.rs", ""),
            ("c/tests/all.rs", "mod helper;"),
            ("c/tests/helper.rs", ""),
            ("c/tests/it/main.rs", "mod part;"),
            ("c/tests/it/part.rs", ""),
        ]);
        assert_eq!(check(&tree), []);
    }
}
