//! Text of a file as messages repeat it.

/// Shortens input for a message to one line of at most 60 characters.
pub fn shown(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(60)
        .collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

/// Writes an id as a title: `by_risk` is `By risk`.
pub fn in_words(id: &str) -> String {
    let spaced = id.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
