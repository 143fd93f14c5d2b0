//! T24: no person can read what belongs to another organization, from any address, in any form.

use std::time::Duration;

use axum::body::Body;
use placet_domain::organization::OrganizationEvent;
use placet_domain::people::Directory;
use placet_store::Kept;
use tokio::time::timeout;
use tokio_stream::StreamExt as _;

use crate::house::{ADMINISTRATOR, AGENT, House, REQUESTER, STANDARD, STRANGER, TEAM_LEAD, call};

/// Words that only people of the service platform may read.
const CANARY: &str = "zyzzyva";
/// And those of the other organization.
const OTHER: &str = "quetzalcoatl";

struct Scene {
    house: House,
    /// A change of each organization.
    number: String,
    other: String,
    sha256: String,
}

async fn scene() -> Scene {
    let house = House::new();
    let requester = house.as_person(REQUESTER);
    let standard = STANDARD
        .replace("Update the certificates", &format!("Update {CANARY}"))
        .replace("staging run 12", CANARY);
    let opened = house.done("/api/v1/changes", &requester, &standard).await;
    let number = opened.json()["number"].as_str().unwrap().to_owned();
    let base = format!("/api/v1/changes/{number}");
    house
        .done(
            &format!("{base}/comment"),
            &requester,
            &format!(r#"{{"text": "{CANARY}"}}"#),
        )
        .await;
    let file = call(
        "POST",
        &format!("{base}/evidence?kind=log&name={CANARY}.log"),
    )
    .bearer(&requester)
    .header("content-type", "application/octet-stream")
    .body(CANARY);
    let uploaded = house.send(file).await;
    assert!(uploaded.status < 300, "{}", uploaded.text);
    let sha256 = uploaded.json()["sha256"].as_str().unwrap().to_owned();
    house.done(&format!("{base}/submit"), &requester, "").await;
    let request = format!(
        r#"{{"process": "itil4", "fields": {{"title": "About {OTHER}", "description": "{OTHER}", "reason": "x"}}}}"#
    );
    let opened = house
        .done("/api/v1/changes", &house.as_person(STRANGER), &request)
        .await;
    let other = opened.json()["number"].as_str().unwrap().to_owned();
    Scene {
        house,
        number,
        other,
        sha256,
    }
}

/// Returns every address that can be read, with its parameters.
fn addresses(scene: &Scene, number: &str) -> Vec<String> {
    let document = placet_server::openapi_document();
    let size = scene.house.engine.store().ledger_head().unwrap().size;
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods.get("get").is_none()
            || path.ends_with("/events") && path.starts_with("/api/v1/events")
        {
            continue;
        }
        let address = path
            .replace("{number}", number)
            .replace("{file}", "other.css")
            .replace("{id}", "x");
        if path.contains("{path}") {
            let partial = size % 256;
            for what in [
                format!("entries/000.p/{partial}"),
                format!("0/000.p/{partial}"),
            ] {
                all.push(address.replace("{path}", &what));
            }
            continue;
        }
        if path.contains("{sha256}") {
            all.push(address.replace("{sha256}", &format!("{}?change={number}", scene.sha256)));
            all.push(address.replace("{sha256}", &scene.sha256));
            continue;
        }
        let names = ["service-platform", "itil4"];
        let named = address.contains("{process}") || address.contains("{name}");
        for name in names.iter().take(if named { 2 } else { 1 }) {
            let address = address
                .replace("{process}", name)
                .replace("{name}", name)
                .replace("{person}", REQUESTER);
            all.push(address.clone());
            for query in [
                format!("q={CANARY}"),
                format!("q={OTHER}"),
                "process=service-platform".to_owned(),
                "process=itil4".to_owned(),
                "limit=200&order=updated".to_owned(),
                "position=30".to_owned(),
                format!("requester={REQUESTER}"),
            ] {
                all.push(format!("{address}?{query}"));
            }
        }
    }
    all
}

async fn leaks(scene: &Scene, token: &str, canary: &str) -> Vec<String> {
    let mut found = Vec::new();
    for number in [&scene.number, &scene.other] {
        for address in addresses(scene, number) {
            let mut ask = call("GET", &address);
            if !token.is_empty() {
                ask = ask.bearer(token);
            }
            let answer = scene.house.send(ask).await;
            // The answer repeats what the caller sent. That is not a leak.
            let told = match address.contains(canary) {
                true => answer
                    .text
                    .replace(&format!("q={canary}"), "")
                    .replace(&format!("\"{canary}\""), ""),
                false => answer.text,
            };
            let headers = format!("{:?}", answer.headers);
            if told.contains(canary) || headers.contains(canary) {
                found.push(format!("{} {address}", answer.status));
            }
        }
    }
    found
}

