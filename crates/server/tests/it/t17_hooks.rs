//! T17: a message to a hook is accepted only if it is signed, in time and new. It can do no more than say something.

use jiff::SignedDuration;
use placet_domain::organization::{Actor, Command, HookSecret, RevokeHook, SetHook};
use placet_engine::OrganizationOrder;
use serde_json::json;

use crate::house::{AGENT, Call, REQUESTER, call};
use crate::t17_message::*;

#[tokio::test]
async fn t17_a_signed_message_is_taken_and_a_replay_gives_the_first_receipt() {
    let (house, number, message) = begin().await;
    let before = events(&house, &number).await;
    let first = house.send(message.call()).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.json()["replayed"], false);
    let again = house.send(message.call()).await;
    assert_eq!(
        (again.status, &again.json()["replayed"]),
        (200, &json!(true))
    );
    assert_eq!(again.json()["position"], first.json()["position"]);
    assert_eq!(events(&house, &number).await, before + 1);
    // The id of one message is not the id of another.
    let other = Message {
        body: comment(&house, &number, "something else").body,
        ..message
    };
    assert_eq!(house.send(other.call()).await.status, 422);
    assert_eq!(events(&house, &number).await, before + 1);
}

fn revoke(house: &crate::house::House, name: &str) {
    let command = Command::RevokeHook(RevokeHook {
        hook: name.parse().unwrap(),
    });
    let order = OrganizationOrder::new(Actor::Host, command);
    house.engine.organize(&order).unwrap();
}

#[tokio::test]
async fn t17_many_replays_at_once_lead_to_one_event() {
    let (house, number, message) = begin().await;
    let before = events(&house, &number).await;
    let all = (0..32).map(|_| {
        let router = house.router.clone();
        let call = message.call();
        tokio::spawn(async move { tower::ServiceExt::oneshot(router, call.into_request()).await })
    });
    let mut taken = 0;
    for one in all.collect::<Vec<_>>() {
        let status = one.await.unwrap().unwrap().status().as_u16();
        assert!([200, 503].contains(&status), "{status}");
        taken += usize::from(status == 200);
    }
    assert!(taken >= 1);
    assert_eq!(events(&house, &number).await, before + 1);
}

