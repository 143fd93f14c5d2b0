//! T13: arguments reach the program byte for byte, and nothing reads them as code on the way.

use serde_json::json;

use crate::support::*;

/// At least a hundred strings that some shell, template or parser would read as more than text.
fn corpus() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "  two  ",
        "a b",
        "'",
        "\"",
        "''",
        "\"\"",
        "'\"'\"'",
        "\\",
        "\\\\",
        "\\'",
        "\\\"",
        "`id`",
        "$(id)",
        "$(",
        "${HOME}",
        "$HOME",
        "$$",
        "$?",
        "$@",
        "$*",
        "$0",
        "${IFS}",
        "$((1+1))",
        "<(id)",
        ">(id)",
        "; id",
        "& id",
        "&& id",
        "| id",
        "|| id",
        "\n",
        "\nid\n",
        "a\nb",
        "\r",
        "\r\n",
        "\t",
        "\u{1}",
        "\u{7}",
        "\u{8}",
        "\u{b}",
        "\u{c}",
        "\u{1b}[31m",
        "\u{1b}]0;t\u{7}",
        "\u{7f}",
        "-",
        "--",
        "-c",
        "-rf",
        "-rf /",
        "--help",
        "--version",
        "--=",
        "-n",
        "-e",
        "-- -x",
        "*",
        "?",
        "[a-z]*",
        "**/*",
        "~",
        "~root",
        "!!",
        "!id",
        "#",
        "# c",
        "%",
        "%s%n",
        "%00",
        "%2e%2e%2f",
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "//",
        "C:\\x",
        "file:/etc/passwd",
        "env:HOME",
        "@file",
        "{a,b}",
        "{1..9}",
        "{{7*7}}",
        "{% x %}",
        "${{x}}",
        "<%= 7 %>",
        "#{7}",
        "<script>alert(1)</script>",
        "&lt;",
        "&#x27;",
        "' OR 1=1 --",
        "'; DROP TABLE x; --",
        "\u{0301}",
        "é",
        "e\u{301}",
        "ß",
        "İ",
        "日本語",
        "😀",
        "👨‍👩‍👧",
        "\u{202e}abc",
        "\u{200b}",
        "\u{feff}",
        "\u{fffd}",
        "\u{10ffff}",
        "\u{e000}",
        "a=b",
        "=",
        "A=B id",
        "PATH=/x",
        "LD_PRELOAD=x",
        "<",
        ">",
        ">>",
        "<<EOF",
        "2>&1",
        "&>x",
        "(",
        ")",
        "()",
        "() { :;}; id",
        "[",
        "]",
        "[[",
        "true",
        "null",
        "0",
        "-1",
        "1e9",
        "0x10",
        "NaN",
        "y",
        "no",
        "~/x",
        "^",
        "|",
        "+",
        ",",
        ":",
        "id;",
        "\\n",
        "\\0",
        "\\x41",
        "\\u0041",
        "$'\\x41'",
        "%PATH%",
        "$env:PATH",
        "::",
        "a\\\nb",
        "\u{85}",
        "\u{2028}",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("x".repeat(8000));
    all.push("'".repeat(500));
    all
}

#[test]
fn nasty_arguments_arrive_as_they_are() {
    let corpus = corpus();
    assert!(corpus.len() >= 100, "{}", corpus.len());
    let place = Place::new();
    let mut argv = vec![
        "python3".to_owned(),
        "-c".to_owned(),
        "import json,sys;print(json.dumps(sys.argv[1:]))".to_owned(),
    ];
    argv.extend(corpus.clone());
    let report = run(&place.attempt(json!({"command": {"run": argv}})));
    assert_succeeded(&report);
    let arrived: Vec<String> = serde_json::from_str(&report.output).unwrap();
    assert_eq!(arrived, corpus);
}

#[test]
fn nasty_variables_and_directories_arrive_as_they_are() {
    let place = Place::new();
    // `env:` and `file:` are references by definition.
    let corpus: Vec<String> = corpus()
        .into_iter()
        .filter(|text| !text.starts_with("env:") && !text.starts_with("file:"))
        .collect();
    let env: serde_json::Map<_, _> = corpus
        .iter()
        .enumerate()
        .map(|(at, text)| (format!("V{at}"), json!(text)))
        .collect();
    let script = "import json,os;print(json.dumps([os.environ['V%d'%i] for i in range(int(os.environ['N']))]+[os.getcwd()]))";
    let mut env = env;
    env.insert("N".to_owned(), json!(corpus.len().to_string()));
    let dir = place.path("a b$(id)'\"\nü;");
    std::fs::create_dir(&dir).unwrap();
    let report = run(&place.attempt(
        json!({"command": {"run": ["python3", "-c", script], "env": env, "in_dir": dir}}),
    ));
    assert_succeeded(&report);
    let mut arrived: Vec<String> = serde_json::from_str(&report.output).unwrap();
    assert_eq!(arrived.pop().unwrap(), dir.to_string_lossy());
    assert_eq!(arrived, corpus);
}
