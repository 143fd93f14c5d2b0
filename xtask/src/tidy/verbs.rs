//! Checks that one verb has one file with one name in every room.

use super::Problem;
use crate::tree::{Tree, file_name};

const VERBS: &str = "crates/domain/src/change/verbs/";
const SCENARIOS: &str = "crates/domain/tests/scenarios/";

/// The rooms where people ask for a verb: folder and what stands in it.
const ROOMS: [(&str, &str); 2] = [
    ("crates/server/src/api/changes/", "the HTTP handler"),
    ("crates/app/src/cli/change/", "the CLI command"),
];

/// Verbs that only `Actor::System` speaks: outcomes come from runners, so no person asks. `settle` has no rules of its
/// own and so no file here.
const SYSTEM_ONLY: [&str; 1] = ["record_outcome"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let verbs = verbs(tree);
    let mut problems = Vec::new();
    for verb in &verbs {
        let source = format!("{VERBS}{verb}.rs");
        if !SYSTEM_ONLY.contains(verb) {
            for (folder, what) in ROOMS {
                let file = format!("{folder}{verb}.rs");
                if tree.has_folder(folder) && !tree.has_file(&file) {
                    let what = format!("`{verb}` has no {}", what.trim_start_matches("the "));
                    problems.push(Problem::new(&source, 1, what, format!("add {file}")));
                }
            }
        }
        if tree.has_folder(SCENARIOS) && !has_scenario(tree, verb, &verbs) {
            problems.push(Problem::new(
                &source,
                1,
                format!("`{verb}` has no scenario"),
                format!("add {SCENARIOS}{verb}_<what_it_shows>.txt"),
            ));
        }
    }
    problems
}

fn verbs(tree: &Tree) -> Vec<&str> {
    tree.below(VERBS)
        .filter_map(|path| path.strip_prefix(VERBS)?.strip_suffix(".rs"))
        .filter(|verb| *verb != "mod" && !verb.contains('/'))
        .collect()
}

fn has_scenario(tree: &Tree, verb: &str, verbs: &[&str]) -> bool {
    tree.below(SCENARIOS)
        .filter_map(|path| file_name(path).strip_suffix(".txt"))
        .any(|stem| verb_of(stem, verbs) == Some(verb))
}

/// The longest verb wins: `start_step_twice` shows `start_step`, not `start`.
fn verb_of<'a>(stem: &str, verbs: &[&'a str]) -> Option<&'a str> {
    verbs
        .iter()
        .copied()
        .filter(|verb| {
            stem.strip_prefix(verb)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        })
        .max_by_key(|verb| verb.len())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    const SUBMIT: (&str, &str) = ("crates/domain/src/change/verbs/submit.rs", "");

    #[test]
    fn a_verb_needs_a_file_in_every_room_that_exists() {
        let tree = tree(&[
            SUBMIT,
            ("crates/server/src/api/changes/mod.rs", ""),
            ("crates/app/src/cli/change/submit.rs", ""),
            ("crates/domain/tests/scenarios/close_late.txt", ""),
        ]);
        let found = shown(&check(&tree));
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("add crates/server/src/api/changes/submit.rs"));
        assert!(found[1].contains("`submit` has no scenario"));
    }

    #[test]
    fn a_complete_verb_and_a_missing_room_are_fine() {
        assert_eq!(check(&tree(&[SUBMIT])), []);
        let complete = tree(&[
            SUBMIT,
            ("crates/domain/src/change/verbs/mod.rs", ""),
            ("crates/server/src/api/changes/submit.rs", ""),
            ("crates/app/src/cli/change/submit.rs", ""),
            (
                "crates/domain/tests/scenarios/minor/submit_needs_a_title.txt",
                "",
            ),
        ]);
        assert_eq!(check(&complete), []);
    }

    #[test]
    fn a_longer_verb_keeps_its_scenarios() {
        let tree = tree(&[
            ("crates/domain/src/change/verbs/start.rs", ""),
            ("crates/domain/src/change/verbs/start_step.rs", ""),
            ("crates/domain/tests/scenarios/start_step_twice.txt", ""),
        ]);
        let found = shown(&check(&tree));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`start` has no scenario"));
    }

    #[test]
    fn nobody_asks_for_what_only_the_system_says() {
        let tree = tree(&[
            ("crates/domain/src/change/verbs/record_outcome.rs", ""),
            ("crates/app/src/cli/change/mod.rs", ""),
        ]);
        assert_eq!(check(&tree), []);
    }
}
