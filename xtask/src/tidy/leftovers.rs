//! Checks that no unfinished work and no trace of one build machine is committed.

use crate::problem::Problem;
use crate::tree::{Tree, extension};

/// Written in two halves so that this file passes its own check.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
];
const MACHINE: [&str; 2] = [concat!("/wo", "rk/"), concat!(".lib", "rary")];

#[rustfmt::skip]
const SOURCES: [&str; 13] = [
    "rs", "js", "ts", "css", "html", "sql", "sh", "py", "toml", "yml", "yaml", "service", "",
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts() {
        let is_source = SOURCES.contains(&extension(path)) && !path.starts_with("processes/");
        for (index, line) in text.lines().enumerate() {
            if let Some(marker) = UNFINISHED
                .iter()
                .find(|marker| is_source && stands_alone(line, marker))
            {
                problems.push(Problem::new(
                    path,
                    index + 1,
                    format!("`{marker}` left in the code"),
                    "finish it, or open an issue and take the marker out",
                ));
            }
            if let Some(name) = MACHINE.iter().find(|name| stands_alone(line, name)) {
                problems.push(Problem::new(
                    path,
                    index + 1,
                    format!("`{name}` is a path of one build machine"),
                    "use a path inside the repository",
                ));
            }
        }
    }
    problems
}

/// A marker inside a longer word or number, such as `CR-2026-XXX`, is not one.
fn stands_alone(line: &str, marker: &str) -> bool {
    line.match_indices(marker).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + marker.len()..)
            .and_then(|text| text.chars().next());
        let ends_word = marker.ends_with(|c: char| !c.is_alphanumeric());
        !before.is_some_and(|c| c.is_alphanumeric() || "_-./".contains(c))
            && (ends_word || !after.is_some_and(|c| c.is_alphanumeric() || c == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    #[test]
    fn unfinished_work_is_a_problem() {
        for marker in [
            concat!("// TO", "DO: later"),
            concat!("    to", "do!()"),
            concat!("let a = 1; // FIX", "ME"),
            concat!("/* XX", "X */"),
            concat!("unimple", "mented!(\"x\")"),
        ] {
            let line = format!("fn a() {{}}\n{marker}\n");
            let found = shown(&check(&tree(&[("a.rs", &line)])));
            assert_eq!(found.len(), 1, "marker: {marker}");
            assert!(found[0].starts_with("a.rs:2: "));
        }
    }

    #[test]
    fn number_formats_and_prose_are_not() {
        let text = "let format = \"CR-YYYY-MM-DD-XXX\"; let mastodon = 1;\n";
        assert_eq!(
            check(&tree(&[
                ("a.rs", text),
                ("a.md", concat!("TO", "DO lists"))
            ])),
            []
        );
    }

    #[test]
    fn paths_of_a_build_machine_are_a_problem_everywhere() {
        let here = concat!("see /wo", "rk/notes.md\n");
        assert_eq!(check(&tree(&[("docs/a.md", here)])).len(), 1);
        let elsewhere = concat!("see docs/wo", "rk/notes.md\n");
        assert_eq!(check(&tree(&[("docs/a.md", elsewhere)])), []);
    }
}
