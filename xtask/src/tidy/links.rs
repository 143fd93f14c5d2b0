//! Checks that relative links in Markdown lead somewhere.

use crate::problem::Problem;
use crate::tree::{Tree, folder};
use std::collections::BTreeSet;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.with_extension(&["md"]) {
        for (index, line) in prose_lines(text).enumerate() {
            for target in targets(&line) {
                if let Some((what, remedy)) = objection(tree, path, target) {
                    problems.push(Problem::new(path, index + 1, what, remedy));
                }
            }
        }
    }
    problems
}

fn objection(tree: &Tree, from: &str, target: &str) -> Option<(String, &'static str)> {
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with('/') {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        from.to_owned()
    } else {
        resolve(folder(from), &file.replace("%20", " "))
    };
    if !tree.has_file(&path) && !tree.has_folder(&path) {
        return Some((format!("`{target}` leads nowhere"), "fix the path"));
    }
    let is_page = path.ends_with(".md") && !anchor.is_empty();
    let missing = is_page && !anchors(tree.text(&path).unwrap_or_default()).contains(anchor);
    missing.then(|| {
        (
            format!("`{path}` has no heading `#{anchor}`"),
            "fix the anchor",
        )
    })
}

/// Follows `.` and `..` from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Yields every line without code: fenced blocks become empty lines, code spans vanish.
pub(super) fn prose_lines(text: &str) -> impl Iterator<Item = String> {
    let mut fence: Option<&str> = None;
    text.lines().map(move |line| {
        let start = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| start.starts_with(marker));
        match (fence, marker) {
            (None, Some(_)) => fence = marker,
            (Some(open), Some(marker)) if open == marker => fence = None,
            (None, None) => return line.split('`').step_by(2).collect::<Vec<_>>().join(" "),
            _ => {}
        }
        String::new()
    })
}

/// Lists the targets of `[text](target)`, `[label]: target`, `href="target"` and `src="target"`.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (opening, closing) in [
        ("](", [')', ' ']),
        ("href=\"", ['"', '"']),
        ("src=\"", ['"', '"']),
    ] {
        for (at, _) in line.match_indices(opening) {
            let rest = line.get(at + opening.len()..).unwrap_or_default();
            found.extend(rest.split(closing).next());
        }
    }
    let label = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "));
    found.extend(label.and_then(|(_, target)| target.split_whitespace().next()));
    found.retain(|target| !target.is_empty());
    found
}

/// Lists the anchors of a page as code hosts derive them from its headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        for opening in ["id=\"", "name=\""] {
            if let Some((_, rest)) = line.split_once(opening) {
                anchors.extend(rest.split('"').next().map(str::to_owned));
            }
        }
        if !fenced && line.starts_with('#') {
            let slug = slug(line.trim_start_matches('#').trim());
            let repeated = (1..).map(|count| format!("{slug}-{count}"));
            let free = std::iter::once(slug.clone())
                .chain(repeated)
                .find(|slug| !anchors.contains(slug));
            anchors.extend(free);
        }
    }
    anchors
}

fn slug(heading: &str) -> String {
    heading
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c => c
                .is_alphanumeric()
                .then(|| c.to_lowercase().next().unwrap_or(c)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::shown;
    use crate::tree::sample::tree;

    #[test]
    fn a_link_that_leads_nowhere_is_a_problem() {
        let tree = tree(&[
            (
                "README.md",
                "[a](docs/missing.md)\n\n[b]: gone.md\n<img src=\"no.png\">\n[c](docs/a.md#none)\n",
            ),
            ("docs/a.md", "# One\n"),
        ]);
        let found = shown(&check(&tree));
        assert_eq!(found.len(), 4);
        assert!(found[0].starts_with("README.md:1: `docs/missing.md` leads nowhere"));
        assert!(found[3].starts_with("README.md:5: `docs/a.md` has no heading `#none`"));
    }

    #[test]
    fn files_folders_headings_and_other_sites_are_fine() {
        let tree = tree(&[
            (
                "README.md",
                "# The `placet` way: one, two\n[a](docs/a.md) [b](docs) [c](#the-placet-way-one-two)\n",
            ),
            (
                "docs/a.md",
                "[up](../README.md \"title\") [x](a.md#twice-1) [y](https://example.org/z)\n## Twice\n## Twice\n",
            ),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn code_is_not_prose() {
        let text = "`[a](b.md)`\n```\n[c](d.md)\n```\n";
        assert_eq!(check(&tree(&[("README.md", text)])), []);
    }
}
