//! Limits on a condition's text, checked before it is given to a parser that recurses.

/// Longest condition, in bytes.
pub const CONDITION_BYTES_MAX: usize = 4096;
/// Deepest nesting of brackets.
pub const BRACKET_DEPTH_MAX: usize = 32;
/// Most operators, dots and commas together.
pub const OPERATORS_MAX: usize = 200;

/// Refuses a text on which a recursive parser could exhaust the stack.
pub(super) fn check(source: &str) -> Result<(), String> {
    if source.len() > CONDITION_BYTES_MAX {
        return Err(format!(
            "the condition is longer than {CONDITION_BYTES_MAX} bytes; split it"
        ));
    }
    let (mut depth, mut operators) = (0usize, 0usize);
    for c in outside_strings(source) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '-' | '+' | '*' | '/' | '%' | '?' | ':' | '&' | '|' | '<' | '>' | '=' | '.'
            | ',' => operators += 1,
            _ => {}
        }
        if depth > BRACKET_DEPTH_MAX {
            return Err(format!(
                "brackets are nested deeper than {BRACKET_DEPTH_MAX}; write it flatter"
            ));
        }
    }
    // `in` is an operator too, and the only one that is a word.
    operators += source
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| *word == "in")
        .count();
    if operators > OPERATORS_MAX {
        return Err(format!(
            "the condition has more than {OPERATORS_MAX} operators; split it"
        ));
    }
    Ok(())
}

/// The characters that stand outside string literals and comments, as CEL's grammar delimits them.
fn outside_strings(source: &str) -> Vec<char> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut word = String::new();
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
            continue;
        }
        if matches!(c, '"' | '\'') {
            let is_raw = word.len() <= 2 && word.chars().any(|p| matches!(p, 'r' | 'R'));
            rest = after_string(rest, c, is_raw);
            word.clear();
            continue;
        }
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
        } else {
            word.clear();
        }
        found.push(c);
        rest = rest.strip_prefix(c).unwrap_or("");
    }
    found
}

/// What follows the string literal that `text` begins with; nothing if it does not end.
fn after_string(text: &str, quote: char, is_raw: bool) -> &str {
    let triple = String::from_iter([quote; 3]);
    let end = if text.starts_with(&triple) {
        triple
    } else {
        quote.to_string()
    };
    let mut rest = text.strip_prefix(end.as_str()).unwrap_or("");
    loop {
        if let Some(after) = rest.strip_prefix(end.as_str()) {
            return after;
        }
        let mut chars = rest.chars();
        match chars.next() {
            None => return "",
            Some('\\') if !is_raw => {
                chars.next();
            }
            Some(_) => {}
        }
        rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_hide_or_add_depth() {
        let hidden = format!("{}1{}", "(')' == ".repeat(40), ")".repeat(40));
        assert!(check(&hidden).is_err());
        let raw = format!("r'\\' == '' && {}1{}", "(".repeat(40), ")".repeat(40));
        assert!(check(&raw).is_err());
        let comment = format!("true // ' \n && {}1{}", "(".repeat(40), ")".repeat(40));
        assert!(check(&comment).is_err());
        assert!(check(&format!("change.title == '{}'", "(".repeat(100))).is_ok());
        assert!(
            check(&format!(
                "change.title == \"\"\"{}\"\"\"",
                "(\"".repeat(100)
            ))
            .is_ok()
        );
    }

    #[test]
    fn long_chains_and_long_texts_are_refused() {
        assert!(check(&"!".repeat(201)).is_err());
        assert!(check(&"a in ".repeat(201)).is_err());
        assert!(check(&"a".repeat(CONDITION_BYTES_MAX + 1)).is_err());
    }
}
