//! Checks the English of comments, literals and documents, as far as a machine can tell without false alarms.

use super::links::prose_lines;
use super::vocabulary::{banned_in_prose, is_british, words};
use crate::problem::Problem;
use crate::rust_source::{Kind, only, test_lines};
use crate::tree::Tree;

/// British spellings beside those that no identifier may have. A word is listed whole if its beginning also begins others.
#[rustfmt::skip]
const BRITISH: [&str; 33] = [
    "neighbour", "honour", "favour", "flavour", "artefact", "labelled", "labelling", "modelled", "modelling", "signalled",
    "signalling", "travelled", "centre", "licence", "defence", "whilst", "judgement", "optimise", "optimisation", "optimising",
    "minimise", "maximise", "prioritis", "utilis", "finalis", "synchronis", "categoris", "generalise", "specialise", "analyse",
    "capitalis", "emphasise", "realise",
];

/// Words that hide who acts, and what to do about each.
const HABITS: [(&[&str], &str); 6] = [
    (&["whoever"], "name the actor"),
    (&["somebody"], "name the actor"),
    (&["anew"], "say `again`, or what is computed from what"),
    (&["meanwhile"], "say when"),
    (&["is", "told"], "say who gets which answer"),
    (&["are", "told"], "say who gets which answer"),
];

/// Where such words are allowed: beginning of the path and reason.
const ALLOWED: [(&str, &str); 5] = [
    ("xtask/src/tidy/vocabulary.rs", "it lists the words"),
    ("xtask/src/tidy/prose.rs", "it lists the words"),
    ("docs/glossary.md", "it lists the synonyms to avoid"),
    ("docs/decisions/", "a record is not rewritten"),
    ("CHANGELOG.md", "it quotes what people reported"),
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.with_extension(&["rs", "md"]) {
        if ALLOWED.iter().any(|(allowed, _)| path.starts_with(allowed)) {
            continue;
        }
        if path.ends_with(".md") {
            for (index, line) in prose_lines(text).enumerate() {
                problems.extend(objections(path, index + 1, &line, false));
            }
            continue;
        }
        let comments = only(text, Kind::Comment);
        for (index, line) in comments.lines().enumerate() {
            problems.extend(objections(path, index + 1, &unticked(line), true));
        }
        // What tests write may be data: an old event, another organization's words.
        let is_test = test_lines(path, text);
        let literals = only(text, Kind::Literal);
        for (index, line) in literals.lines().enumerate() {
            if is_test.get(index) != Some(&true) {
                problems.extend(objections(path, index + 1, line, false));
            }
        }
    }
    problems
}

/// Lists what is wrong with one line. Synonyms are read in comments only: documents have a check of their own, and a literal
/// may be a word of a file format.
fn objections(path: &str, line: usize, text: &str, reads_synonyms: bool) -> Vec<Problem> {
    let words = words(text);
    let mut problems = Vec::new();
    for word in &words {
        if is_british(word) || BRITISH.iter().any(|beginning| word.starts_with(beginning)) {
            let what = format!("`{word}` is British spelling");
            problems.push(Problem::new(
                path,
                line,
                what,
                "this house writes American English",
            ));
        }
    }
    for (habit, remedy) in HABITS {
        let said = words
            .windows(habit.len())
            .filter(|window| window.iter().eq(habit));
        problems.extend(said.map(|_| {
            Problem::new(
                path,
                line,
                format!("`{}` hides who acts", habit.join(" ")),
                remedy,
            )
        }));
    }
    if reads_synonyms {
        problems.extend(banned_in_prose(&words).map(|(word, say)| {
            Problem::new(
                path,
                line,
                format!("`{word}` is not our word"),
                format!("say {say}, or quote it"),
            )
        }));
    }
    problems
}

/// Takes out what is in backticks or double quotes: a name in the code, or another's word.
fn unticked(line: &str) -> String {
    let without_code: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    without_code
        .split('"')
        .step_by(2)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    fn found(path: &str, text: &str) -> usize {
        check(&tree(&[(path, text)])).len()
    }

    #[test]
    fn comments_and_literals_are_read() {
        for text in [
            "// It is authorised.",
            "/// The colour of a page.",
            "const A: &str = \"not authorised\";",
            "// Whoever wrote it may not approve it.",
            "//! The digest is computed anew.",
            "// The requester is told why.",
            "// Every ticket has a number.",
        ] {
            assert_eq!(found("src/a.rs", text), 1, "text: {text}");
        }
    }

    #[test]
    fn good_english_names_in_code_and_data_of_tests_are_fine() {
        for text in [
            "// An optimistic analysis, realistic and with emphasis.",
            "// The file `resume_not_authorised.txt`.",
            "// Some call it a \"ticket\".",
            "const A: &str = \"ticket\";",
            "fn authorised() {}",
            "#[cfg(test)]\nmod tests { const A: &str = \"organisation\"; }",
        ] {
            assert_eq!(found("src/a.rs", text), 0, "text: {text}");
        }
        assert_eq!(
            found("crates/x/tests/a.rs", "const A: &str = \"organisation\";"),
            0
        );
        assert_eq!(found("docs/decisions/0001-a.md", "The organisation."), 0);
    }

    #[test]
    fn documents_are_read() {
        let text = "# The organisation\n\nSomebody approves.\n";
        let found = shown(&check(&tree(&[("docs/guide/a.md", text)])));
        assert_eq!(found.len(), 2);
        assert!(
            found[1].starts_with("docs/guide/a.md:3: `somebody` hides who acts: name the actor")
        );
    }
}
