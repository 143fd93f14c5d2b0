//! Counts what breaks a rule today, for each rule and part of the house. A count may only shrink.

use crate::problem::Problem;
use crate::tree::Tree;
use std::collections::BTreeMap;

pub(super) const RATCHET: &str = "xtask/ratchet.txt";
const HEADER: &str = "\
# What still breaks a rule of `cargo xtask tidy`: rule, part of the house, how often. It may shrink, not grow.
# `cargo xtask tidy --list RULE` shows the places; `cargo xtask tidy --write-ratchet` renews this file.
";

/// Whether an entry that is higher than it has to be is a problem too, and not only a note. Turn it off while many people move
/// files at the same time: a file may then take its exceptions along from one crate to another.
const IS_EXACT: bool = true;

/// A rule whose present exceptions are counted.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) check: fn(&Tree) -> Vec<Problem>,
}

/// What the counts of a tree mean compared with those in the ratchet.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
}

/// Compares what each rule finds with what the ratchet allows.
pub(super) fn check(tree: &Tree, rules: &[Rule]) -> Verdict {
    let mut verdict = Verdict::default();
    let allowed = read(tree.text(RATCHET).unwrap_or_default());
    for rule in rules {
        judge(
            rule.name,
            (rule.check)(tree),
            &allowed,
            IS_EXACT,
            &mut verdict,
        );
    }
    verdict
}

/// Returns the content of the ratchet for the tree as it is.
pub(super) fn written(tree: &Tree, rules: &[Rule]) -> String {
    let mut text = HEADER.to_owned();
    for rule in rules {
        for (part, found) in by_part((rule.check)(tree)) {
            text += &format!("{} {part} {}\n", rule.name, found.len());
        }
    }
    text
}

type Counts = BTreeMap<(String, String), usize>;

fn read(text: &str) -> Counts {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let counts = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let (rule, part) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(((rule, part), words.next()?.parse().ok()?))
    });
    counts.collect()
}

fn judge(rule: &str, found: Vec<Problem>, allowed: &Counts, is_exact: bool, verdict: &mut Verdict) {
    let allowed: BTreeMap<&str, usize> = allowed
        .iter()
        .filter(|((of, _), _)| of == rule)
        .map(|((_, part), count)| (part.as_str(), *count))
        .collect();
    let has_grown = found.len() > allowed.values().sum();
    let found = by_part(found);
    for (part, &count) in &allowed {
        let now = found.get(*part).map_or(0, Vec::len);
        if now < count {
            let what = format!("`{rule} {part}` allows {count} and {now} are left");
            let remedy = "run `cargo xtask tidy --write-ratchet`";
            if is_exact {
                verdict
                    .problems
                    .push(Problem::new(RATCHET, 1, what, remedy));
            } else {
                verdict.notes.push(format!("{what}: {remedy}"));
            }
        }
    }
    for (part, problems) in found {
        let before = allowed.get(part.as_str()).copied().unwrap_or_default();
        if problems.len() > before && (has_grown || is_exact) {
            verdict.notes.push(format!(
                "`{rule} {part}` grew from {before} to {}; which of these are new?",
                problems.len()
            ));
            verdict.problems.extend(problems);
        }
    }
}

/// Sorts problems into the parts of the house: `crates/domain`, `proof/sim`, `xtask`.
fn by_part(problems: Vec<Problem>) -> BTreeMap<String, Vec<Problem>> {
    let mut parts: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
    for problem in problems {
        parts
            .entry(part_of(&problem.path))
            .or_default()
            .push(problem);
    }
    parts
}

fn part_of(path: &str) -> String {
    let mut folders = path.split('/');
    match (folders.next(), folders.next()) {
        (Some(group @ ("crates" | "proof")), Some(member)) => format!("{group}/{member}"),
        (Some(first), _) => first.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Verdict, by_part, check, judge, read, written};
    use crate::problem::Problem;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    fn found(paths: &[&str]) -> Vec<Problem> {
        paths
            .iter()
            .map(|path| Problem::new(*path, 1, "wrong", "mend it"))
            .collect()
    }

    fn judged(ratchet: &str, paths: &[&str], is_exact: bool) -> (usize, usize) {
        let mut verdict = Verdict::default();
        judge(
            "heads",
            found(paths),
            &read(ratchet),
            is_exact,
            &mut verdict,
        );
        (verdict.problems.len(), verdict.notes.len())
    }

    #[test]
    fn exceptions_of_today_are_allowed_and_may_not_grow() {
        let ratchet = "# head\nheads crates/domain 1\nwords crates/domain 9\n";
        assert_eq!(judged(ratchet, &["crates/domain/src/a.rs"], false), (0, 0));
        assert_eq!(
            judged(
                ratchet,
                &["crates/domain/src/a.rs", "crates/domain/src/b.rs"],
                false
            ),
            (2, 1)
        );
        assert_eq!(judged("", &["crates/domain/src/a.rs"], false), (1, 1));
    }

    #[test]
    fn an_entry_that_is_too_high_is_a_note_until_the_ratchet_is_exact() {
        assert_eq!(judged("heads crates/domain 1\n", &[], false), (0, 1));
        assert_eq!(judged("heads crates/domain 1\n", &[], true), (1, 0));
    }

    #[test]
    fn a_file_takes_its_exceptions_along_until_the_ratchet_is_exact() {
        let ratchet = "heads crates/domain 1\n";
        assert_eq!(
            judged(ratchet, &["crates/language/src/a.rs"], false),
            (0, 1)
        );
        assert_eq!(judged(ratchet, &["crates/language/src/a.rs"], true).0, 2);
    }

    #[test]
    fn what_is_written_passes() {
        let rules = [Rule {
            name: "heads",
            check: |_| found(&["crates/domain/src/a.rs", "xtask/src/a.rs"]),
        }];
        let text = written(&tree(&[]), &rules);
        assert!(
            text.ends_with("\nheads crates/domain 1\nheads xtask 1\n"),
            "{text}"
        );
        let verdict = check(&tree(&[(super::RATCHET, &text)]), &rules);
        assert_eq!((shown(&verdict.problems), verdict.notes.len()), (vec![], 0));
    }

    #[test]
    fn parts_are_crates() {
        let parts = by_part(found(&["proof/sim/tests/it/a.rs", "docs/a.md"]));
        assert_eq!(parts.into_keys().collect::<Vec<_>>(), ["docs", "proof/sim"]);
    }
}
