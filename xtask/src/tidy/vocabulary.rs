//! Checks that code and documents use the words of the glossary, not their synonyms.

use super::links::prose_lines;
use crate::problem::Problem;
use crate::rust_source::{code_only, identifiers};
use crate::tree::Tree;

/// A synonym, split into words, and what to say instead.
struct Banned {
    words: &'static [&'static str],
    say: &'static str,
    /// Whether prose may not use it either; some words are only wrong as names of things in the code.
    in_prose: bool,
}

#[rustfmt::skip]
const BANNED: [Banned; 15] = [
    Banned { words: &["ticket"], say: "change", in_prose: true },
    Banned { words: &["change", "request"], say: "change", in_prose: false },
    Banned { words: &["workflow"], say: "process, or change model", in_prose: true },
    Banned { words: &["sign", "off"], say: "approval", in_prose: true },
    Banned { words: &["signoff"], say: "approval", in_prose: true },
    Banned { words: &["assignee"], say: "implementer", in_prose: true },
    Banned { words: &["runbook"], say: "plan", in_prose: false },
    Banned { words: &["blackout"], say: "freeze", in_prose: true },
    Banned { words: &["alarm"], say: "trigger, signal or verdict", in_prose: false },
    Banned { words: &["clash"], say: "conflict", in_prose: false },
    Banned { words: &["committee"], say: "board", in_prose: false },
    Banned { words: &["retro"], say: "review", in_prose: false },
    Banned { words: &["retrospective"], say: "review", in_prose: false },
    Banned { words: &["audit", "log"], say: "ledger, or timeline", in_prose: false },
    Banned { words: &["configuration", "item"], say: "component", in_prose: false },
];

/// Beginnings of words in British spelling; code is American.
#[rustfmt::skip]
const BRITISH: [&str; 14] = [
    "authoris", "unauthoris", "organis", "normalis", "canonicalis", "serialis", "deserialis", "initialis", "recognis",
    "summaris", "cancelled", "cancelling", "colour", "behaviour",
];

/// Where a synonym is allowed: beginning of the path, word (empty for any), reason.
const ALLOWED: [(&str, &str, &str); 3] = [
    ("docs/glossary.md", "", "it lists the synonyms to avoid"),
    (
        "docs/decisions/",
        "",
        "a decision names what it turned down",
    ),
    ("CHANGELOG.md", "", "it quotes what people reported"),
];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.with_extension(&["rs"]) {
        for (index, line) in code_only(text).lines().enumerate() {
            for name in identifiers(line) {
                let words = words(name);
                let banned = BANNED.iter().find(|banned| contains(&words, banned.words));
                let (what, remedy) = if let Some(banned) = banned {
                    (
                        format!("`{name}` is not our word"),
                        format!("say {}", banned.say),
                    )
                } else if words.iter().any(|word| is_british(word)) {
                    (
                        format!("`{name}` is British spelling"),
                        "code is American".to_owned(),
                    )
                } else {
                    continue;
                };
                problems.extend(unless_allowed(path, name, index + 1, what, remedy));
            }
        }
    }
    for (path, text) in tree.with_extension(&["md"]) {
        for (index, line) in prose_lines(text).enumerate() {
            let words = words(&unquoted(&line));
            for banned in BANNED
                .iter()
                .filter(|banned| banned.in_prose && contains(&words, banned.words))
            {
                let name = banned.words.join("-");
                let remedy = format!("say {}, or quote it if it is another's word", banned.say);
                problems.extend(unless_allowed(
                    path,
                    &name,
                    index + 1,
                    format!("`{name}` is not our word"),
                    remedy,
                ));
            }
        }
    }
    problems
}

/// Lists the synonyms among the words of a comment, each with what to say instead.
pub(super) fn banned_in_prose(words: &[String]) -> impl Iterator<Item = (String, &'static str)> {
    let found = BANNED
        .iter()
        .filter(|banned| banned.in_prose && contains(words, banned.words));
    found.map(|banned| (banned.words.join("-"), banned.say))
}

fn unless_allowed(
    path: &str,
    word: &str,
    line: usize,
    what: String,
    remedy: String,
) -> Option<Problem> {
    let allowed = ALLOWED.iter().any(|(prefix, allowed, _)| {
        path.starts_with(prefix) && (allowed.is_empty() || *allowed == word)
    });
    (!allowed).then(|| Problem::new(path, line, what, remedy))
}

/// Splits prose, `snake_case` and `CamelCase` into lower-case words.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous = ' ';
    for c in text.chars() {
        let starts_word = c.is_uppercase() && !previous.is_uppercase();
        if starts_word || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A plural is the same word.
fn contains(words: &[String], banned: &[&str]) -> bool {
    words.windows(banned.len()).any(|window| {
        let mut pairs = window.iter().zip(banned);
        pairs.all(|(word, banned)| {
            word.strip_prefix(banned)
                .is_some_and(|rest| matches!(rest, "" | "s" | "es"))
        })
    })
}

pub(super) fn is_british(word: &str) -> bool {
    BRITISH.iter().any(|beginning| word.starts_with(beginning))
}

/// Takes out what is in double quotes: another organization's own words.
fn unquoted(line: &str) -> String {
    line.replace(['“', '”'], "\"")
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

    fn code(line: &str) -> usize {
        check(&tree(&[("src/a.rs", line)])).len()
    }

    fn prose(line: &str) -> usize {
        check(&tree(&[("docs/guide/a.md", line)])).len()
    }

    #[test]
    fn synonyms_in_identifiers_are_problems() {
        for line in [
            "struct Ticket;",
            "fn sign_off() {}",
            "struct WorkflowStep;",
            "let x: SignOff;",
            "let open_tickets = 1;",
            "fn add_change_request() {}",
            "enum BlackoutPeriod {}",
            "fn authorise() {}",
            "let is_cancelled = 1;",
        ] {
            assert_eq!(code(line), 1, "line: {line}");
        }
    }

    #[test]
    fn our_words_comments_and_source_labels_are_fine() {
        for line in [
            "// a ticket elsewhere",
            "let label = \"Runbook Updates\";",
            "fn design_offer() {}",
            "enum Phase { Canceled }",
            "fn request_approval(change: Change) {}",
            "fn retrograde() {}",
        ] {
            assert_eq!(code(line), 0, "line: {line}");
        }
    }

    #[test]
    fn prose_says_our_words_unless_it_quotes() {
        assert_eq!(prose("Every ticket needs a sign-off."), 2);
        assert_eq!(
            prose("Runbooks for `Ticket` and \"ticket\" say “sign-off”."),
            0
        );
    }

    #[test]
    fn the_glossary_lists_the_synonyms() {
        assert_eq!(
            check(&tree(&[("docs/glossary.md", "not: ticket, workflow")])),
            []
        );
    }

    #[test]
    fn the_remedy_names_the_right_word() {
        let found = shown(&check(&tree(&[("src/a.rs", "\nstruct Ticket;")])));
        assert_eq!(found, ["src/a.rs:2: `Ticket` is not our word: say change"]);
    }
}
