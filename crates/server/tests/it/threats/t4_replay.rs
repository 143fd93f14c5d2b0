//! T4: a recorded approval that is sent again does nothing again, on its change, on another one, or at another server.
//!
//! Approvals are known by the token that sends them; signatures by the approver's own key are not there yet.

use crate::house::{Answer, House, REQUESTER, TEAM_LEAD, call};

async fn approve(
    house: &House,
    number: &str,
    token: &str,
    digest: &str,
    key: Option<&str>,
) -> Answer {
    let path = format!("/api/v1/changes/{number}/approve");
    let mut ask = call("POST", &path).bearer(token);
    if let Some(key) = key {
        ask = ask.header("idempotency-key", key);
    }
    house
        .send(ask.json(&format!(r#"{{"digest": "{digest}"}}"#)))
        .await
}

async fn events(house: &House, number: &str, name: &str) -> usize {
    let path = format!("/api/v1/changes/{number}/events");
    let all = house.get(&path, &house.as_person(REQUESTER)).await.json();
    let rows = all["items"].as_array().or(all.as_array()).unwrap();
    rows.iter().filter(|row| row["name"] == name).count()
}

#[tokio::test]
async fn t4_the_same_request_again_is_answered_as_the_first_or_refused() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let lead = house.as_person(TEAM_LEAD);
    let first = approve(&house, &number, &lead, &digest, Some("k1")).await;
    assert_eq!(first.status, 200, "{}", first.text);
    for _ in 0..3 {
        let again = approve(&house, &number, &lead, &digest, Some("k1")).await;
        let (first, mut again) = (first.json(), again.json());
        assert_eq!(again["replayed"].take(), true);
        assert_eq!(
            (&again["version"], &again["position"]),
            (&first["version"], &first["position"])
        );
    }
    assert_eq!(events(&house, &number, "ApprovalGiven").await, 1);
    assert_eq!(events(&house, &number, "ChangeAuthorized").await, 1);
    // Without a key, a further answer of the same person adds nothing.
    for _ in 0..3 {
        approve(&house, &number, &lead, &digest, None).await;
    }
    assert_eq!(events(&house, &number, "ChangeAuthorized").await, 1);
    // The same key for something else is refused.
    let other = approve(&house, &number, &lead, &"0".repeat(64), Some("k1")).await;
    assert_eq!(
        (
            other.status,
            other.refusal().contains("idempotency_key_reused")
        ),
        (422, true)
    );
}

#[tokio::test]
async fn t4_a_request_for_one_change_is_refused_by_another() {
    let house = House::new();
    let (_, digest) = house.submitted().await;
    let (twin, other) = house.submitted().await;
    assert_ne!(digest, other, "two changes that say the same are two");
    let lead = house.as_person(TEAM_LEAD);
    for _ in 0..3 {
        let answer = approve(&house, &twin, &lead, &digest, None).await;
        assert!(
            answer.refusal().contains("digest_differs"),
            "{}",
            answer.text
        );
        assert_eq!(answer.status, 409);
    }
    assert_eq!(events(&house, &twin, "ApprovalGiven").await, 0);
    assert_eq!(
        events(&house, &twin, "CommandRefused").await,
        1,
        "on record, once"
    );
}

#[tokio::test]
async fn t4_a_request_to_one_server_is_refused_by_another() {
    let (house, other) = (House::new(), House::with(now, true));
    let (number, digest) = house.submitted().await;
    let (same, twin) = other.submitted().await;
    assert_eq!(
        (&number, &digest),
        (&same, &twin),
        "the same content on both"
    );
    // Both houses generate the same values; a real server generates random ones.
    let lead = house.engine.issue_token(
        None,
        &TEAM_LEAD.parse().unwrap(),
        vec!["approve".to_owned()],
        None,
    );
    let lead = lead.unwrap().secret;
    for _ in 0..3 {
        assert_eq!(
            approve(&other, &same, &lead, &digest, Some("k1"))
                .await
                .status,
            401
        );
    }
    assert_eq!(events(&other, &same, "ApprovalGiven").await, 0);
    assert_eq!(
        approve(&house, &number, &lead, &digest, Some("k1"))
            .await
            .status,
        200
    );
}

fn now() -> jiff::Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn t4_a_request_from_before_an_edit_is_refused() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let requester = house.as_person(REQUESTER);
    let edit = format!("/api/v1/changes/{number}/edit");
    house
        .done(
            &edit,
            &requester,
            r#"{"fields": {"rollback_plan": "Another one"}}"#,
        )
        .await;
    for _ in 0..3 {
        let answer = approve(&house, &number, &house.as_person(TEAM_LEAD), &digest, None).await;
        assert_eq!(answer.status, 409, "{}", answer.text);
    }
    assert_eq!(events(&house, &number, "ApprovalGiven").await, 0);
}
