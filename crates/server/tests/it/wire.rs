//! Answers are what their wire types say, and the description knows every route.

use placet_api::{ChangeDetail, ChangeSummary, EventRow, Me, Page, Preview, ProcessDetail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::house::{Answer, House, REQUESTER, STANDARD};

/// Reads an answer into its type and writes it again: nothing may be missing, nothing may be left over.
fn is<T: DeserializeOwned + Serialize>(answer: &Answer) -> T {
    let value = answer.json();
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_same_keys(&value, &serde_json::to_value(&read).unwrap(), "");
    read
}

fn assert_same_keys(sent: &Value, read: &Value, place: &str) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for (key, value) in sent {
                let known = read
                    .get(key)
                    .unwrap_or_else(|| panic!("{place}/{key} is not in the wire type"));
                assert_same_keys(value, known, &format!("{place}/{key}"));
            }
        }
        (Value::Array(sent), Value::Array(read)) => {
            for (a, b) in sent.iter().zip(read) {
                assert_same_keys(a, b, place);
            }
        }
        _ => assert_eq!(sent, read, "{place}"),
    }
}

#[tokio::test]
async fn answers_are_what_their_types_say() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let (number, _) = house.submitted().await;
    let base = format!("/api/v1/changes/{number}");
    let detail: ChangeDetail = is(&house.get(&base, &token).await);
    assert_eq!(detail.number, number);
    is::<Page<EventRow>>(&house.get(&format!("{base}/events"), &token).await);
    is::<Page<ChangeSummary>>(&house.get("/api/v1/changes", &token).await);
    is::<Me>(&house.get("/api/v1/me", &token).await);
    is::<ProcessDetail>(
        &house
            .get("/api/v1/processes/service-platform", &token)
            .await,
    );
}

#[tokio::test]
async fn a_preview_says_what_would_be_asked_and_records_nothing() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let mut draft: Value = serde_json::from_str(STANDARD).unwrap();
    draft.as_object_mut().unwrap().remove("process");
    let answer = house
        .post(
            "/api/v1/processes/service-platform/preview",
            &token,
            &draft.to_string(),
        )
        .await;
    let preview: Preview = is(&answer);
    assert_eq!(
        (preview.model.as_str(), preview.problems.len()),
        ("standard", 0),
        "{}",
        answer.text
    );
    assert!(
        preview
            .approvals
            .iter()
            .any(|asked| asked.people.contains(&"anna.lindgren".to_owned()))
    );
    assert_eq!(
        house.get("/api/v1/changes", &token).await.json()["items"],
        json!([])
    );
}
