//! Versions and idempotency keys: nothing happens twice, and nothing to a change that has moved on.

use insta::assert_snapshot;

use crate::house::{House, REQUESTER, STANDARD, call};

#[tokio::test]
async fn a_verb_for_a_version_that_has_passed_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let base = format!("/api/v1/changes/{}", house.open_standard().await);
    let seen = house.get(&base, &token).await;
    let etag = seen.header("etag").to_owned();
    assert_eq!(etag, format!("\"{}\"", seen.json()["version"]));
    house
        .done(&format!("{base}/comment"), &token, r#"{"text": "first"}"#)
        .await;

    let late = call("POST", &format!("{base}/submit"))
        .bearer(&token)
        .header("if-match", &etag);
    assert_snapshot!(house.send(late).await.refusal(), @r#"
    412 the change has moved on
    version_mismatch: the change has version `4`, not `3` (If-Match); read the change again, then decide
    "#);
    let odd = call("POST", &format!("{base}/submit"))
        .bearer(&token)
        .header("if-match", "yesterday");
    assert_snapshot!(house.send(odd).await.refusal(), @r#"
    400 the call is malformed
    invalid_if_match: `yesterday` is not a version (If-Match); send the ETag of the change, such as `"7"`
    "#);

    let etag = house.get(&base, &token).await.header("etag").to_owned();
    let in_time = call("POST", &format!("{base}/submit"))
        .bearer(&token)
        .header("if-match", &etag);
    let done = house.send(in_time).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_ne!(done.header("etag"), etag);
}

#[tokio::test]
async fn the_same_key_answers_with_the_first_receipt_and_refuses_another_body() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let open = |body: &str| {
        call("POST", "/api/v1/changes")
            .bearer(&token)
            .header("idempotency-key", "k-1")
            .json(body)
    };
    let first = house.send(open(STANDARD)).await.json();
    let again = house.send(open(STANDARD)).await.json();
    assert_eq!(
        (&first["number"], &again["number"]),
        (&again["number"], &first["number"])
    );
    assert_eq!(
        (first["replayed"].as_bool(), again["replayed"].as_bool()),
        (Some(false), Some(true))
    );

    let other = STANDARD.replace("yearly", "monthly");
    assert_snapshot!(house.send(open(&other)).await.refusal(), @r#"
    422 the idempotency key was used for something else
    idempotency_key_reused: this idempotency key was used for another call (Idempotency-Key); use a new key for each call
    "#);
    let list = house.get("/api/v1/changes", &token).await.json();
    assert_eq!(
        list["items"].as_array().unwrap().len(),
        1,
        "one change was opened"
    );

    // Keys belong to persons: another person's first use of the key is theirs.
    let colleague = house.as_person("rania.saleh");
    let theirs = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&colleague)
                .header("idempotency-key", "k-1")
                .json(STANDARD),
        )
        .await;
    assert_ne!(theirs.json()["number"], first["number"]);

    let endless = "k".repeat(81);
    let answer = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&token)
                .header("idempotency-key", &endless)
                .json(STANDARD),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    400 the call is malformed
    invalid_idempotency_key: an idempotency key has 1 to 80 bytes (Idempotency-Key); use a new random id for each call
    "#);
}
