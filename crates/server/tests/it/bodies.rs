//! Bad input: a clear refusal with its place, and nothing is lost.

use axum::body::Body;
use insta::assert_snapshot;
use tokio_stream::StreamExt as _;

use crate::house::{House, REQUESTER, call};

#[tokio::test]
async fn json_that_is_none_is_refused_with_line_and_column() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let answer = house
        .post("/api/v1/changes", &token, "{\n  \"process\": }")
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    400 the call is malformed
    invalid_json: the body is not valid JSON: expected value (line 2, column 14); correct the JSON
    "#);
}

#[tokio::test]
async fn an_unknown_key_is_refused_and_named() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let body = r#"{"process": "service-platform", "titel": "x"}"#;
    assert_snapshot!(house.post("/api/v1/changes", &token, body).await.refusal(), @r#"
    422 the input is wrong
    invalid_body: unknown field `titel`, expected one of `process`, `model`, `fields`, `plan` (line 1, column 39); see `/openapi.json` for the fields of this call
    "#);
    let number = house.open_standard().await;
    let path = format!("/api/v1/changes/{number}/submit");
    assert_snapshot!(house.post(&path, &token, r#"{"now": true}"#).await.refusal(), @r#"
    422 the input is wrong
    invalid_body: unknown field `now`, there are no fields (line 1, column 6); see `/openapi.json` for the fields of this call
    "#);
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_refused_with_their_place() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let bytes = b"{\"process\":\n \"\xc3\x28\"}".to_vec();
    let answer = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&token)
                .json("")
                .body(bytes),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    400 the call is malformed
    invalid_utf8: the body is not UTF-8 (line 2, column 3); encode the body as UTF-8
    "#);
}

#[tokio::test]
async fn another_media_type_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let answer = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&token)
                .header("content-type", "text/yaml")
                .body("a: b"),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    415 the body is of the wrong type
    unsupported_media_type: the body is of type `text/yaml`; send `application/json`
    "#);
}

#[tokio::test]
async fn a_body_of_a_hundred_megabytes_is_refused_before_it_is_read() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    // A body that fails the test if the server reads a single byte of it.
    let untouched =
        tokio_stream::once(()).map(|()| -> Result<&[u8], std::io::Error> { panic!("it was read") });
    let answer = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&token)
                .json("")
                .header("content-length", "104857600")
                .body(Body::from_stream(untouched)),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    413 the body is too large
    body_too_large: the body is longer than 1048576 bytes; attach large content as evidence, or split it
    "#);
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_cut_off_at_the_limit() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let pieces = tokio_stream::iter(0..100_000).map(|piece| {
        assert!(
            piece < 32,
            "far more was read than the limit: it is not buffered whole"
        );
        Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])
    });
    let answer = house
        .send(
            call("POST", "/api/v1/changes")
                .bearer(&token)
                .json("")
                .body(Body::from_stream(pieces)),
        )
        .await;
    assert_snapshot!(answer.refusal(), @r#"
    413 the body is too large
    body_too_large: the body is longer than 1048576 bytes; attach large content as evidence, or split it
    "#);
}

#[tokio::test]
async fn endless_headers_and_addresses_are_refused() {
    let house = House::new();
    let long = "x".repeat(40_000);
    let answer = house
        .send(call("GET", "/healthz").header("x-anything", &long))
        .await;
    assert_eq!(answer.status, 431);
    let answer = house
        .send(call("GET", &format!("/healthz?{}", "x".repeat(9_000))))
        .await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn addresses_and_methods_that_do_not_exist_say_so() {
    let house = House::new();
    assert_snapshot!(house.send(call("GET", "/api/v2/changes")).await.refusal(), @r#"
    404 not found
    not_found: there is no address `/api/v2/changes`; check the spelling; other organizations' data is not shown
    "#);
    assert_snapshot!(house.send(call("PUT", "/api/v1/changes")).await.refusal(), @r#"
    405 method not allowed
    method_not_allowed: this address does not take `PUT`; see `/openapi.json` for the methods it takes
    "#);
}

#[tokio::test]
async fn a_query_with_an_unknown_name_or_value_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    assert_snapshot!(house.get("/api/v1/changes?stat=x", &token).await.refusal(), @r#"
    400 the call is malformed
    invalid_query: stat: unknown field `stat`, expected one of `process`, `state`, `phase`, `model`, `class`, `risk`, `requester`, `q`, `open`, `sort`, `cursor`, `limit` (query); see `/openapi.json` for the parameters of this call
    "#);
    assert_snapshot!(house.get("/api/v1/changes?phase=soon", &token).await.refusal(), @r#"
    400 the call is malformed
    invalid_query: `soon` is not a valid value of `phase` (phase); see `/openapi.json` for the values
    "#);
    assert_snapshot!(house.get("/api/v1/changes?cursor=zzz", &token).await.refusal(), @r#"
    422 the input is wrong
    invalid: `zzz` is not a cursor; take it from the page before as it is
    "#);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_its_reader() {
    let house = House::new();
    for path in ["/healthz", "/login", "/api/v1/me", "/nowhere"] {
        let answer = house.send(call("GET", path)).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}
