//! Keeps files small: a ratchet lists those that are too long today, and none of them may grow.

use super::Problem;
use crate::tree::{Tree, extension};
use std::collections::BTreeMap;

pub(super) const RATCHET: &str = "xtask/ratchet.txt";
const ARCHITECTURE: &str = "ARCHITECTURE.md";
const ARCHITECTURE_LINES_MAX: usize = 200;
const LINES_MAX: usize = 400;
const HEADER: &str = "# Files over 400 lines and their length today. They may shrink, not grow.\n";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let long = long_files(tree);
    let listed = listed(tree);

    for (path, &lines) in &long {
        let (what, remedy) = match listed.get(path) {
            None => (
                format!("{lines} lines, over {LINES_MAX}"),
                "split it by what changes together",
            ),
            Some(&(_, before)) if lines > before => (
                format!("grew from {before} to {lines} lines"),
                "split it, or take something out",
            ),
            Some(_) => continue,
        };
        problems.push(Problem::new(*path, 1, what, remedy));
    }
    for (path, &(line, before)) in &listed {
        let lines = long.get(path).copied().unwrap_or_default();
        if lines < before {
            problems.push(Problem::new(
                RATCHET,
                line,
                format!("`{path}` shrank below {before} lines"),
                "run `cargo xtask tidy --write-ratchet`",
            ));
        }
    }
    problems.extend(check_architecture(tree));
    problems
}

/// Returns the content of the ratchet file for the tree as it is.
pub(super) fn ratchet(tree: &Tree) -> String {
    long_files(tree)
        .iter()
        .fold(HEADER.to_owned(), |text, (path, lines)| {
            format!("{text}{path} {lines}\n")
        })
}

fn check_architecture(tree: &Tree) -> Option<Problem> {
    let lines = tree.text(ARCHITECTURE)?.lines().count();
    (lines > ARCHITECTURE_LINES_MAX).then(|| {
        Problem::new(
            ARCHITECTURE,
            ARCHITECTURE_LINES_MAX + 1,
            format!("{lines} lines, over {ARCHITECTURE_LINES_MAX}"),
            "keep the map short; details belong beside the code or in a decision record",
        )
    })
}

fn long_files(tree: &Tree) -> BTreeMap<&str, usize> {
    tree.texts()
        .filter(|(path, _)| is_ours(path))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|&(_, lines)| lines > LINES_MAX)
        .collect()
}

fn is_ours(path: &str) -> bool {
    let counted = matches!(extension(path), "rs" | "js" | "css")
        || (path.starts_with("processes/") && path.ends_with(".yaml"));
    counted && !path.contains("vendor/") && !path.contains(".min.")
}

/// Reads the ratchet: path -> (line in the ratchet, length allowed).
fn listed(tree: &Tree) -> BTreeMap<&str, (usize, usize)> {
    let text = tree.text(RATCHET).unwrap_or_default();
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
        .filter_map(|(index, line)| {
            let (path, lines) = line.rsplit_once(' ')?;
            Some((path, (index + 1, lines.parse().ok()?)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{RATCHET, check, ratchet};
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    fn lines(count: usize) -> String {
        "x\n".repeat(count)
    }

    #[test]
    fn a_long_file_is_a_problem_unless_it_is_listed() {
        assert_eq!(check(&tree(&[("a.rs", &lines(400))])), []);
        assert_eq!(check(&tree(&[("a.rs", &lines(401))])).len(), 1);
        assert_eq!(
            check(&tree(&[("a.rs", &lines(401)), (RATCHET, "a.rs 401\n")])),
            []
        );
    }

    #[test]
    fn a_listed_file_may_not_grow_and_its_entry_follows_it_down() {
        let grown = tree(&[("a.rs", &lines(402)), (RATCHET, "a.rs 401\n")]);
        assert!(shown(&check(&grown))[0].starts_with("a.rs:1: grew from 401 to 402 lines"));

        let shrunk = tree(&[("a.rs", &lines(390)), (RATCHET, "# head\na.rs 401\n")]);
        assert!(shown(&check(&shrunk))[0].starts_with("xtask/ratchet.txt:2: `a.rs` shrank"));
    }

    #[test]
    fn what_is_written_passes() {
        let long = ("processes/a.yaml", lines(500));
        let written = ratchet(&tree(&[(long.0, &long.1)]));
        assert!(written.ends_with("\nprocesses/a.yaml 500\n"));
        assert_eq!(check(&tree(&[(long.0, &long.1), (RATCHET, &written)])), []);
    }

    #[test]
    fn other_peoples_files_and_prose_are_not_counted() {
        let long = lines(900);
        assert_eq!(
            check(&tree(&[
                ("web/vendor/htmx.js", &long),
                ("README.md", &long)
            ])),
            []
        );
    }

    #[test]
    fn the_map_stays_short() {
        assert_eq!(check(&tree(&[("ARCHITECTURE.md", &lines(200))])), []);
        assert_eq!(check(&tree(&[("ARCHITECTURE.md", &lines(201))])).len(), 1);
    }
}
