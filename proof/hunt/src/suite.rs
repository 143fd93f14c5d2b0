//! One run of some tests, with or without a bug.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use placet_teeth::Bug;

use crate::binaries::Binaries;
use crate::failure::Failure;
use crate::table::Line;

/// The longest run of one suite. A bug that only makes it hang does not count as found, because no law would be named.
const SUITE_SECONDS_MAX: u64 = 120;
/// Histories of each property: enough that a planted bug is hit every time, see `bugs.tsv`.
const PROPERTY_CASES: &str = "64";

/// How a run ended.
pub(crate) enum End {
    /// This many tests passed, at least one.
    Passed(usize),
    /// These tests failed.
    Failed(Vec<String>),
    /// The run ended without a verdict.
    Broken(String),
}

/// Runs the tests of a line.
pub(crate) fn run(binaries: &Binaries, line: &Line, bug: Option<Bug>) -> Result<End, Failure> {
    let binary = binaries.get(line.package, line.target)?;
    let mut command = Command::new(&binary.executable);
    command
        .args(line.filter.split(' '))
        .current_dir(&binary.dir)
        .env("CARGO_MANIFEST_DIR", &binary.dir)
        .env("PROPTEST_CASES", PROPERTY_CASES)
        .env("INSTA_UPDATE", "no")
        .env_remove("PLACET_TEETH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(bug) = bug {
        command.env("PLACET_TEETH", format!("bug:{}", bug.name()));
    }
    let mut child = command.spawn()?;
    let mut stdout = child.stdout.take().ok_or("the tests have no output")?;
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // The output that was read before an error is judged.
        let _ = stdout.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let Some(code) = wait(&mut child)? else {
        return Ok(End::Broken(format!(
            "no end after {SUITE_SECONDS_MAX} seconds"
        )));
    };
    let output = reader.join().map_err(|_| "the output was not read")?;
    Ok(judge(code, &output))
}

/// Waits for the end. At the time limit, kills the suite and returns none.
fn wait(child: &mut Child) -> Result<Option<Option<i32>>, Failure> {
    let until = Instant::now() + Duration::from_secs(SUITE_SECONDS_MAX);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.code()));
        }
        if Instant::now() > until {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads the output of the test harness.
fn judge(code: Option<i32>, output: &str) -> End {
    let ended = |how: &str| -> Vec<String> {
        let lines = output.lines().filter_map(|line| {
            let name = line.strip_prefix("test ")?.strip_suffix(how)?;
            Some(
                name.trim_end_matches(" - should panic")
                    .trim_end()
                    .to_owned(),
            )
        });
        lines.collect()
    };
    let (passed, failed) = (ended(" ... ok"), ended(" ... FAILED"));
    match code {
        Some(0) if passed.is_empty() => End::Broken("no test has this name".to_owned()),
        Some(0) => End::Passed(passed.len()),
        Some(_) if !failed.is_empty() => End::Failed(failed),
        other => End::Broken(format!("the suite ended with {other:?} and names no test")),
    }
}

#[cfg(test)]
mod tests {
    use super::{End, judge};

    #[test]
    fn only_a_named_test_finds_a_bug() {
        let found = judge(Some(101), "test a::b ... FAILED\ntest a::c ... ok\n");
        assert!(matches!(found, End::Failed(tests) if tests == ["a::b"]));
        assert!(matches!(judge(None, ""), End::Broken(_)));
        assert!(matches!(judge(Some(2), ""), End::Broken(_)));
    }

    #[test]
    fn names_are_read_without_what_lines_them_up() {
        let found = judge(
            Some(101),
            "test a/b          ... FAILED\ntest a/longer ... ok\n",
        );
        assert!(matches!(found, End::Failed(tests) if tests == ["a/b"]));
    }

    #[test]
    fn a_filter_that_matches_nothing_is_no_control() {
        assert!(matches!(judge(Some(0), ""), End::Broken(_)));
        assert!(matches!(judge(Some(0), "test a ... ok\n"), End::Passed(1)));
    }
}
