//! When each session was used last. This is kept only in memory, so after a restart every session counts as just used.

use std::collections::HashMap;

use jiff::Timestamp;
use placet_domain::digest::Digest;

use crate::limits::{SESSION_IDLE_SECONDS, SESSION_USES_MAX};

/// When each session was used last.
#[derive(Debug, Default)]
pub(crate) struct SessionUses(HashMap<Digest, Timestamp>);

impl SessionUses {
    /// Tells whether a session has been idle for too long.
    pub(crate) fn is_idle(&self, session: &Digest, now: Timestamp) -> bool {
        self.0.get(session).is_some_and(|used| is_over(*used, now))
    }

    /// Records a use.
    pub(crate) fn used(&mut self, session: Digest, now: Timestamp) {
        if self.0.len() >= SESSION_USES_MAX {
            // Removes the session that was idle longest. From now on only its full lifetime limits it.
            let oldest = self.0.iter().min_by_key(|(_, used)| **used);
            if let Some(oldest) = oldest.map(|(session, _)| *session) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(session, now);
    }
}

fn is_over(used: Timestamp, now: Timestamp) -> bool {
    now.duration_since(used).as_secs() >= SESSION_IDLE_SECONDS
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // T8
    #[test]
    fn a_session_without_use_is_over_and_an_unknown_one_begins() {
        let at = |second: i64| Timestamp::from_second(1_795_000_000 + second).unwrap();
        let (one, other) = (Digest::of_bytes(b"1"), Digest::of_bytes(b"2"));
        let mut uses = SessionUses::default();
        uses.used(one, at(0));
        assert!(!uses.is_idle(&one, at(SESSION_IDLE_SECONDS - 1)));
        assert!(uses.is_idle(&one, at(SESSION_IDLE_SECONDS)));
        assert!(!uses.is_idle(&other, at(SESSION_IDLE_SECONDS)));
    }
}
