//! T8: every set of scopes against every route. A token does what its scopes say and nothing else.

use std::fmt::Write as _;

use crate::house::{ADMINISTRATOR, House, REQUESTER, TEAM_LEAD, call};

const SCOPES: [&str; 4] = ["read", "write", "approve", "admin"];

/// Tells whether a status means that the caller was let through to the route itself.
fn let_through(status: u16) -> bool {
    !matches!(status, 401 | 403)
}

#[tokio::test]
async fn t8_every_set_of_scopes_opens_exactly_its_routes() {
    let house = House::new();
    let number = house.open_standard().await;
    let document = placet_server::openapi_document();
    let mut told = String::new();
    let mut asked = 0;
    for (person, is_admin) in [(TEAM_LEAD, false), (ADMINISTRATOR, true)] {
        let tokens: Vec<(Vec<&str>, String)> = (0..16u8)
            .map(|set| {
                let chosen = (0..4)
                    .filter(|bit| set & (1 << bit) != 0)
                    .map(|bit| SCOPES[bit]);
                let chosen: Vec<&str> = chosen.collect();
                let secret = house.token(person, &chosen.join(" "));
                (chosen, secret)
            })
            .collect();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let Some(needed) = operation["x-scope"].as_str() else {
                    continue;
                };
                // Rules of their own say what an administrator may do with other people's accounts; see the principals.
                let address = path
                    .replace("{number}", &number)
                    .replace("{process}", "service-platform")
                    .replace("{person}", REQUESTER)
                    .replace("{id}", "no-such-token")
                    .replace("{sha256}", &format!("{}?change={number}", "0".repeat(64)))
                    .replace("{path}", "0/000");
                for (scopes, token) in &tokens {
                    let ask = call(&method.to_uppercase(), &address).bearer(token);
                    let ask = ask.header("sec-fetch-site", "same-origin");
                    let ask = if method == "post" {
                        ask.json(r#"{"unknown": 1}"#)
                    } else {
                        ask
                    };
                    let status = house.open(ask).await.status().as_u16();
                    asked += 1;
                    let has = scopes.contains(&needed) && (needed != "admin" || is_admin);
                    // With the scope, the route may still have a rule of its own; without it, no caller is let through.
                    if let_through(status) != has && !(has && status == 403) {
                        writeln!(
                            told,
                            "{method} {path} needs {needed}: {person} with {scopes:?} gets {status}"
                        )
                        .unwrap();
                    }
                    if has && status == 401 {
                        writeln!(told, "{method} {path}: {scopes:?} is not known").unwrap();
                    }
                }
            }
        }
    }
    assert!(told.is_empty(), "{told}");
    assert!(asked > 1_500, "{asked}");
}
