//! What the reader of YAML refuses before it looks at any meaning.

use placet_language::Path;
use placet_language::node::{Content, DEPTH_MAX, NODES_MAX, TEXT_BYTES_MAX, read};
use serde_json::json;

use super::lines;

fn told(text: &[u8]) -> String {
    match read(text) {
        Ok(_) => "ok".to_owned(),
        Err(problems) => lines(&problems),
    }
}

// T9: a file cannot be used as a weapon against its reader.
#[test]
fn what_a_configuration_does_not_need_is_refused() {
    let cases: &[(&str, &str)] = &[
        (
            "",
            "line 1, column 1: the text is empty: write at least one key and its value",
        ),
        (
            "# only a comment\n",
            "line 1, column 1: the text is empty: write at least one key and its value",
        ),
        (
            "a: &x 1\nb: *x\n",
            "line 1, column 4: `a`: an anchor (`&name`): leave it out and write the value where it is needed\nline 2, column 4: `b`: an alias (`*name`): write the value out: aliases can be made to explode",
        ),
        (
            "a: !!str 1\n",
            "line 1, column 4: `a`: a tag (`!name`): leave it out; quote the value to make it text",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "line 2, column 1: a second document: write one document and no further `---`",
        ),
        (
            "a:\n  b: 1\n  b: 2\n",
            "line 3, column 3: `a.b`: the key is there twice, first on line 2: keep one of the two",
        ),
        (
            "? [a]\n: 1\n",
            "line 1, column 3: a key that is a map or a list: use text as the key",
        ),
        (
            "{a: 1}: 2\n",
            "line 1, column 1: a key that is a map or a list: use text as the key",
        ),
        (
            "*x : 2\n",
            "line 1, column 1: not readable as YAML: while parsing node, found unknown anchor: check indentation, colons and quotes",
        ),
        (
            "a: \"one\\rtwo\"\n",
            "line 1, column 4: `a`: a carriage return inside a single line: leave it out",
        ),
        (
            "a: 1 # hidden\rb: 2\n",
            "line 1, column 14: a carriage return without a line feed, which can hide text from its reader: end lines with a line feed",
        ),
        (
            "a: [1, 2\n",
            "line 2, column 1: `a[2]`: not readable as YAML: while parsing a flow sequence, expected ',' or ']': check indentation, colons and quotes",
        ),
        (
            "a: 99999999999999999999\n",
            "line 1, column 4: `a`: `99999999999999999999` is a number too large to hold: quote it if it is meant as text",
        ),
        (
            "a: .nan\n",
            "line 1, column 4: `a`: `.nan` is not a number that can be compared: quote it if it is meant as text",
        ),
        (
            "a: -.inf\n",
            "line 1, column 4: `a`: `-.inf` is not a finite number: quote it if it is meant as text",
        ),
        (
            "a: 'open\n",
            "line 1, column 4: `a`: not readable as YAML: while scanning a quoted scalar, found unexpected end of stre…: check indentation, colons and quotes",
        ),
    ];
    let mut wrong = String::new();
    for (text, expected) in cases {
        let told = told(text.as_bytes());
        if told != *expected {
            wrong.push_str(&format!(
                "--- {text:?}\nexpected: {expected}\ntold:     {told}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_alias_bomb_is_refused_without_being_expanded() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [before.as_str(); 9].join(", ")
        ));
    }
    let problems = read(bomb.as_bytes()).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "line 1, column 5: `a0`: an anchor (`&name`): leave it out and write the value where it is needed"
    );
    assert!(problems.len() <= placet_language::PROBLEMS_MAX);
}

#[test]
fn a_text_is_bounded_in_bytes_values_and_depth() {
    let just_fits = format!("a: {}", "x".repeat(TEXT_BYTES_MAX - 3));
    assert_eq!(told(just_fits.as_bytes()), "ok");
    assert_eq!(
        told(format!("{just_fits}x").as_bytes()),
        "line 1, column 1: the text has 1048577 bytes and may have 1048576: split it or move long texts elsewhere"
    );
    let many = |count: usize| format!("[{}]", vec!["1"; count].join(","));
    assert_eq!(told(many(NODES_MAX - 1).as_bytes()), "ok");
    assert_eq!(
        told(many(NODES_MAX).as_bytes()),
        "line 1, column 1: more than 50000 values: split the text"
    );
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(told(deep(DEPTH_MAX).as_bytes()), "ok");
    assert_eq!(
        told(deep(DEPTH_MAX + 1).as_bytes()),
        "line 1, column 65: `[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]`: nested deeper than 64 levels: flatten the structure"
    );
    let block: String = (0..=DEPTH_MAX)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_eq!(
        told(block.as_bytes()),
        "line 65, column 65: `a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a`: nested deeper than 64 levels: flatten the structure"
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_placed() {
    assert_eq!(
        told(b"a: 1\nb: \xff\n"),
        "line 2, column 4: the text is not UTF-8: save it with the encoding UTF-8"
    );
}

#[test]
fn plain_scalars_follow_the_core_schema_and_quoted_ones_are_text() {
    let text = "[null, ~, true, FALSE, yes, 0o17, 0x1F, 017, -3, +4, 1.5, 2e3, .5, '1', \"true\", 15:00, 002.E1, 2026-11-21]";
    assert_eq!(
        read(text.as_bytes()).unwrap().to_json(),
        json!([
            null,
            null,
            true,
            false,
            "yes",
            15,
            31,
            17,
            -3,
            4,
            1.5,
            2000.0,
            0.5,
            "1",
            "true",
            "15:00",
            20.0,
            "2026-11-21"
        ])
    );
}

#[test]
fn json_is_read_and_keeps_the_order_of_its_keys() {
    let node = read(br#"{"b": [1, {"c": "\u00e4\n"}], "a": null}"#).unwrap();
    assert_eq!(node.to_json(), json!({"b": [1, {"c": "ä\n"}], "a": null}));
    let keys: Vec<&String> = node.map().unwrap().keys().collect();
    assert_eq!(keys, ["b", "a"]);
}

#[test]
fn a_path_finds_its_value_and_place() {
    let node = read(
        b"\xef\xbb\xbfrules:\r\n  - by: [x]\r\n    table: {\"standard, minor\": {low: yes}}\r\n",
    )
    .unwrap();
    let path = r#"rules[0].table["standard, minor"].low"#;
    let found = node.find(path).unwrap();
    assert_eq!(
        (found.line, found.column, &found.content),
        (3, 38, &Content::Text("yes".to_owned()))
    );
    assert_eq!(Path::parse(path).unwrap().to_string(), path);
    assert_eq!(
        node.place_of(&Path::parse("rules[0].table.gone").unwrap()),
        (3, 5)
    );
    for bad in ["a..b", "[", "a[x]", "[\"a"] {
        assert_eq!(Path::parse(bad), None, "{bad}");
    }
}
