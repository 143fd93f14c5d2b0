//! Server-sent events: resumed by position, filtered by what the reader may see, ended when they may no longer.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use tokio::time::timeout;
use tokio_stream::StreamExt as _;

use crate::house::{House, REQUESTER, STRANGER, call};

/// A stream as its reader sees it.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(house: &House, token: &str, last: Option<u64>) -> Self {
        let mut get = call("GET", "/api/v1/events").bearer(token);
        if let Some(last) = last {
            get = get.header("last-event-id", &last.to_string());
        }
        let response = house.open(get).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let body: Body = response.into_body();
        Self {
            body: body.into_data_stream(),
            text: String::new(),
        }
    }

    /// Reads until the text appears; false when the stream ends or is quiet before that.
    async fn reads(&mut self, wanted: &str) -> bool {
        while !self.text.contains(wanted) {
            match timeout(Duration::from_secs(5), self.body.next()).await {
                Ok(Some(Ok(bytes))) => self.text.push_str(&String::from_utf8_lossy(&bytes)),
                _ => return false,
            }
        }
        true
    }

    /// Tells whether the stream ends soon.
    async fn ends(&mut self) -> bool {
        timeout(Duration::from_secs(3), async {
            while self.body.next().await.is_some() {}
        })
        .await
        .is_ok()
    }
}

#[tokio::test]
async fn a_stream_goes_on_from_the_last_event_that_was_seen() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let number = house.open_standard().await;
    let path = format!("/api/v1/changes/{number}/comment");
    let first = house
        .done(&path, &token, r#"{"text": "seen before"}"#)
        .await
        .json()["position"]
        .as_u64();
    house.done(&path, &token, r#"{"text": "missed"}"#).await;
    let mut stream = Stream::open(&house, &token, first).await;
    assert!(stream.reads("missed").await);
    assert!(!stream.text.contains("seen before"), "{}", stream.text);
    house.done(&path, &token, r#"{"text": "live"}"#).await;
    assert!(stream.reads("live").await);
    assert!(stream.text.contains("event: change\n"), "{}", stream.text);
    assert!(
        stream
            .text
            .contains(&format!("id: {}\n", first.unwrap() + 1)),
        "{}",
        stream.text
    );
}

// T18, T24
#[tokio::test]
async fn a_stranger_is_told_nothing() {
    let house = House::new();
    let stranger = house.as_person(STRANGER);
    let mut stream = Stream::open(&house, &stranger, Some(0)).await;
    let number = house.open_standard().await;
    assert!(!stream.reads(&number).await, "{}", stream.text);
}

// T18
#[tokio::test]
async fn a_stream_ends_when_its_token_is_revoked() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let mut stream = Stream::open(&house, &token, None).await;
    let id = house.get("/api/v1/tokens", &token).await.json()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    house.engine.revoke_token(None, &id).unwrap();
    assert!(stream.ends().await);
}

#[tokio::test]
async fn a_position_that_is_none_is_refused() {
    let house = House::new();
    let token = house.as_person(REQUESTER);
    let answer = house
        .send(
            call("GET", "/api/v1/events")
                .bearer(&token)
                .header("last-event-id", "x"),
        )
        .await;
    assert_eq!(answer.status, 400);
}
