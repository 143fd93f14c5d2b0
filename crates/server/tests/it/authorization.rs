//! T24: every route, asked by every kind of person, against `tests/authorization.txt`.
//!
//! Bodies are wrong on purpose, so that a caller who is let through gets 422 and nothing changes. A new route without a line
//! in the file fails; run with `PLACET_BLESS=1` to write it, and read what changed.

use std::fmt::Write as _;

use crate::house::{ADMINISTRATOR, AGENT, Call, House, REQUESTER, STRANGER, TEAM_LEAD, call};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/authorization.txt");

const HEADER: &str = "\
# Who gets which status from which route. Bodies are wrong on purpose: 422 (400 or 415 for forms and queries) means let
# through. Members belong to the change's organization, strangers to another one of the same server.
";

#[tokio::test]
async fn every_route_answers_every_person_as_the_matrix_says() {
    let house = House::new();
    let number = house.open_standard().await;
    let known = |house: &House| -> Vec<String> {
        let all = house.engine.store().tokens(None).unwrap().into_iter();
        all.map(|token| token.id).collect()
    };
    let before = known(&house);
    let revoked = house.as_person(REQUESTER);
    let new = known(&house).into_iter().find(|id| !before.contains(id));
    let id = new.unwrap();
    house.engine.revoke_token(None, &id).unwrap();
    let principals = [
        ("anonymous", String::new()),
        ("stranger", house.as_person(STRANGER)),
        ("reader", house.token(REQUESTER, "read")),
        ("member", house.token(REQUESTER, "read write")),
        ("approver", house.as_person(TEAM_LEAD)),
        ("admin", house.as_person(ADMINISTRATOR)),
        ("agent", house.token(AGENT, "read write")),
        ("revoked", revoked),
    ];
    let mut table = HEADER.to_owned();
    let document = placet_server::openapi_document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let address = path
            .replace("{number}", &number)
            .replace("{process}", "service-platform")
            .replace("{name}", "service-platform")
            .replace("{person}", TEAM_LEAD)
            .replace("{sha256}", &format!("{}?change={number}", "0".repeat(64)))
            .replace("{path}", "entries/000.p/1")
            .replace("{id}", &id)
            .replace("{file}", "other.css");
        let address = if path.ends_with("/evidence") {
            format!("{address}?kind=log&name=%0A")
        } else {
            address
        };
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .map(|method| method.to_uppercase())
        {
            write!(table, "{method} {path}").unwrap();
            for (name, token) in &principals {
                let status = house
                    .open(question(&method, &address, token))
                    .await
                    .status()
                    .as_u16();
                write!(table, " {name}={status}").unwrap();
            }
            table.push('\n');
        }
    }
    if std::env::var_os("PLACET_BLESS").is_some() {
        std::fs::write(GOLDEN, &table).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    for (now, before) in table.lines().zip(golden.lines()) {
        assert_eq!(now, before);
    }
    assert_eq!(
        table.lines().count(),
        golden.lines().count(),
        "a route without a line, or a line without a route"
    );
}

fn question(method: &str, address: &str, token: &str) -> Call {
    let mut question = call(method, address).header("sec-fetch-site", "same-origin");
    if !token.is_empty() {
        question = question.bearer(token);
    }
    if method == "POST" {
        question.json(r#"{"unknown": 1}"#)
    } else {
        question
    }
}
