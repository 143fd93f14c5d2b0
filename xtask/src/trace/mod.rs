//! Shows for every requirement the rule that carries it and the test that shows it.

mod evidence;
mod ids;

use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::tree::Tree;
use evidence::Evidence;
use serde_json::{Value, json};
use std::io::{ErrorKind, Write};
use std::path::Path;

const REQUIREMENTS: &str = "docs/requirements.tsv";

/// One requirement and where it is met.
struct Trace<'a> {
    id: &'a str,
    text: &'a str,
    rules: Vec<Evidence>,
    tests: Vec<Evidence>,
}

impl Trace<'_> {
    fn is_open(&self) -> bool {
        self.rules.is_empty() || self.tests.is_empty()
    }
}

pub(crate) fn run(root: &Path, options: &[&str]) -> Outcome {
    if let Some(other) = options
        .iter()
        .find(|option| !matches!(**option, "--json" | "--strict"))
    {
        return Err(format!("unknown option `{other}`; there are --json and --strict").into());
    }
    let tree = Tree::load(root)?;
    let traces = traces(&tree);
    let shown = if options.contains(&"--json") {
        format!("{:#}\n", as_json(&traces))
    } else {
        as_table(&traces)
    };
    match std::io::stdout().write_all(shown.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    let unknown = unknown_ids(&tree);
    for problem in &unknown {
        eprintln!("{problem}");
    }
    let complete = unknown.is_empty() && !traces.iter().any(Trace::is_open);
    Ok(complete || !options.contains(&"--strict"))
}

/// Reports ids that a process or a test names although no such requirement exists.
pub(crate) fn unknown_ids(tree: &Tree) -> Vec<Problem> {
    let known: Vec<&str> = requirements(tree).map(|(id, _)| id).collect();
    if known.is_empty() {
        return Vec::new();
    }
    evidence::rules(tree)
        .into_iter()
        .chain(evidence::tests(tree))
        .filter(|evidence| !known.contains(&evidence.id.as_str()))
        .map(|evidence| {
            let what = format!("`{}` is not a requirement", evidence.id);
            Problem::new(
                evidence.path,
                evidence.line,
                what,
                format!("take an id from {REQUIREMENTS}"),
            )
        })
        .collect()
}

fn traces(tree: &Tree) -> Vec<Trace<'_>> {
    let rules = evidence::rules(tree);
    let tests = evidence::tests(tree);
    let of = |id: &str, all: &[Evidence]| all.iter().filter(|one| one.id == id).cloned().collect();
    requirements(tree)
        .map(|(id, text)| Trace {
            id,
            text,
            rules: of(id, &rules),
            tests: of(id, &tests),
        })
        .collect()
}

fn requirements(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let text = tree.text(REQUIREMENTS).unwrap_or_default();
    text.lines().filter_map(|line| line.split_once('\t'))
}

fn as_table(traces: &[Trace<'_>]) -> String {
    let first = |all: &[Evidence]| match all {
        [] => "-".to_owned(),
        [one] => one.place(),
        [one, others @ ..] => format!("{} +{}", one.place(), others.len()),
    };
    let rows: Vec<[String; 3]> = traces
        .iter()
        .map(|trace| {
            [
                trace.id.to_owned(),
                first(&trace.rules),
                first(&trace.tests),
            ]
        })
        .collect();
    let width = rows
        .iter()
        .map(|[_, rule, _]| rule.len())
        .max()
        .unwrap_or_default()
        .max(4);
    let mut table = format!("{:<8} {:<width$} test\n", "id", "rule");
    for [id, rule, test] in rows {
        table.push_str(&format!("{id:<8} {rule:<width$} {test}\n"));
    }
    let with_rule = traces
        .iter()
        .filter(|trace| !trace.rules.is_empty())
        .count();
    let with_test = traces
        .iter()
        .filter(|trace| !trace.tests.is_empty())
        .count();
    let open = traces.iter().filter(|trace| trace.is_open()).count();
    let count = traces.len();
    table.push_str(&format!(
        "\n{count} requirements: {with_rule} with rule, {with_test} with test, {open} open\n"
    ));
    table
}

fn as_json(traces: &[Trace<'_>]) -> Value {
    let places = |all: &[Evidence]| -> Vec<String> { all.iter().map(Evidence::place).collect() };
    traces
        .iter()
        .map(|trace| {
            json!({
                "id": trace.id,
                "text": trace.text,
                "rules": places(&trace.rules),
                "tests": places(&trace.tests),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{REQUIREMENTS, as_json, as_table, traces, unknown_ids};
    use crate::tree::sample::tree;

    const LIST: (&str, &str) = (REQUIREMENTS, "004.B1\ttriggers\n004.B2\tcommands\n");

    #[test]
    fn the_table_shows_where_a_requirement_is_met() {
        let tree = tree(&[
            LIST,
            (
                "processes/shop.yaml",
                "signals:\n  from: [004.B1]\nback_out: {from: 004.B1}\n",
            ),
            (
                "crates/domain/tests/scenarios/back_out.txt",
                "# shows 004.B1\n",
            ),
        ]);
        let expected = "\
id       rule                     test
004.B1   processes/shop.yaml:2 +1 crates/domain/tests/scenarios/back_out.txt:1
004.B2   -                        -

2 requirements: 1 with rule, 1 with test, 1 open
";
        assert_eq!(as_table(&traces(&tree)), expected);
        assert_eq!(
            as_json(&traces(&tree))[0]["rules"][1],
            "processes/shop.yaml:3"
        );
    }

    #[test]
    fn an_id_that_no_list_holds_is_a_problem() {
        assert_eq!(
            unknown_ids(&tree(&[LIST, ("processes/a.yaml", "from: 004.B2\n")])),
            []
        );
        assert_eq!(
            unknown_ids(&tree(&[LIST, ("processes/a.yaml", "from: 004.B9\n")])).len(),
            1
        );
    }

    #[test]
    fn the_list_is_complete() {
        let text = include_str!("../../../docs/requirements.tsv");
        let mut ids: Vec<_> = text
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(ids.len(), 200);
        assert!(ids.iter().all(|id| super::ids::in_text(id) == [*id]));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 200);
    }
}
