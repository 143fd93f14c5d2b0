//! T8: what a stolen token or session is worth, and for how long.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use placet_server::welcome;

use crate::house::{Answer, House, REQUESTER, TEAM_LEAD, call};

pub(super) const PASSWORD: &str = "correct horse battery staple";

fn form(path: &str, body: &str) -> crate::house::Call {
    call("POST", path)
        .header("sec-fetch-site", "same-origin")
        .form(body)
}

/// Returns a house with a person who has a password.
pub(super) async fn with_password(clock: fn() -> Timestamp, link: Option<String>) -> House {
    let house = House::with(clock, true);
    let made = welcome::issue(&house.engine, &REQUESTER.parse().unwrap());
    let link = link.unwrap_or_else(|| made.unwrap());
    set_password(&house, &link, PASSWORD).await;
    house
}

async fn set_password(house: &House, link: &str, password: &str) {
    let token = link.strip_prefix("/welcome?token=").unwrap();
    let body = format!("token={token}&password={password}&again={password}");
    let set = house.send(form("/welcome", &body)).await;
    assert_eq!(set.status, 303, "{}", set.text);
}

pub(super) async fn log_in(house: &House, password: &str) -> Answer {
    let body = format!("person={REQUESTER}&password={password}&next=/changes");
    house.send(form("/login", &body)).await
}

pub(super) fn cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

pub(super) async fn is_in(house: &House, cookie: &str) -> bool {
    house
        .send(call("GET", "/api/v1/me").header("cookie", cookie))
        .await
        .status
        == 200
}

fn fixed() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// Returns every byte of every file of a data directory.
fn holds(dir: &Path, secret: &str) -> bool {
    std::fs::read_dir(dir).unwrap().any(|file| {
        let path = file.unwrap().path();
        if path.is_dir() {
            return holds(&path, secret);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    })
}

#[tokio::test]
async fn t8_no_secret_is_at_rest() {
    let house = with_password(fixed, None).await;
    let token = house.token(TEAM_LEAD, "read approve");
    assert_eq!(house.get("/api/v1/me", &token).await.status, 200);
    let cookie = cookie(&log_in(&house, PASSWORD).await);
    assert!(is_in(&house, &cookie).await);
    let session = cookie.split_once('=').unwrap().1;
    for secret in [token.as_str(), session, PASSWORD] {
        assert!(
            secret.len() > 20 && !holds(house.dir.path(), secret),
            "{secret}"
        );
    }
    // The control: what is not secret is found in the same files.
    assert!(holds(house.dir.path(), TEAM_LEAD));
}

#[tokio::test]
async fn t8_a_cookie_is_for_this_host_this_site_and_no_script() {
    let house = with_password(fixed, None).await;
    let answer = log_in(&house, PASSWORD).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-placet="), "{set}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"));
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

fn moving() -> Timestamp {
    let passed = jiff::SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst));
    fixed().checked_add(passed).unwrap()
}

// The only test that advances this clock.
#[tokio::test]
async fn t8_a_session_ends_after_an_hour_without_use_and_after_twelve_in_any_case() {
    let house = with_password(moving, None).await;
    let pass = |minutes: i64| MINUTES.fetch_add(minutes, Ordering::SeqCst);
    let quiet = cookie(&log_in(&house, PASSWORD).await);
    let busy = cookie(&log_in(&house, PASSWORD).await);
    assert!(is_in(&house, &quiet).await && is_in(&house, &busy).await);
    pass(59);
    assert!(is_in(&house, &busy).await);
    pass(1);
    assert!(!is_in(&house, &quiet).await, "quiet for an hour");
    assert!(is_in(&house, &busy).await);
    for _ in 0..14 {
        pass(50);
        let _ = is_in(&house, &busy).await;
    }
    let late = cookie(&log_in(&house, PASSWORD).await);
    assert!(is_in(&house, &late).await);
    assert!(
        !is_in(&house, &busy).await,
        "used all the time, for more than twelve hours"
    );
}

#[tokio::test]
async fn t8_a_revoked_token_and_an_ended_session_are_refused_at_once() {
    let house = with_password(fixed, None).await;
    let token = house.as_person(REQUESTER);
    let cookie = cookie(&log_in(&house, PASSWORD).await);
    let page = house
        .send(call("GET", "/").header("cookie", &cookie))
        .await
        .text;
    let form_token = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
    let form_token = form_token.split('"').next().unwrap();
    let out = form("/logout", &format!("form_token={form_token}")).header("cookie", &cookie);
    assert_eq!(house.send(out).await.status, 303);
    assert!(!is_in(&house, &cookie).await);
    let listed = house.get("/api/v1/tokens", &token).await.json();
    // The link for the first password is a token too, but it was never used for a call.
    let used = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["used"].is_string());
    let used = used.unwrap_or_else(|| panic!("uses are listed: {listed}"));
    assert!(used["used"].as_str().unwrap().starts_with("2026"), "{used}");
    let id = used["id"].as_str().unwrap();
    house.engine.revoke_token(None, id).unwrap();
    assert_eq!(house.get("/api/v1/me", &token).await.status, 401);
}

#[tokio::test]
async fn t8_a_new_password_ends_every_session_and_the_old_password() {
    let house = with_password(fixed, None).await;
    let stolen = cookie(&log_in(&house, PASSWORD).await);
    assert!(is_in(&house, &stolen).await);
    let person = REQUESTER.parse().unwrap();
    // Nobody can do this over the network: an administrator could act as every approver.
    assert!(welcome::issue(&house.engine, &person).is_err());
    let link = welcome::reset(&house.engine, &person).unwrap();
    assert!(
        is_in(&house, &stolen).await,
        "the link alone changes nothing"
    );
    set_password(&house, &link, "another long password").await;
    assert!(!is_in(&house, &stolen).await);
    assert_eq!(log_in(&house, PASSWORD).await.status, 401);
    assert_eq!(log_in(&house, "another long password").await.status, 303);
    let used = house.send(call("GET", &link)).await;
    assert_eq!(used.status, 403, "a link counts once");
}

#[tokio::test]
async fn t8_passwords_cannot_be_tried_without_end() {
    let house = with_password(fixed, None).await;
    let mut statuses = Vec::new();
    for attempt in 0..20 {
        statuses.push(
            log_in(&house, &format!("guess number {attempt}"))
                .await
                .status,
        );
    }
    assert_eq!(&statuses[..6], [401, 401, 401, 401, 401, 429]);
    assert!(
        statuses[5..].iter().all(|status| *status == 429),
        "{statuses:?}"
    );
}
