//! Collects where ids occur: in the `from:` values of processes, and in tests.

use super::ids;
use crate::rust_source::test_lines;
use crate::tree::{Tree, extension};

/// One place that names one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) line: usize,
}

impl Evidence {
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// Lists the ids in `from:` values of the shipped processes; a comment is not a rule.
pub(super) fn rules(tree: &Tree) -> Vec<Evidence> {
    let processes = tree
        .with_extension(&["yaml"])
        .filter(|(path, _)| path.starts_with("processes/"));
    let mut found = Vec::new();
    for (path, text) in processes {
        let mut value = FromValue::Outside;
        for (index, line) in text.lines().enumerate() {
            let (ids, next) = value.read(without_comment(line));
            value = next;
            found.extend(named(path, index + 1, ids));
        }
    }
    found
}

/// Lists the ids that tests name: scenario files, test sources, and test modules inside sources.
pub(super) fn tests(tree: &Tree) -> Vec<Evidence> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        if !path.starts_with("crates/") {
            continue;
        }
        let is_script = path.contains("/tests/")
            && matches!(extension(path), "txt" | "py" | "sh" | "js" | "ts");
        let is_test = match extension(path) {
            "rs" => test_lines(path, text),
            _ => vec![is_script; text.lines().count()],
        };
        for (index, line) in text.lines().enumerate() {
            if is_test.get(index) != Some(&true) {
                continue;
            }
            let mut ids = ids::in_text(line);
            ids.extend(ids::in_function_name(line));
            found.extend(named(path, index + 1, ids));
        }
    }
    found
}

fn named(path: &str, line: usize, ids: Vec<String>) -> impl Iterator<Item = Evidence> {
    ids.into_iter().map(move |id| Evidence {
        id,
        path: path.to_owned(),
        line,
    })
}

/// Whether the reader is inside the value of a `from:` that runs over several lines.
#[derive(Clone, Copy)]
enum FromValue {
    Outside,
    /// After `from: [` without its `]`.
    Flow,
    /// After a bare `from:` at this indent; its items follow.
    Block {
        indent: usize,
    },
}

impl FromValue {
    fn read(self, line: &str) -> (Vec<String>, FromValue) {
        let indent = line.len() - line.trim_start().len();
        match self {
            FromValue::Flow => read_flow(line),
            FromValue::Block { indent: key } if is_item(line) && indent >= key => {
                (ids::in_text(line), self)
            }
            FromValue::Block { .. } if line.trim().is_empty() => (Vec::new(), self),
            _ => read_keys(line, indent),
        }
    }
}

fn read_keys(line: &str, indent: usize) -> (Vec<String>, FromValue) {
    let mut found = Vec::new();
    let mut next = FromValue::Outside;
    for (at, key) in line.match_indices("from:") {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|c| !" {,-".contains(c)) {
            continue;
        }
        let value = line.get(at + key.len()..).unwrap_or_default().trim();
        if value.is_empty() {
            next = FromValue::Block { indent };
        } else if let Some(list) = value.strip_prefix('[') {
            let (ids, after) = read_flow(list);
            found.extend(ids);
            next = after;
        } else {
            let scalar = value.split([',', '}']).next().unwrap_or_default();
            found.extend(ids::in_text(scalar));
        }
    }
    (found, next)
}

fn read_flow(line: &str) -> (Vec<String>, FromValue) {
    match line.split_once(']') {
        Some((inside, _)) => (ids::in_text(inside), FromValue::Outside),
        None => (ids::in_text(line), FromValue::Flow),
    }
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

/// In YAML a comment starts at a `#` after a space or at the start of the line, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut previous = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if previous == ' ' => return line.get(..at).unwrap_or_default(),
            (None, '"' | '\'') if " [{,:".contains(previous) => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        previous = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{rules, tests};
    use crate::tree::sample::tree;

    fn rule_ids(yaml: &str) -> Vec<String> {
        let tree = tree(&[("processes/a.yaml", yaml)]);
        rules(&tree)
            .iter()
            .map(|rule| format!("{}:{}", rule.id, rule.line))
            .collect()
    }

    #[test]
    fn every_way_to_write_a_list_is_read() {
        assert_eq!(rule_ids("a: {from: 001.A1, x: 001.B9}"), ["001.A1:1"]);
        assert_eq!(
            rule_ids("from: [001.A1, 001.A2] # 001.A3"),
            ["001.A1:1", "001.A2:1"]
        );
        assert_eq!(
            rule_ids("from: [001.A1,\n  001.A2]\nx: 001.A3"),
            ["001.A1:1", "001.A2:2"]
        );
        assert_eq!(
            rule_ids("- from:\n    - 001.A1\n\n    - 001.A2\n  x: 001.A3"),
            ["001.A1:2", "001.A2:4"]
        );
        assert_eq!(
            rule_ids("a: {from: [001.A1]}\nb: {from: [001.A2]}"),
            ["001.A1:1", "001.A2:2"]
        );
    }

    #[test]
    fn other_values_and_comments_are_not_rules() {
        assert_eq!(
            rule_ids("title: 001.A1\n# from: 001.A2\nfrom: draft\nadapted_from: 001.A3"),
            [""; 0]
        );
        assert_eq!(rule_ids("say: 'a # b', from: 001.A1"), ["001.A1:1"]);
    }

    #[test]
    fn tests_name_ids_in_text_and_in_function_names() {
        let tree = tree(&[
            (
                "crates/domain/src/a.rs",
                "// 001.A1\n#[cfg(test)]\nmod tests {\n    fn shows_001_a2() {}\n}\n",
            ),
            ("crates/domain/tests/scenarios/b.txt", "# 001.A3\n"),
            ("crates/domain/tests/snapshots/c.snap", "001.A4\n"),
            ("docs/d.md", "001.A5\n"),
        ]);
        let found: Vec<_> = tests(&tree)
            .iter()
            .map(|test| format!("{} {}", test.id, test.place()))
            .collect();
        assert_eq!(
            found,
            [
                "001.A2 crates/domain/src/a.rs:4",
                "001.A3 crates/domain/tests/scenarios/b.txt:1"
            ]
        );
    }
}