#[tokio::test]
async fn t17_whoever_cannot_sign_is_told_the_same_whatever_is_wrong() {
    let (house, number, message) = begin().await;
    set(&house, "gone", AGENT, vec![secret(SECRET, None)]);
    revoke(&house, "gone");
    set(&house, "person", REQUESTER, vec![secret(SECRET, None)]);
    set(
        &house,
        "lost",
        AGENT,
        vec![HookSecret {
            reference: "env:NOWHERE".to_owned(),
            until: None,
        }],
    );
    set(&house, "weak", AGENT, vec![secret("whsec_c2hvcnQ=", None)]);
    let before = events(&house, &number).await;
    let at = |seconds: i64| Message {
        timestamp: (house.engine.now().as_second() + seconds).to_string(),
        ..message.clone()
    };
    let to = |path: &str| {
        let mut call = message.call();
        call = call.to(path);
        call
    };
    let mut altered = message.body.clone();
    *altered.last_mut().unwrap() = b' ';
    let swapped = |name: &'static str, value: &str| message.call().header(name, value);
    let wrong: Vec<(&str, Call)> = vec![
        ("altered body", message.call().body(altered)),
        ("empty body", message.call().body("")),
        ("another id", swapped("webhook-id", "msg_2")),
        ("an id with a dot", swapped("webhook-id", "msg.1")),
        ("no id", message.call().without("webhook-id")),
        ("no timestamp", message.call().without("webhook-timestamp")),
        ("no signature", message.call().without("webhook-signature")),
        ("two ids", message.call().and("webhook-id", "msg_2")),
        (
            "two signatures in two headers",
            message.call().and("webhook-signature", "v1,AAAA"),
        ),
        (
            "another timestamp",
            swapped("webhook-timestamp", &at(1).timestamp),
        ),
        ("a timestamp in words", swapped("webhook-timestamp", "now")),
        (
            "a signed number",
            swapped("webhook-timestamp", &format!("+{}", message.timestamp)),
        ),
        (
            "a huge timestamp",
            swapped("webhook-timestamp", "99999999999999999999"),
        ),
        ("old by 301 s", at(-301).call()),
        ("early by 301 s", at(301).call()),
        (
            "by another secret",
            Message {
                secret: OTHER,
                ..message.clone()
            }
            .call(),
        ),
        (
            "version 2",
            swapped(
                "webhook-signature",
                &message.signature().replace("v1,", "v2,"),
            ),
        ),
        (
            "no version",
            swapped("webhook-signature", &message.signature()[3..]),
        ),
        (
            "cut signature",
            swapped("webhook-signature", &message.signature()[..20]),
        ),
        ("empty signature", swapped("webhook-signature", "v1,")),
        (
            "many signatures",
            swapped("webhook-signature", &"v1,AAAA ".repeat(500)),
        ),
        ("an unknown hook", to("/api/v1/hooks/nobody")),
        ("no name", to("/api/v1/hooks/%20%00")),
        ("a revoked hook", to("/api/v1/hooks/gone")),
        ("a hook of a person", to("/api/v1/hooks/person")),
        ("a hook whose secret is lost", to("/api/v1/hooks/lost")),
        ("a hook with a weak secret", to("/api/v1/hooks/weak")),
    ];
    let mut told = None;
    for (what, call) in wrong {
        let answer = uniform(&house.send(call).await);
        assert_eq!(
            told.get_or_insert_with(|| answer.clone()),
            &answer,
            "{what}"
        );
    }
    assert_eq!(events(&house, &number).await, before);
    // The control: just inside of the window, with good signatures among bad ones.
    let late = Message {
        id: "msg_3".to_owned(),
        ..at(-299)
    };
    assert_eq!(house.send(late.call()).await.status, 200);
    let among = format!("v2,x v1,AAAA {} v1a,y", message.signature());
    assert_eq!(
        house
            .send(swapped("webhook-signature", &among))
            .await
            .status,
        200
    );
    assert_eq!(events(&house, &number).await, before + 2);
}

#[tokio::test]
async fn t17_every_byte_of_a_message_is_signed() {
    let (house, number, message) = begin().await;
    let before = events(&house, &number).await;
    for at in 0..message.body.len() {
        let mut body = message.body.clone();
        body[at] ^= 1;
        assert_eq!(
            house.send(message.call().body(body)).await.status,
            401,
            "byte {at}"
        );
    }
    let signature = message.signature();
    for at in 3..signature.len() - 1 {
        let mut changed = signature.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        let answer = house
            .send(message.call().header("webhook-signature", &changed))
            .await;
        assert_eq!(answer.status, 401, "{changed}");
    }
    assert_eq!(events(&house, &number).await, before);
}

#[tokio::test]
async fn t17_secrets_overlap_while_they_are_exchanged() {
    let (house, _, message) = begin().await;
    let now = house.engine.now();
    let soon = now.checked_add(SignedDuration::from_hours(1)).unwrap();
    let by = |id: &str, secret| {
        Message {
            id: id.to_owned(),
            secret,
            ..message.clone()
        }
        .call()
    };
    set(
        &house,
        "build",
        AGENT,
        vec![secret(SECRET, Some(soon)), secret(OTHER, None)],
    );
    assert_eq!(house.send(by("a", SECRET)).await.status, 200);
    assert_eq!(house.send(by("b", OTHER)).await.status, 200);
    // From its last instant on, the old one is no longer valid.
    set(
        &house,
        "build",
        AGENT,
        vec![secret(SECRET, Some(now)), secret(OTHER, None)],
    );
    assert_eq!(house.send(by("c", SECRET)).await.status, 401);
    assert_eq!(house.send(by("d", OTHER)).await.status, 200);
    revoke(&house, "build");
    assert_eq!(house.send(by("e", OTHER)).await.status, 401);
    let again = SetHook {
        hook: "build".parse().unwrap(),
        person: AGENT.parse().unwrap(),
        secret: "env:AGAIN".to_owned(),
    };
    let again = OrganizationOrder::new(Actor::Host, Command::SetHook(again));
    assert!(house.engine.organize(&again).is_err(), "revoked for good");
    assert_eq!(house.engine.store().fsck(None).unwrap(), Vec::new());
}

