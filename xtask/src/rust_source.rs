//! Reads just enough Rust to tell code from comments and literals.

use std::ops::Range;

/// What a piece of source is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Code,
    Comment,
    Literal,
}

/// Returns `text` with comments, strings and characters blanked; every byte keeps its place.
pub(crate) fn code_only(text: &str) -> String {
    only(text, Kind::Code)
}

/// Returns `text` with everything blanked but one kind of it; every byte keeps its place.
pub(crate) fn only(text: &str, kind: Kind) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut previous = ' ';
    while let Some(next) = rest.chars().next() {
        let prose = prose_length(rest, previous);
        let length = prose.unwrap_or(next.len_utf8());
        let (part, remainder) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let is = match prose {
            None => Kind::Code,
            Some(_) if part.starts_with('/') => Kind::Comment,
            Some(_) => Kind::Literal,
        };
        if is == kind {
            kept.push_str(part);
        } else {
            blank(part, &mut kept);
        }
        previous = part.chars().next_back().unwrap_or(' ');
        rest = remainder;
    }
    kept
}

fn blank(part: &str, into: &mut String) {
    for c in part.chars() {
        let spaces = std::iter::repeat_n(' ', c.len_utf8());
        if c == '\n' {
            into.push(c);
        } else {
            into.extend(spaces);
        }
    }
}

/// Returns `code` with every item behind `#[cfg(test)]` blanked; `code` holds no comments and literals anymore.
pub(crate) fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut at = 0;
    for test in test_items(code) {
        kept.push_str(code.get(at..test.start).unwrap_or_default());
        blank(code.get(test.clone()).unwrap_or_default(), &mut kept);
        at = test.end;
    }
    kept.push_str(code.get(at..).unwrap_or_default());
    kept
}

/// Says for each line whether it belongs to tests: to a file of tests, or to an item behind `#[cfg(test)]`.
pub(crate) fn test_lines(path: &str, text: &str) -> Vec<bool> {
    if is_test_file(path) {
        return vec![true; text.lines().count()];
    }
    let code = code_only(text);
    let items = test_items(&code);
    let mut at = 0;
    let mut lines = Vec::new();
    for line in code.split_inclusive('\n') {
        lines.push(
            items
                .iter()
                .any(|item| item.start < at + line.len() && at < item.end),
        );
        at += line.len();
    }
    lines
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// Lists the positions of items behind `#[cfg(test)]` whose text is here; `mod tests;` has its text elsewhere.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    for (start, attribute) in code.match_indices(TEST_ONLY) {
        let is_inside = items.last().is_some_and(|item| start < item.end);
        let body = start + attribute.len();
        let end = body + item_length(code.get(body..).unwrap_or_default());
        if !is_inside {
            items.push(start..end);
        }
    }
    items
}

/// Returns the bytes of an item: up to the `;` outside of brackets, or the brace that closes its body.
fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.saturating_sub(1);
                if c == '}' && depth == 0 {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Lists the identifiers and keywords of one line of code.
pub(crate) fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Returns the bytes of the comment or literal that `rest` starts with, if it starts with one.
fn prose_length(rest: &str, previous: char) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_length(rest));
    }
    if rest.starts_with('"') {
        return Some(quoted_length(rest, '"'));
    }
    if rest.starts_with('\'') {
        return character_length(rest);
    }
    let starts_word = !previous.is_alphanumeric() && previous != '_';
    if starts_word {
        return raw_string_length(rest);
    }
    None
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut skip_next = false;
    for ((at, first), second) in rest.char_indices().zip(rest.chars().skip(1)) {
        if skip_next {
            skip_next = false;
            continue;
        }
        match (first, second) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth = depth.saturating_sub(1),
            _ => continue,
        }
        skip_next = true;
        if depth == 0 {
            return at + 2;
        }
    }
    rest.len()
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// Tells `'a'` from the lifetime `'a`.
fn character_length(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next()?;
    let (second_at, second) = characters.next()?;
    if first == '\\' {
        return Some(quoted_length(rest, '\''));
    }
    (second == '\'').then_some(second_at + 1)
}

fn raw_string_length(rest: &str) -> Option<usize> {
    let marked = ["r", "br", "cr"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    let body = marked.trim_start_matches('#');
    let hashes = marked.len() - body.len();
    let inside = body.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = rest.len() - inside.len();
    Some(
        inside
            .find(&end)
            .map_or(rest.len(), |at| opening + at + end.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::{Kind, code_only, identifiers, only, test_lines, without_tests};

    #[test]
    fn literals_and_comments_are_blanked() {
        for (source, code) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("x \" y", z)"#, "f(        , z)"),
            ("r#\"x \"y\"# z", "          z"),
            ("r#type z", "r#type z"),
            ("'\"' a", "    a"),
            ("&'a str '\\'' b", "&'a str      b"),
        ] {
            assert_eq!(code_only(source), code, "source: {source}");
        }
    }

    #[test]
    fn identifiers_leave_numbers_out() {
        let found: Vec<_> = identifiers("let a_1 = b.c(12, D);").collect();
        assert_eq!(found, ["let", "a_1", "b", "c", "D"]);
    }

    #[test]
    fn comments_and_literals_are_told_apart() {
        for (kind, kept) in [
            (Kind::Comment, "     // é\n                "),
            (Kind::Literal, "\n          \"x\" 'y' r#\"z\"# "),
        ] {
            let source = "f(a, // é\n\"x\",'y',r#\"z\"#)";
            let found = only(source, kind);
            assert_eq!(found.len(), source.len());
            assert_eq!(found.replace(' ', ""), kept.replace(' ', ""));
        }
    }

    #[test]
    fn only_inline_items_of_tests_are_left_out() {
        for (code, product) in [
            ("#[cfg(test)]\nmod tests;\nuse std::fs;", "use std::fs;"),
            ("#[cfg(test)] mod a { fn b() { c } } fn d() {}", "fn d() {}"),
            (
                "fn a() {} #[cfg(test)] pub(crate) fn b(c: [u8; 2]) {}",
                "fn a() {}",
            ),
            ("#[cfg(test)] mod a { #[cfg(test)] fn b() {} c } d", "d"),
            ("#[cfg(test)] mod a {", ""),
        ] {
            let left = without_tests(code);
            assert_eq!(left.trim(), product, "code: {code}");
            assert_eq!(left.len(), code.len());
        }
    }

    #[test]
    fn brackets_in_literals_and_comments_close_nothing() {
        let text = "#[cfg(test)]\nmod a {\n    // }\n    f(\"}\", '}')\n}\nfn b() {}\n";
        assert_eq!(
            test_lines("src/a.rs", text),
            [true, true, true, true, true, false]
        );
        assert_eq!(test_lines("crates/x/tests/a.rs", "fn a() {}"), [true]);
    }
}
