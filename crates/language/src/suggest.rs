//! "Did you mean": the nearest known word, or all of them when none is near.

/// Most words that a hint lists.
const LISTED_MAX: usize = 12;

/// The remedy for an unknown word: the nearest known one, else the known ones, introduced by `lead`.
pub fn remedy<'a>(given: &str, known: impl IntoIterator<Item = &'a str>, lead: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(given, &known) {
        return format!("did you mean `{near}`?");
    }
    if known.is_empty() {
        return format!("{lead} none");
    }
    let mut list = listed(known.iter().copied().take(LISTED_MAX));
    if known.len() > LISTED_MAX {
        list.push_str(", …");
    }
    format!("{lead} {list}")
}

/// Words in backticks, separated by commas.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// The known word that is meant, if one is near enough.
pub(super) fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let allowed = (given.chars().count() / 3).clamp(1, 3);
    known
        .iter()
        .map(|word| (distance(given, word, allowed), *word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Letters to insert, delete, replace or swap with their neighbor (optimal string alignment), ignoring case; more
/// than `limit` when the lengths alone differ by more.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at =
                |cells: &[usize], column: usize| cells.get(column).copied().unwrap_or(limit + 1);
            let mut best = at(&above, j) + usize::from(x != y);
            best = best.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let previous = |letters: &[char], place: usize| {
                place.checked_sub(1).and_then(|p| letters.get(p)).copied()
            };
            if previous(&a, i) == Some(*y) && previous(&b, j) == Some(*x) {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(
            remedy("al", ["all", "any"], "use one of"),
            "did you mean `all`?"
        );
        assert_eq!(
            remedy("aproved", ["approved", "rejected"], "use one of"),
            "did you mean `approved`?"
        );
        assert_eq!(
            remedy("secruity", ["security"], "use one of"),
            "did you mean `security`?"
        );
        assert_eq!(
            remedy("banana", ["all", "any"], "use one of"),
            "use one of `all`, `any`"
        );
        assert_eq!(remedy("banana", [], "the roles are"), "the roles are none");
    }
}
