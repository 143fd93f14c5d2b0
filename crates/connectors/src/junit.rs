//! JUnit XML reports, counted test case by test case.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Longest report that is read, in bytes.
pub const JUNIT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Deepest nesting of elements.
const DEPTH_MAX: usize = 64;

/// The results of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JunitSummary {
    /// Test cases.
    pub tests: u64,
    /// How many of them failed.
    pub failures: u64,
    /// How many of them ended with an error.
    pub errors: u64,
    /// How many of them were skipped.
    pub skipped: u64,
}

impl JunitSummary {
    /// Tells whether at least one test ran and none failed or ended with an error.
    pub fn passed(&self) -> bool {
        self.failures == 0 && self.errors == 0 && self.tests > self.skipped
    }
}

impl fmt::Display for JunitSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tests,
            failures,
            errors,
            skipped,
        } = self;
        write!(
            f,
            "{tests} tests, {failures} failed, {errors} errors, {skipped} skipped"
        )?;
        if *tests == 0 {
            f.write_str("; a report without tests proves nothing")?;
        } else if tests == skipped {
            f.write_str("; no test ran")?;
        }
        Ok(())
    }
}

/// Reads a JUnit XML report (`testsuites`, `testsuite`, `testcase` with `failure`, `error` or `skipped`).
///
/// Counts the test cases themselves. If a suite's own totals claim more failures or errors than its cases show, the
/// larger number counts.
///
/// # Errors
/// Says what is wrong with a report that is too long, not XML, has a document type or entities of its own, or is not a
/// JUnit report.
pub fn read_junit(bytes: &[u8]) -> Result<JunitSummary, String> {
    if bytes.len() > JUNIT_BYTES_MAX {
        return Err(format!("the report is longer than {JUNIT_BYTES_MAX} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "the report is not UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut count = Count::default();
    loop {
        let event = reader.read_event().map_err(|error| {
            format!(
                "the report is not well-formed XML at byte {}: {error}",
                reader.error_position()
            )
        })?;
        match event {
            Event::Start(start) => count.open(&start)?,
            Event::Empty(start) => {
                count.open(&start)?;
                count.close();
            }
            Event::End(_) => count.close(),
            Event::DocType(_) => {
                return Err("the report has a document type, which is not allowed".to_owned());
            }
            Event::GeneralRef(entity) if !is_built_in(&entity) => {
                return Err("the report uses an entity that XML does not define".to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    count.summary()
}

fn is_built_in(entity: &str) -> bool {
    entity.starts_with('#') || matches!(entity, "amp" | "lt" | "gt" | "quot" | "apos")
}

/// The result of a test case. The worst result wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    Passed,
    Skipped,
    Failed,
    Errored,
}

/// Adds what a report claims, which may be any number.
fn add(sum: &mut u64, claimed: Option<u64>) {
    *sum = sum.saturating_add(claimed.unwrap_or(0));
}

#[derive(Default)]
struct Count {
    /// Names of the open elements.
    open: Vec<String>,
    case: Option<Case>,
    found: JunitSummary,
    /// The totals that the outermost suites claim.
    claimed: JunitSummary,
    is_junit: bool,
}

impl Count {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let name = start.local_name();
        let name = String::from_utf8_lossy(name.as_ref().as_bytes()).into_owned();
        if self.open.is_empty() {
            self.is_junit |= name == "testsuites" || name == "testsuite";
        }
        let inside_case = self.open.last().is_some_and(|open| open == "testcase");
        match (name.as_str(), inside_case) {
            ("testcase", _) => self.case = Some(Case::Passed),
            ("skipped", true) => self.case = self.case.max(Some(Case::Skipped)),
            ("failure", true) => self.case = self.case.max(Some(Case::Failed)),
            ("error", true) => self.case = self.case.max(Some(Case::Errored)),
            ("testsuite", _) if !self.open.iter().any(|open| open == "testsuite") => {
                self.claim(start)?;
            }
            _ => {}
        }
        self.open.push(name);
        if self.open.len() > DEPTH_MAX {
            return Err(format!(
                "the report is nested deeper than {DEPTH_MAX} elements"
            ));
        }
        Ok(())
    }

    fn claim(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| format!("the report is not well-formed XML: {error}"))?;
            let number = || {
                std::str::from_utf8(attribute.value.as_ref().as_bytes())
                    .ok()?
                    .trim()
                    .parse::<u64>()
                    .ok()
            };
            match attribute.key.as_ref() {
                "failures" => add(&mut self.claimed.failures, number()),
                "errors" => add(&mut self.claimed.errors, number()),
                _ => {}
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        if self.open.pop().is_some_and(|name| name == "testcase")
            && let Some(case) = self.case.take()
        {
            self.found.tests += 1;
            match case {
                Case::Passed => {}
                Case::Skipped => self.found.skipped += 1,
                Case::Failed => self.found.failures += 1,
                Case::Errored => self.found.errors += 1,
            }
        }
    }

    fn summary(self) -> Result<JunitSummary, String> {
        if let Some(name) = self.open.last() {
            return Err(format!("the report ends inside `{name}`"));
        }
        if !self.is_junit {
            return Err(
                "not a JUnit report: its outermost element is neither `testsuites` nor `testsuite`"
                    .to_owned(),
            );
        }
        let mut summary = self.found;
        summary.failures = summary.failures.max(self.claimed.failures);
        summary.errors = summary.errors.max(self.claimed.errors);
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn cases_are_counted_by_their_worst_word() {
        let report = br#"<?xml version="1.0"?><testsuites><testsuite name="a" tests="5" failures="1" errors="1">
            <testcase name="1"/><testcase name="2"><system-out>ok &amp; done &#10;</system-out></testcase>
            <testcase name="3"><failure message="x">y</failure><error/></testcase>
            <testcase name="4"><skipped/></testcase>
            <testsuite name="nested"><testcase name="5"><failure/></testcase></testsuite>
            </testsuite></testsuites>"#;
        let summary = read_junit(report).unwrap();
        assert_eq!(
            summary,
            JunitSummary {
                tests: 5,
                failures: 1,
                errors: 1,
                skipped: 1
            }
        );
        assert!(!summary.passed());
        assert_eq!(
            summary.to_string(),
            "5 tests, 1 failed, 1 errors, 1 skipped"
        );
    }

    #[test]
    fn nothing_run_is_not_passed() {
        for report in [
            "<testsuite/>",
            "<testsuites><testsuite><testcase><skipped/></testcase></testsuite></testsuites>",
        ] {
            assert!(!read_junit(report.as_bytes()).unwrap().passed(), "{report}");
        }
        assert!(
            read_junit(b"<testsuite><testcase/></testsuite>")
                .unwrap()
                .passed()
        );
    }

    #[test]
    fn a_suite_that_claims_failures_without_cases_has_not_passed() {
        let report = br#"<testsuite tests="2" failures="1"><testcase/></testsuite>"#;
        assert!(!read_junit(report).unwrap().passed());
    }

    #[test]
    fn t22_claims_that_are_too_large_to_add_have_not_passed() {
        let suite = format!(
            r#"<testsuite failures="{0}" errors="{0}"><testcase/></testsuite>"#,
            u64::MAX
        );
        let report = format!("<testsuites>{suite}{suite}</testsuites>");
        let summary = read_junit(report.as_bytes()).unwrap();
        assert_eq!((summary.failures, summary.errors), (u64::MAX, u64::MAX));
        assert!(!summary.passed());
        // A value too large for a number is not a claim; the cases still count.
        let report = r#"<testsuite failures="99999999999999999999"><testcase><failure/></testcase></testsuite>"#;
        assert!(!read_junit(report.as_bytes()).unwrap().passed());
    }

    // No external entities, no entity bombs, no incomplete reports.
    #[test]
    fn t22_what_could_deceive_is_refused() {
        let bomb = br#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite><testcase/>&b;</testsuite>"#;
        assert!(read_junit(bomb).unwrap_err().contains("document type"));
        assert!(
            read_junit(b"<testsuite><testcase/>&b;</testsuite>")
                .unwrap_err()
                .contains("entity")
        );
        assert!(
            read_junit(b"<testsuite><testcase/>")
                .unwrap_err()
                .contains("ends inside")
        );
        assert!(read_junit(b"<testsuite><testcase></testsuite>").is_err());
        assert!(
            read_junit(b"<html></html>")
                .unwrap_err()
                .contains("not a JUnit report")
        );
        assert!(read_junit(b"").is_err());
        assert!(read_junit(b"\xff\xfe").unwrap_err().contains("UTF-8"));
        let deep = format!("<testsuite>{}", "<a>".repeat(100));
        assert!(read_junit(deep.as_bytes()).unwrap_err().contains("nested"));
    }
}
