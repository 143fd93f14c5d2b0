//! Values that some shell, template, parser or protocol would interpret as more than text: the corpus of T13.

use std::collections::BTreeSet;

/// The longest value made by repetition, in bytes.
const LONG_BYTES: usize = 8_000;

/// Returns at least five hundred different values, none with a zero byte, the same each time.
pub fn nasty() -> Vec<String> {
    let mut all: Vec<String> = SEEDS.iter().map(|&seed| seed.to_owned()).collect();
    all.push("x".repeat(LONG_BYTES));
    all.push("'".repeat(500));
    all.push("ü".repeat(4_000));
    // A value that breaks out of one context often needs another context around it.
    let around = [
        ("--name=", ""),
        ("'", "'"),
        ("\"", "\""),
        ("x\n", "\ny"),
        ("$(", ")"),
        ("${", "}"),
        ("\\", ""),
        (" ", " "),
    ];
    for (number, seed) in SEEDS.iter().enumerate() {
        for step in [0, 3, 5] {
            if let Some((before, after)) = around.get((number + step) % around.len()) {
                all.push(format!("{before}{seed}{after}"));
            }
        }
    }
    let mut seen = BTreeSet::new();
    all.retain(|value| seen.insert(value.clone()));
    all
}

#[rustfmt::skip]
const SEEDS: &[&str] = &[
    "", " ", "  two  ", "a b", "'", "\"", "''", "\"\"",
    "'\"'\"'", "\\", "\\\\", "\\'", "\\\"", "`id`", "$(id)", "$(",
    "${HOME}", "$HOME", "$$", "$?", "$@", "$*", "$0", "${IFS}",
    "$((1+1))", "<(id)", ">(id)", "; id", "& id", "&& id", "| id", "|| id",
    "\n", "\nid\n", "a\nb", "\r", "\r\n", "\t", "\u{1}", "\u{7}",
    "\u{8}", "\u{b}", "\u{c}", "\u{1b}[31m", "\u{1b}]0;t\u{7}", "\u{7f}", "-", "--",
    "-c", "-rf", "-rf /", "--help", "--version", "--=", "-n", "-e",
    "-- -x", "*", "?", "[a-z]*", "**/*", "~", "~root", "!!",
    "!id", "#", "# c", "%", "%s%n", "%00", "%2e%2e%2f", "../../../etc/passwd",
    "/etc/passwd", "..", ".", "//", "C:\\x", "file:/etc/passwd", "env:HOME", "@file",
    "{a,b}", "{1..9}", "{{7*7}}", "{% x %}", "${{x}}", "<%= 7 %>", "#{7}", "<script>alert(1)</script>",
    "&lt;", "&#x27;", "' OR 1=1 --", "'; DROP TABLE x; --", "\u{0301}", "é", "e\u{301}", "ß",
    "İ", "日本語", "😀", "👨‍👩‍👧", "\u{202e}abc", "\u{200b}", "\u{feff}", "\u{fffd}",
    "\u{10ffff}", "\u{e000}", "a=b", "=", "A=B id", "PATH=/x", "LD_PRELOAD=x", "<",
    ">", ">>", "<<EOF", "2>&1", "&>x", "(", ")", "()",
    "() { :;}; id", "[", "]", "[[", "true", "null", "0", "-1",
    "1e9", "0x10", "NaN", "y", "no", "~/x", "^", "|",
    "+", ",", ":", "id;", "\\n", "\\0", "\\x41", "\\u0041",
    "$'\\x41'", "%PATH%", "$env:PATH", "::", "a\\\nb", "\u{85}", "\u{2028}", "${change.number}",
    "${steps.build.output}", "{{ step.output }}", "${env:HOME}", "${file:/etc/passwd}", "$[x]", "=cmd()", "+1+1", "@SUM(1)",
    "name: value", "- item", "&anchor *anchor", "!!python/object:os.system", "!tag", "%d%d%d%d", "%1$s", "%2$n",
    "%x", "\u{1f1e9}\u{1f1ea}", "\u{2066}a\u{2069}", "..\\..\\x", "....//", "/./", "/../", "a/../../b",
    "/proc/self/environ", "/dev/null", "/dev/stdin", "\\\\host\\share", "CON", "NUL", ".git", ".ssh/authorized_keys",
    "%0d%0aX: y", "\r\nX-Injected: 1", "\r\n\r\nGET / HTTP/1.1", "HTTP/1.1 200 OK", "http://evil.example/@a", "a?b#c", "a%00b", "[redacted]",
    "placet", "null\n", "\"}],\"x\":[{\"", "\\u0000", "]]>", "<!--", "<!DOCTYPE x>", "<![CDATA[x]]>",
    "&amp;", "javascript:alert(1)", "\u{1}\u{2}\u{3}",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_is_large_and_the_same_each_time() {
        let corpus = nasty();
        assert!(corpus.len() >= 500, "{}", corpus.len());
        assert_eq!(corpus, nasty());
        assert!(corpus.iter().all(|value| !value.contains('\0')));
    }
}