// T24
#[tokio::test]
async fn t24_no_route_shows_what_belongs_to_another_organization() {
    let scene = scene().await;
    let house = &scene.house;
    let members = [REQUESTER, TEAM_LEAD, ADMINISTRATOR, AGENT];
    for person in members {
        let found = leaks(&scene, &house.as_person(person), OTHER).await;
        assert!(found.is_empty(), "{person}: {found:?}");
    }
    let found = leaks(&scene, &house.as_person(STRANGER), CANARY).await;
    assert!(found.is_empty(), "{STRANGER}: {found:?}");
    for canary in [CANARY, OTHER] {
        assert_eq!(
            leaks(&scene, "", canary).await,
            Vec::<String>::new(),
            "without a token"
        );
    }
    // The control: those who may see it do, in many places.
    let seen = leaks(&scene, &house.as_person(REQUESTER), CANARY).await;
    assert!(seen.len() > 8, "{seen:?}");
}

// T24: a change that the caller may not see gets the same answers as one that does not exist.
#[tokio::test]
async fn t24_a_foreign_change_is_answered_like_none() {
    let scene = scene().await;
    let house = &scene.house;
    let document = placet_server::openapi_document();
    for token in [
        house.as_person(STRANGER),
        house.token(STRANGER, "read"),
        String::new(),
    ] {
        for (path, methods) in document["paths"].as_object().unwrap() {
            if !path.contains("{number}") {
                continue;
            }
            for method in methods.as_object().unwrap().keys() {
                let mut told = Vec::new();
                for number in [scene.number.as_str(), "CR-1999-0001"] {
                    let ask = call(&method.to_uppercase(), &path.replace("{number}", number));
                    let mut ask = ask.header("sec-fetch-site", "same-origin");
                    if !token.is_empty() {
                        ask = ask.bearer(&token);
                    }
                    let answer = house.send(ask.json(r#"{"digest": "x"}"#)).await;
                    let id = answer
                        .text
                        .split("\"id\":\"")
                        .nth(1)
                        .and_then(|rest| rest.split('"').next());
                    let text = answer
                        .text
                        .replace(id.unwrap_or("-"), "")
                        .replace(number, "NUMBER");
                    told.push((answer.status, without_ids(&text)));
                }
                assert_eq!(told[0], told[1], "{method} {path}");
            }
        }
    }
}

/// Returns a page without what is random in it.
fn without_ids(text: &str) -> String {
    let drawn = |word: &&str| word.len() == 16 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut text = text.to_owned();
    for word in words.filter(drawn).map(str::to_owned).collect::<Vec<_>>() {
        text = text.replace(&word, "");
    }
    text
}

async fn listen(house: &House, token: &str, until: Duration) -> (String, bool) {
    let get = call("GET", "/api/v1/events")
        .bearer(token)
        .header("last-event-id", "0");
    let body: Body = house.open(get).await.into_body();
    let mut stream = body.into_data_stream();
    let mut text = String::new();
    let read = async {
        while let Some(Ok(bytes)) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    };
    let ended = timeout(until, read).await.is_ok();
    (text, ended)
}

// T24: the stream of events, from the beginning.
#[tokio::test]
async fn t24_a_stream_tells_only_of_what_its_reader_may_see() {
    let scene = scene().await;
    let house = &scene.house;
    let (text, _) = listen(
        house,
        &house.as_person(STRANGER),
        Duration::from_millis(700),
    )
    .await;
    assert!(text.contains(OTHER) && !text.contains(CANARY), "{text}");
    let (text, _) = listen(house, &house.as_person(AGENT), Duration::from_millis(700)).await;
    assert!(text.contains(CANARY) && !text.contains(OTHER), "{text}");
}

// T24, T18: a role that is lost while a stream is open ends it.
#[tokio::test]
async fn t24_a_stream_ends_when_its_reader_leaves_the_organization() {
    let scene = scene().await;
    let house = &scene.house;
    let token = house.as_person(REQUESTER);
    let leave = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let process = "service-platform".parse().unwrap();
        // No rule would take the last administrator away.
        let gone = OrganizationEvent::PeopleReplaced {
            process,
            directory: Directory::default(),
            reason: String::new(),
        };
        house.append(gone, Kept::default());
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let comment = placet_engine::Invocation {
            actor: placet_domain::change::Actor::System,
            change: house.engine.store().find(&scene.number).unwrap(),
            command: serde_json::from_str(r#"{"verb": "comment", "text": "after-they-left"}"#)
                .unwrap(),
            expected: None,
            key: None,
        };
        drop(house.engine.execute(&comment));
    };
    let ((text, ended), ()) = tokio::join!(listen(house, &token, Duration::from_secs(4)), leave);
    assert!(
        ended && text.contains(CANARY) && !text.contains("after-they-left"),
        "{text}"
    );
    assert_eq!(
        house
            .get(&format!("/api/v1/changes/{}", scene.number), &token)
            .await
            .status,
        404
    );
}