#[tokio::test]
async fn t17_a_hook_says_and_never_decides() {
    let (house, number, message) = begin().await;
    let say = |id: &str, body: serde_json::Value| {
        Message {
            id: id.to_owned(),
            body: body.to_string().into_bytes(),
            ..message.clone()
        }
        .call()
    };
    for (number_of, kind) in [
        "change.approve",
        "change.submit",
        "change.start",
        "approve",
        "",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"type": kind, "data": {"change": number, "text": "approve"}});
        assert_eq!(
            house.send(say(&format!("k{number_of}"), body)).await.status,
            422,
            "{kind}"
        );
    }
    let report = json!({"type": "change.evidence", "timestamp": "2026-11-23T09:00:00Z", "data":
        {"change": number, "kind": "test:unit", "name": "unit.xml", "text": "<testsuite tests=\"2\"/>"}});
    assert_eq!(house.send(say("e1", report)).await.status, 200);
    let detail = house
        .get(
            &format!("/api/v1/changes/{number}"),
            &house.as_person(REQUESTER),
        )
        .await
        .json();
    assert_eq!(detail["evidence"][0]["passed"], true, "{detail:#}");
    // What the rules of evidence refuse is refused here, with reasons: the signer may know.
    let bad = json!({"type": "change.evidence", "data": {"change": number, "kind": "log", "name": "a\nb", "text": ""}});
    let answer = house.send(say("e2", bad)).await;
    assert!(
        answer.status == 422 && answer.text.contains("invalid_name"),
        "{}",
        answer.text
    );
    // A phrase of approval in a comment is a comment.
    let phrase = json!({"type": "change.comment", "data": {"change": number, "text": "APPROVED"}});
    assert_eq!(house.send(say("c1", phrase)).await.status, 200);
    let detail = house
        .get(
            &format!("/api/v1/changes/{number}"),
            &house.as_person(REQUESTER),
        )
        .await
        .json();
    assert!(
        !detail.to_string().contains("\"approved\":true"),
        "{detail:#}"
    );
    // The signature works on no other route, and the secret is not a token.
    let other = call("POST", &format!("/api/v1/changes/{number}/comment"))
        .header("webhook-id", "x")
        .header("webhook-timestamp", &message.timestamp)
        .header("webhook-signature", &message.signature())
        .json("{\"text\": \"x\"}");
    assert_eq!(house.send(other).await.status, 401);
    assert_eq!(house.get("/api/v1/me", SECRET).await.status, 401);
}

#[tokio::test]
async fn t17_a_hook_reaches_only_the_changes_of_its_service() {
    let (house, _, message) = begin().await;
    let body = json!({"type": "change.comment", "data": {"change": "CHG-0000-00000", "text": "x"}});
    let lost = Message {
        body: body.to_string().into_bytes(),
        ..message
    };
    assert_eq!(house.send(lost.call()).await.status, 404);
}

#[tokio::test]
async fn t17_a_huge_message_is_refused_before_it_is_looked_at() {
    let (house, number, message) = begin().await;
    let huge = comment(&house, &number, &"x".repeat(2 * 1024 * 1024));
    let answer = house.send(huge.call()).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    let announced = message.call().header("content-length", "99999999999");
    assert_eq!(house.send(announced).await.status, 413);
    let deep = format!("{{\"type\": {}", "[".repeat(100_000));
    let deep = Message {
        id: "deep".to_owned(),
        body: deep.into_bytes(),
        ..message
    };
    assert_eq!(house.send(deep.call()).await.status / 100, 4);
}

// Compared by `Mac::verify_slice`, which is constant in time; a comparison of bytes would change this source.
#[test]
fn t17_signatures_are_compared_in_constant_time_by_construction() {
    let source = include_str!("../../src/auth/hook.rs");
    assert!(source.contains("verify_slice(signature)"));
    assert!(!source.contains("into_bytes()") && !source.contains("finalize"));
}
