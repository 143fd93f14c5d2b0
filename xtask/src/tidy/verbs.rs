//! Checks that one verb has one file with one name in every room.

use crate::problem::Problem;
use crate::rust_source::code_only;
use crate::tree::{Tree, file_name};

/// The enum `Command` names the verbs.
const COMMAND: &str = "crates/domain/src/change/command.rs";
const VERBS: &str = "crates/domain/src/change/verbs/";
const SCENARIOS: &str = "crates/domain/tests/scenarios/";

/// The rooms where people ask for a verb: folder and what is in it.
const ROOMS: [(&str, &str); 3] = [
    (VERBS, "rules"),
    ("crates/server/src/verbs/", "declaration at the server"),
    ("crates/app/src/cli/change/", "CLI command"),
];

/// Verbs that only `Actor::System` speaks: outcomes come from runners, and the engine settles when a time has come, so that
/// no person asks. `settle` has no rules of its own and so no file under `verbs/`.
const SYSTEM_ONLY: [&str; 2] = ["record_outcome", "settle"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let verbs = verbs(tree.text(COMMAND).unwrap_or_default());
    let names: Vec<&str> = verbs.iter().map(|(name, _)| name.as_str()).collect();
    let mut problems = Vec::new();
    for (verb, line) in &verbs {
        let problem =
            |what, remedy| Problem::new(COMMAND, *line, format!("`{verb}` has no {what}"), remedy);
        if !SYSTEM_ONLY.contains(&verb.as_str()) {
            for (folder, what) in ROOMS {
                let file = format!("{folder}{verb}.rs");
                if tree.has_folder(folder) && !tree.has_file(&file) {
                    problems.push(problem(what, format!("add {file}")));
                }
            }
        }
        if tree.has_folder(SCENARIOS) && !has_scenario(tree, verb, &names) {
            problems.push(problem(
                "scenario",
                format!("add {SCENARIOS}{verb}_<what_it_shows>.txt"),
            ));
        }
    }
    let unknown = SYSTEM_ONLY
        .iter()
        .filter(|verb| !names.is_empty() && !names.contains(verb));
    problems.extend(unknown.map(|verb| {
        let what = format!("`{verb}` stands in SYSTEM_ONLY and is not a verb");
        Problem::new(COMMAND, 1, what, "take it out of xtask/src/tidy/verbs.rs")
    }));
    problems
}

/// Lists the variants of `Command` in snake case, each with its line.
fn verbs(text: &str) -> Vec<(String, usize)> {
    let code = code_only(text);
    let lines = code
        .lines()
        .enumerate()
        .skip_while(|(_, line)| !line.starts_with("pub enum Command {"));
    let variants = lines.skip(1).take_while(|(_, line)| !line.starts_with('}'));
    let named = variants.filter_map(|(index, line)| {
        let name = line.trim().split(['(', ',', ' ']).next()?;
        name.starts_with(char::is_uppercase)
            .then(|| (snake_case(name), index + 1))
    });
    named.collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
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

    const SYSTEM: &str = "RecordOutcome(RecordOutcome),\n    Settle,\n}";

    /// A `Command` with these variants of people, and the verbs of the system.
    fn command(variants: &str) -> String {
        format!(
            "/// pub enum Command {{\npub enum Command {{\n    {variants}\n    {SYSTEM}\nenum Other {{ A }}"
        )
    }

    fn found(variants: &str, files: &[&str]) -> Vec<String> {
        let command = command(variants);
        let mut all = vec![(super::COMMAND, command.as_str())];
        all.extend(files.iter().map(|file| (*file, "")));
        shown(&check(&tree(&all)))
    }

    #[test]
    fn a_verb_needs_a_file_in_every_room_that_exists() {
        let found = found(
            "/// Asks.\n    Submit,",
            &[
                "crates/domain/src/change/verbs/submit.rs",
                "crates/server/src/verbs/mod.rs",
                "crates/app/src/cli/change/submit.rs",
                "crates/domain/tests/scenarios/settle.txt",
                "crates/domain/tests/scenarios/record_outcome.txt",
            ],
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with(
            "crates/domain/src/change/command.rs:4: `submit` has no declaration at the server"
        ));
        assert!(found[0].ends_with("add crates/server/src/verbs/submit.rs"));
        assert!(found[1].contains("`submit` has no scenario"));
    }

    #[test]
    fn a_complete_verb_and_a_missing_room_are_fine() {
        assert_eq!(found("BackOut(Because),", &[]), [""; 0]);
        assert_eq!(
            found(
                "BackOut(Because),",
                &[
                    "crates/domain/src/change/verbs/mod.rs",
                    "crates/domain/src/change/verbs/back_out.rs",
                    "crates/server/src/verbs/back_out.rs",
                    "crates/app/src/cli/change/back_out.rs",
                ]
            ),
            [""; 0]
        );
    }

    #[test]
    fn a_variant_without_its_rules_is_named() {
        let found = found(
            "BackOut(Because),",
            &["crates/domain/src/change/verbs/mod.rs"],
        );
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`back_out` has no rules"));
    }

    #[test]
    fn a_longer_verb_keeps_its_scenarios() {
        let found = found(
            "Record,\n    RecordStep,",
            &[
                "crates/domain/tests/scenarios/settle.txt",
                "crates/domain/tests/scenarios/minor/record_outcome_late.txt",
                "crates/domain/tests/scenarios/record_step_twice.txt",
            ],
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("`record` has no scenario"));
    }

    #[test]
    fn no_person_asks_for_what_the_system_says() {
        assert_eq!(found("", &["crates/app/src/cli/change/mod.rs"]), [""; 0]);
    }

    #[test]
    fn what_the_system_says_is_a_verb() {
        let tree = tree(&[(
            super::COMMAND,
            "pub enum Command {\n    RecordOutcome(A),\n}",
        )]);
        let found = shown(&check(&tree));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`settle` stands in SYSTEM_ONLY and is not a verb"));
    }
}
