//! Recurrences of RFC 5545.

use placet_calendar::Recurrence;

/// A recurrence that is read is written so that it reads the same.
pub(crate) fn recurrence(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match text.parse::<Recurrence>() {
        Ok(rule) => {
            let written = rule.to_string();
            let again = written.parse::<Recurrence>();
            assert_eq!(
                again.as_ref(),
                Ok(&rule),
                "`{text}` was written as `{written}`"
            );
        }
        Err(error) => assert!(!error.to_string().is_empty(), "a refusal without a reason"),
    }
}
