//! Who approves, and for what (T1, T3, T9).

use insta::assert_snapshot;

use crate::house::{AGENT, House, OTHER_LEAD, REQUESTER, STRANGER, TEAM_LEAD, call};

fn approval(digest: &str) -> String {
    format!(r#"{{"digest": "{digest}"}}"#)
}

// T1
#[tokio::test]
async fn the_requester_never_approves() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let path = format!("/api/v1/changes/{number}/approve");
    let answer = house
        .post(&path, &house.as_person(REQUESTER), &approval(&digest))
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    403 you may not do this
    requester_may_not_approve: `owen.hughes`, or an account or agent of the same person, asked for this change; ask another person who holds one of the roles
    "#);
}

// T24
#[tokio::test]
async fn a_stranger_learns_nothing_from_trying() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let token = house.as_person(STRANGER);
    let real = house
        .post(
            &format!("/api/v1/changes/{number}/approve"),
            &token,
            &approval(&digest),
        )
        .await;
    assert_snapshot!(real.refusal(), @r#"
    404 not found
    not_found: there is no change `CR-2026-0001`; check the spelling; other organizations' data is not shown
    "#);
    let unreal = house
        .post(
            "/api/v1/changes/CR-2026-9999/approve",
            &token,
            &approval(&digest),
        )
        .await;
    assert_eq!(
        real.refusal().replace(&number, "CR-2026-9999"),
        unreal.refusal()
    );
    let nonsense = house
        .post(
            &format!("/api/v1/changes/{number}/approve"),
            &token,
            "nonsense",
        )
        .await;
    assert_eq!(real.refusal(), nonsense.refusal());
}

// T2
#[tokio::test]
async fn who_approves_twice_counts_once() {
    let house = House::new();
    let (number, digest) = house.submitted_normal().await;
    let base = format!("/api/v1/changes/{number}");
    let manager = house.as_person("francesca.conti");
    for _ in 0..2 {
        house
            .done(&format!("{base}/approve"), &manager, &approval(&digest))
            .await;
    }
    let filled = |detail: &serde_json::Value| -> Vec<String> {
        let slots = detail["slots"].as_array().unwrap().iter();
        slots
            .filter_map(|slot| slot["filled_by"].as_str())
            .map(str::to_owned)
            .collect()
    };
    let detail = house.get(&base, &manager).await.json();
    assert_eq!(filled(&detail), ["francesca.conti"]);
    // The type asks for a manager and a stakeholder, the risk for a Team Lead: three persons.
    for person in ["patricia.gomez", TEAM_LEAD] {
        let detail = house.get(&base, &manager).await.json();
        assert!(detail["authorized"].is_null(), "{person} is still missing");
        let token = house.as_person(person);
        house
            .done(&format!("{base}/approve"), &token, &approval(&digest))
            .await;
    }
    let detail = house.get(&base, &manager).await.json();
    assert_eq!(detail["authorized"], digest);
}

// T3
#[tokio::test]
async fn an_approval_for_what_was_edited_meanwhile_is_refused() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let requester = house.as_person(REQUESTER);
    let edit = r#"{"fields": {"rollback_plan": "Something else is done."}}"#;
    house
        .done(&format!("/api/v1/changes/{number}/edit"), &requester, edit)
        .await;
    let path = format!("/api/v1/changes/{number}/approve");
    let answer = house
        .post(&path, &house.as_person(OTHER_LEAD), &approval(&digest))
        .await;
    assert_eq!(answer.status, 409, "{}", answer.text);
    let detail = house
        .get(&format!("/api/v1/changes/{number}"), &requester)
        .await
        .json();
    assert_eq!(detail["approvals"].as_array().unwrap().len(), 0);
    assert_ne!(detail["digest"].as_str().unwrap(), digest);
}

// T8: a token without the scope cannot approve, even when an approver uses it.
#[tokio::test]
async fn a_token_without_the_scope_does_not_approve() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let token = house.token(TEAM_LEAD, "read write");
    let answer = house
        .post(
            &format!("/api/v1/changes/{number}/approve"),
            &token,
            &approval(&digest),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    403 you may not do this
    scope_missing: this token does not have the scope `approve`; use another token, or issue one with this scope
    "#);
}

// T9
#[tokio::test]
async fn a_service_never_approves_whatever_its_token_says() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let token = house.token(AGENT, "read write approve");
    let answer = house
        .post(
            &format!("/api/v1/changes/{number}/approve"),
            &token,
            &approval(&digest),
        )
        .await;
    assert_eq!(answer.status, 403, "{}", answer.text);
}

// 001.T1
#[tokio::test]
async fn an_approved_change_says_what_still_stands_in_its_way_and_who_can_help() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let lead = house.as_person(TEAM_LEAD);
    let base = format!("/api/v1/changes/{number}");
    let before = house.get(&format!("{base}/gates"), &lead).await.json();
    let open = before
        .as_array()
        .unwrap()
        .iter()
        .find(|gate| gate["gate"] == "approvals")
        .unwrap();
    assert_eq!(open["passed"], false);
    assert_eq!(open["who"], serde_json::json!([TEAM_LEAD, OTHER_LEAD]));
    house
        .done(&format!("{base}/approve"), &lead, &approval(&digest))
        .await;
    let detail = house.get(&base, &lead).await.json();
    assert_eq!(detail["authorized"], digest);
    assert_eq!(detail["slots"][0]["filled_by"], TEAM_LEAD);
    let timeline = house.get(&format!("{base}/timeline"), &lead).await.json();
    let said: Vec<&str> = timeline
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["text"].as_str())
        .collect();
    assert!(
        said.contains(&format!("{TEAM_LEAD} approved").as_str()),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_submission_with_holes_lists_every_one_of_them() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let open = house
        .done(
            "/api/v1/changes",
            &token,
            r#"{"process": "service-platform", "fields": {"title": "x"}}"#,
        )
        .await;
    let number = open.json()["number"].as_str().unwrap().to_owned();
    let answer = house
        .send(call("POST", &format!("/api/v1/changes/{number}/submit")).bearer(&token))
        .await;
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert!(
        answer.json()["reasons"].as_array().unwrap().len() > 5,
        "{}",
        answer.text
    );
}
