//! Which tests must find which bug.

use placet_teeth::Bug;

use crate::failure::Failure;

/// The table as it is committed: bug, package, test target (`lib` for unit tests), and parts of the tests' names.
pub(crate) const TABLE: &str = include_str!("../bugs.tsv");

/// One bug and the tests that must find it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) bug: Bug,
    pub(crate) package: &'static str,
    pub(crate) target: &'static str,
    pub(crate) filter: &'static str,
}

impl Line {
    pub(crate) fn suite(&self) -> (&'static str, &'static str, &'static str) {
        (self.package, self.target, self.filter)
    }
}

/// Reads the table. Every bug must appear in it exactly once.
pub(crate) fn parse(table: &'static str) -> Result<Vec<Line>, Failure> {
    let mut lines: Vec<Line> = Vec::new();
    for text in table.lines().skip(1) {
        let fields: Vec<&'static str> = text.split('\t').collect();
        let [name, package, target, filter] = fields[..] else {
            return Err(format!("bugs.tsv: a line has four fields, not `{text}`").into());
        };
        let bug = Bug::ALL.iter().find(|bug| bug.name() == name);
        let bug = *bug.ok_or_else(|| format!("bugs.tsv: `{name}` is not a bug"))?;
        if lines.iter().any(|line| line.bug == bug) {
            return Err(format!("bugs.tsv: `{name}` is listed twice").into());
        }
        lines.push(Line {
            bug,
            package,
            target,
            filter,
        });
    }
    let forgotten = |bug: &&Bug| lines.iter().all(|line| line.bug != **bug);
    match Bug::ALL.iter().find(forgotten) {
        None => Ok(lines),
        Some(bug) => Err(format!(
            "`{}` has no line in proof/hunt/bugs.tsv: name a suite that finds it",
            bug.name()
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn every_bug_has_a_suite() {
        assert_eq!(parse(TABLE).unwrap().len(), Bug::ALL.len());
    }

    // The control of the test above.
    #[test]
    fn a_bug_without_a_suite_is_told() {
        let error = parse("bug\tpackage\ttarget\ttests").unwrap_err();
        assert!(error.to_string().contains("has no line"), "{error}");
    }
}
