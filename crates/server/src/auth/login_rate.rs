//! Counts failed logins, for each person and overall, to limit password guessing.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::limits::{
    LOGIN_FAILURES_MAX, LOGIN_FAILURES_OVERALL_MAX, LOGIN_PERSONS_MAX, LOGIN_WINDOW_SECONDS,
};

#[derive(Debug, Default, Clone, Copy)]
struct Window {
    since_seconds: i64,
    failures: u32,
}

impl Window {
    fn count(&self, now_seconds: i64) -> u32 {
        if self.is_over(now_seconds) {
            0
        } else {
            self.failures
        }
    }

    fn is_over(&self, now_seconds: i64) -> bool {
        now_seconds.saturating_sub(self.since_seconds) >= LOGIN_WINDOW_SECONDS
    }

    fn add(&mut self, now_seconds: i64) {
        if self.is_over(now_seconds) {
            *self = Self {
                since_seconds: now_seconds,
                failures: 0,
            };
        }
        self.failures = self.failures.saturating_add(1);
    }
}

/// Failed logins of the last minutes.
#[derive(Debug, Default)]
pub(crate) struct LoginRate {
    persons: HashMap<String, Window>,
    overall: Window,
}

impl LoginRate {
    /// Tells whether another attempt for this person is allowed.
    pub(crate) fn allows(&self, person: &str, now: Timestamp) -> bool {
        let now = now.as_second();
        let of_person = self
            .persons
            .get(person)
            .map_or(0, |window| window.count(now));
        of_person < LOGIN_FAILURES_MAX && self.overall.count(now) < LOGIN_FAILURES_OVERALL_MAX
    }

    /// Counts an attempt before it is checked, so that simultaneous attempts cannot get around the limit.
    pub(crate) fn begun(&mut self, person: &str, now: Timestamp) {
        let now = now.as_second();
        if self.persons.len() >= LOGIN_PERSONS_MAX {
            self.persons.retain(|_, window| !window.is_over(now));
        }
        if self.persons.len() < LOGIN_PERSONS_MAX || self.persons.contains_key(person) {
            self.persons.entry(person.to_owned()).or_default().add(now);
        }
        self.overall.add(now);
    }

    /// Forgets a person's attempts after a successful login.
    pub(crate) fn succeeded(&mut self, person: &str) {
        self.persons.remove(person);
        self.overall.failures = self.overall.failures.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + second).unwrap()
    }

    // T8
    #[test]
    fn the_sixth_attempt_in_five_minutes_is_not_heard() {
        let mut rate = LoginRate::default();
        for second in 0..5 {
            assert!(rate.allows("ada", at(second)));
            rate.begun("ada", at(second));
        }
        assert!(!rate.allows("ada", at(6)));
        assert!(rate.allows("bob", at(6)), "others are not locked out");
        assert!(
            rate.allows("ada", at(LOGIN_WINDOW_SECONDS)),
            "the window ends"
        );
    }

    #[test]
    fn many_names_do_not_get_around_the_limit() {
        let mut rate = LoginRate::default();
        for attempt in 0..LOGIN_FAILURES_OVERALL_MAX {
            rate.begun(&format!("person{attempt}"), at(0));
        }
        assert!(!rate.allows("somebody-else", at(1)));
    }

    #[test]
    fn a_login_that_succeeds_forgets_the_failures() {
        let mut rate = LoginRate::default();
        for _ in 0..4 {
            rate.begun("ada", at(0));
        }
        rate.succeeded("ada");
        assert!(rate.allows("ada", at(1)));
    }
}
