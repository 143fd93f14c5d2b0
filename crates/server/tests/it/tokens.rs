//! Tokens (T8): forged, revoked, expired, and who may issue which.

use insta::assert_snapshot;
use serde_json::json;

use crate::house::{ADMINISTRATOR, AGENT, House, REQUESTER, STRANGER, TEAM_LEAD, call};

#[tokio::test]
async fn a_forged_token_is_refused_without_a_hint_what_is_wrong() {
    let house = House::new();
    let real = house.as_person(REQUESTER);
    let mut forged = real.clone();
    let last = if forged.pop() == Some('0') { '1' } else { '0' };
    forged.push(last);
    assert_snapshot!(house.get("/api/v1/me", &forged).await.refusal(), @r#"
    401 not logged in
    credentials_refused: this token or session is not valid: it is unknown, expired or revoked; log in again, or use another token
    "#);
    for other in ["plc_", "nonsense", ""] {
        assert_eq!(house.get("/api/v1/me", other).await.status, 401);
    }
    let missing = house.send(call("GET", "/api/v1/me")).await;
    assert_snapshot!(missing.refusal(), @r#"
    401 not logged in
    unauthenticated: this call needs a token or a session; send `Authorization: Bearer plc_...`, or log in at `/login`
    "#);
    assert!(missing.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(house.get("/api/v1/me", &real).await.status, 200);
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let listed = house.get("/api/v1/tokens", &token).await.json();
    let id = listed[0]["id"].as_str().unwrap().to_owned();
    let answer = house
        .send(call("DELETE", &format!("/api/v1/tokens/{id}")).bearer(&token))
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(house.get("/api/v1/me", &token).await.status, 401);
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let house = House::new();
    let yesterday = "2026-11-22T09:00:00Z".parse().unwrap();
    let token = house.planted_token(REQUESTER, "read", Some(yesterday));
    assert_eq!(house.get("/api/v1/me", &token).await.status, 401);
}

#[tokio::test]
async fn a_token_gives_no_more_than_its_issuer_has() {
    let house = House::new();
    let reader = house.token(REQUESTER, "read write");
    let answer = house
        .post(
            "/api/v1/tokens",
            &reader,
            r#"{"scopes": ["read", "approve"]}"#,
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    403 you may not do this
    scope_missing: you do not have the scope `approve` yourself (scopes); leave it out
    "#);
    let answer = house
        .post(
            "/api/v1/tokens",
            &house.as_person(REQUESTER),
            r#"{"scopes": ["admin"]}"#,
        )
        .await;
    assert_eq!(answer.status, 403);
    let issued = house
        .post("/api/v1/tokens", &reader, r#"{"scopes": ["read"]}"#)
        .await;
    assert_eq!(issued.status, 201, "{}", issued.text);
    let secret = issued.json()["secret"].as_str().unwrap().to_owned();
    assert_eq!(
        house.get("/api/v1/me", &secret).await.json()["scopes"],
        json!(["read"])
    );
    let listed = house.get("/api/v1/tokens", &reader).await.text;
    assert!(!listed.contains(&secret), "the secret is shown once");
}

// T1, T11: an administrator who could act as an approver would be all approvers.
#[tokio::test]
async fn an_administrator_issues_tokens_for_services_and_not_for_humans() {
    let house = House::new();
    let admin = house.as_person(ADMINISTRATOR);
    let ask =
        |person: &str, scopes: &str| format!(r#"{{"person": "{person}", "scopes": {scopes}}}"#);
    let answer = house
        .post("/api/v1/tokens", &admin, &ask(TEAM_LEAD, r#"["read"]"#))
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    403 you may not do this
    token_of_a_human: `anna.lindgren` is a human and issues their own tokens; send them an invitation
    "#);
    let answer = house
        .post(
            "/api/v1/tokens",
            &admin,
            &ask(AGENT, r#"["read", "approve"]"#),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    403 you may not do this
    agents_never_approve: agents and services never approve (scopes); leave out `approve`
    "#);
    let answer = house
        .post(
            "/api/v1/tokens",
            &admin,
            &ask(AGENT, r#"["read", "write"]"#),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let answer = house
        .post("/api/v1/tokens", &admin, &ask(STRANGER, r#"["read"]"#))
        .await;
    assert_eq!(
        answer.status, 404,
        "another organization's people are not shown"
    );
    let member = house.as_person(REQUESTER);
    let answer = house
        .post("/api/v1/tokens", &member, &ask(AGENT, r#"["read"]"#))
        .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn roles_are_handed_over_by_their_holder_or_an_administrator() {
    let house = House::new();
    let ask = |from: &str, to: &str| {
        format!(
            r#"{{"process": "service-platform", "from": "{from}", "to": "{to}", "until": "2026-12-01T00:00:00Z"}}"#
        )
    };
    let lead = house.as_person(TEAM_LEAD);
    let answer = house
        .post("/api/v1/delegations", &lead, &ask(TEAM_LEAD, "rania.saleh"))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let mine = house
        .get("/api/v1/me", &house.as_person("rania.saleh"))
        .await
        .json();
    let roles = mine["roles"].as_array().unwrap();
    assert!(
        roles
            .iter()
            .any(|role| role["role"] == "team_lead" && role["on_behalf_of"] == TEAM_LEAD),
        "{mine}"
    );
    let thief = house
        .post(
            "/api/v1/delegations",
            &house.as_person(REQUESTER),
            &ask(TEAM_LEAD, REQUESTER),
        )
        .await;
    assert_snapshot!(thief.refusal(), @r#"
    403 you may not do this
    administrators_only: only administrators may do this; ask one of them
    "#);
    let admin = house
        .post(
            "/api/v1/delegations",
            &house.as_person(ADMINISTRATOR),
            &ask(TEAM_LEAD, "owen.hughes"),
        )
        .await;
    assert_eq!(admin.status, 201, "{}", admin.text);
    let endless = ask(TEAM_LEAD, "rania.saleh").replace("2026-12", "2036-12");
    assert_snapshot!(house.post("/api/v1/delegations", &lead, &endless).await.refusal(), @r#"
    422 the input is wrong
    delegation_too_long: a delegation lasts at most 366 days (until); assign the role instead
    "#);
}
