//! Counts what test runners report while their output streams by.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    pub(super) fn count(&mut self, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a program, shows its output as it comes, and adds what test runners report; true when it succeeded.
pub(super) fn stream(mut program: Command, tally: &mut Tally) -> io::Result<bool> {
    let mut child = program
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let counted = std::thread::scope(|scope| {
        let errors = scope.spawn(|| forward(stderr, io::stderr()));
        let output = forward(stdout, io::stdout());
        [Some(output), errors.join().ok()]
    });
    for part in counted.into_iter().flatten() {
        *tally += part?;
    }
    Ok(child.wait()?.success())
}

fn forward(from: Option<impl Read>, mut to: impl Write) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let Some(from) = from else {
        return Ok(tally);
    };
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        tally += reported(&without_colors(&String::from_utf8_lossy(&line)));
        line.clear();
    }
    to.flush()?;
    Ok(tally)
}

/// Reads the summary lines of `cargo nextest` and of `cargo test`; any other line is ignored.
///
/// An indented `test result:` is the output of one failed test, which nextest repeats and has counted already.
fn reported(line: &str) -> Tally {
    let counts = if line.trim_start().starts_with("Summary [") {
        line.split_once(" run: ").map(|(_, counts)| counts)
    } else {
        line.strip_prefix("test result: ")
            .and_then(|result| result.split_once(". "))
            .map(|(_, counts)| counts)
    };
    let mut tally = Tally::default();
    for part in counts.unwrap_or_default().split([',', ';']) {
        let mut words = part.split_whitespace();
        let count: u64 = words
            .next()
            .and_then(|word| word.parse().ok())
            .unwrap_or_default();
        match words.next() {
            Some("passed") => tally.passed += count,
            Some("failed" | "timed" | "exec") => tally.failed += count,
            _ => {}
        }
    }
    tally
}

fn without_colors(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, text)| text));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Tally, forward, reported, without_colors};

    #[test]
    fn summaries_of_both_runners_are_read() {
        for (line, passed, failed) in [
            (
                "     Summary [   0.005s] 3 tests run: 3 passed, 0 skipped",
                3,
                0,
            ),
            (
                "Summary [ 12.3s] 9 tests run: 6 passed (1 slow), 1 failed, 2 timed out, 4 skipped",
                6,
                3,
            ),
            (
                "Summary [ 1.0s] 2/9 tests run: 1 passed, 1 exec failed, 0 skipped",
                1,
                1,
            ),
            ("Summary [ 1.0s] 1 test run: 1 passed, 0 skipped", 1, 0),
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s",
                12,
                0,
            ),
            ("test result: FAILED. 1 passed; 2 failed; 0 ignored", 1, 2),
            (
                "    test result: FAILED. 0 passed; 1 failed; 0 ignored",
                0,
                0,
            ),
            ("test a::b ... ok", 0, 0),
            ("3 passed, 4 failed", 0, 0),
        ] {
            assert_eq!(reported(line), Tally { passed, failed }, "line: {line}");
        }
    }

    #[test]
    fn colors_do_not_hide_a_summary() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.005s] \u{1b}[1m3\u{1b}[0m tests run: \u{1b}[1m3\u{1b}[0m passed";
        assert_eq!(
            reported(&without_colors(line)),
            Tally {
                passed: 3,
                failed: 0
            }
        );
    }

    #[test]
    fn output_passes_through_unchanged() {
        let output = b"one\ntest result: ok. 2 passed; 0 failed\n\xff no newline";
        let mut shown = Vec::new();
        let tally = forward(Some(output.as_slice()), &mut shown).unwrap();
        assert_eq!(shown, output);
        assert_eq!(
            tally,
            Tally {
                passed: 2,
                failed: 0
            }
        );
    }
}
