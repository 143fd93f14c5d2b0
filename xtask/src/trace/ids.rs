//! Finds requirement ids: `004.B1` in text, `004_b1` in the name of a test.

/// Lists the ids written as `004.B1`.
pub(super) fn in_text(text: &str) -> Vec<String> {
    find(text, '.')
}

/// Lists the ids in the name of the function that `line` declares, such as `fn shows_004_b1_when_health_fails()`.
pub(super) fn in_function_name(line: &str) -> Vec<String> {
    let declared = line
        .split_once("fn ")
        .and_then(|(_, rest)| rest.split_once('('));
    declared
        .map(|(name, _)| find(name, '_'))
        .unwrap_or_default()
}

fn find(text: &str, separator: char) -> Vec<String> {
    text.match_indices("00")
        .filter(|(at, _)| {
            let before = text
                .get(..*at)
                .and_then(|before| before.chars().next_back());
            !before.is_some_and(|c| {
                c.is_ascii_digit() || (separator == '.' && (c.is_alphanumeric() || c == '.'))
            })
        })
        .filter_map(|(at, _)| parse(text.get(at..)?, separator))
        .collect()
}

fn parse(text: &str, separator: char) -> Option<String> {
    let (source, rest) = text.split_at_checked(3)?;
    let rest = rest.strip_prefix(separator)?;
    let group = rest.chars().next()?;
    let rest = rest.strip_prefix(group)?;
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let after = rest.chars().nth(number.len());
    let is_group = if separator == '.' {
        group.is_ascii_uppercase()
    } else {
        group.is_ascii_lowercase()
    };
    let is_id = source.ends_with(['0', '1', '2', '3', '4'])
        && is_group
        && !number.is_empty()
        && !after.is_some_and(char::is_alphanumeric);
    is_id.then(|| format!("{source}.{}{number}", group.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::{in_function_name, in_text};

    #[test]
    fn ids_are_found_in_text() {
        assert_eq!(
            in_text("from: [001.W1, 001.W10] and 000.T3."),
            ["001.W1", "001.W10", "000.T3"]
        );
        assert_eq!(
            in_text("1.000.T3 x000.T3 009.T3 000.t3 000.T 000.T3x 3000.T1"),
            [""; 0]
        );
    }

    #[test]
    fn ids_are_found_in_function_name() {
        assert_eq!(
            in_function_name("fn shows_004_b1_and_r001_w10()"),
            ["004.B1", "001.W10"]
        );
        assert_eq!(in_function_name("fn a() { let x = 1_000_u64; }"), [""; 0]);
    }
}
