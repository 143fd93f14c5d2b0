//! Checks that each action of a plan has its file in the language and in the connectors, under one name.

use crate::problem::Problem;
use crate::tree::Tree;
use std::collections::BTreeSet;

const LANGUAGE: &str = "crates/language/src/plan/action/";
const CONNECTORS: &str = "crates/connectors/src/action/";

/// Files of the language that are not actions.
const NOT_ACTIONS: [&str; 4] = ["kind", "mod", "nature", "texts"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let (written, carried_out) = (actions(tree, LANGUAGE), actions(tree, CONNECTORS));
    let missing = |have: &BTreeSet<&str>, lack: &BTreeSet<&str>, from: &str, to: &str| {
        let without: Vec<Problem> = have
            .difference(lack)
            .map(|action| {
                let what = format!("the action `{action}` has no file in {to}");
                Problem::new(
                    format!("{from}{action}.rs"),
                    1,
                    what,
                    format!("add {to}{action}.rs"),
                )
            })
            .collect();
        without
    };
    let mut problems = missing(&written, &carried_out, LANGUAGE, CONNECTORS);
    problems.extend(missing(&carried_out, &written, CONNECTORS, LANGUAGE));
    problems
}

/// Lists the actions of a folder: a file or a folder each.
fn actions<'a>(tree: &'a Tree, folder: &'a str) -> BTreeSet<&'a str> {
    tree.below(folder)
        .filter_map(|path| path.strip_prefix(folder)?.split(['/', '.']).next())
        .filter(|name| !NOT_ACTIONS.contains(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::sample::tree;

    #[test]
    fn an_action_without_its_other_file_is_found() {
        let both = [
            ("crates/language/src/plan/action/mod.rs", ""),
            ("crates/language/src/plan/action/wait.rs", ""),
            ("crates/language/src/plan/action/http.rs", ""),
            ("crates/connectors/src/action/wait.rs", ""),
            ("crates/connectors/src/action/http/client.rs", ""),
        ];
        assert_eq!(check(&tree(&both)), []);
        let one = [both[1], both[4]];
        let found: Vec<String> = check(&tree(&one)).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "crates/language/src/plan/action/wait.rs:1: the action `wait` has no file in crates/connectors/src/action/: add crates/connectors/src/action/wait.rs",
                "crates/connectors/src/action/http.rs:1: the action `http` has no file in crates/language/src/plan/action/: add crates/language/src/plan/action/http.rs",
            ]
        );
    }
}
