//! T19: what has expired does not come back when the clock is set back. That the log's time does not go back is shown on a
//! real server, in the suite of faults.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use super::t8_stolen_token::{PASSWORD, cookie, is_in, log_in, with_password};
use crate::house::{House, REQUESTER};

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn jumping() -> Timestamp {
    let start: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    let passed = SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst));
    start.checked_add(passed).unwrap()
}

async fn counts(house: &House, secret: &str) -> bool {
    house.get("/api/v1/me", secret).await.status == 200
}

// The only test that sets this clock.
#[tokio::test]
async fn t19_what_has_expired_stays_so_although_the_clock_is_set_back() {
    let house = with_password(jumping, None).await;
    let set = |minutes: i64| MINUTES.store(minutes, Ordering::SeqCst);
    let issue = |minutes: i64| {
        let until = jumping().checked_add(SignedDuration::from_mins(minutes));
        let scopes = vec!["read".to_owned()];
        let person = REQUESTER.parse().unwrap();
        let issued = house.engine.issue_token(None, &person, scopes, until.ok());
        issued.unwrap().secret
    };
    let (short, long) = (issue(30), issue(60 * 24));
    let old = cookie(&log_in(&house, PASSWORD).await);
    assert!(counts(&house, &short).await && counts(&house, &long).await);
    assert!(is_in(&house, &old).await);
    set(61);
    assert!(!counts(&house, &short).await && counts(&house, &long).await);
    assert!(!is_in(&house, &old).await, "an hour without use");
    for back in [0, -60, -60 * 24] {
        set(back);
        assert!(!counts(&house, &short).await, "{back} minutes");
        assert!(!is_in(&house, &old).await, "{back} minutes");
        // Nobody is locked out by the jump.
        assert!(counts(&house, &long).await, "{back} minutes");
        let new = cookie(&log_in(&house, PASSWORD).await);
        assert!(is_in(&house, &new).await, "{back} minutes");
    }
}
