//! Reads just enough Rust to tell code from comments and literals.

/// Returns `text` with comments, strings and characters blanked; every line keeps its number.
pub(crate) fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut previous = ' ';
    while let Some(next) = rest.chars().next() {
        let blanked = blanked_length(rest, previous);
        let length = blanked.unwrap_or(next.len_utf8());
        let (part, remainder) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match blanked {
            Some(_) => code.extend(part.chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
            None => code.push_str(part),
        }
        previous = part.chars().next_back().unwrap_or(' ');
        rest = remainder;
    }
    code
}

/// Returns the number of the first line that belongs to tests, counted from 1, if any line does.
pub(crate) fn first_test_line(path: &str, text: &str) -> Option<usize> {
    if path.contains("/tests/") || path.ends_with("/tests.rs") {
        return Some(1);
    }
    let line = text
        .lines()
        .position(|line| line.trim_start().starts_with("#[cfg(test)]"))?;
    Some(line + 1)
}

/// Lists the identifiers and keywords of one line of code.
pub(crate) fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Returns the bytes of the comment or literal that `rest` starts with, if it starts with one.
fn blanked_length(rest: &str, previous: char) -> Option<usize> {
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
    use super::{code_only, first_test_line, identifiers};

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
    fn tests_start_at_their_module() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(first_test_line("src/a.rs", text), Some(2));
        assert_eq!(first_test_line("crates/x/tests/a.rs", text), Some(1));
        assert_eq!(first_test_line("src/a.rs", "fn a() {}"), None);
    }
}
