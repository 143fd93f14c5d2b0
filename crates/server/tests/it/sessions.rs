//! Passwords, sessions, and forms that another site sends (T8, T18).

use placet_server::welcome;

use crate::house::{Answer, House, REQUESTER, call};

const PASSWORD: &str = "correct horse battery";

/// Sets the first password through the one-time link and returns the link's token.
async fn welcomed(house: &House) -> String {
    let person = REQUESTER.parse().unwrap();
    let link = welcome::issue(&house.engine, &person).unwrap();
    let token = link.strip_prefix("/welcome?token=").unwrap().to_owned();
    let page = house.send(call("GET", &link)).await;
    assert!(
        page.status == 200 && page.text.contains(REQUESTER),
        "{}",
        page.text
    );
    let set = house
        .send(ours("POST", "/welcome").form(&format!(
            "token={token}&password={PASSWORD}&again={PASSWORD}"
        )))
        .await;
    assert_eq!(set.status, 303, "{}", set.text);
    token
}

fn ours(method: &str, path: &str) -> crate::house::Call {
    call(method, path).header("sec-fetch-site", "same-origin")
}

async fn log_in(house: &House, person: &str, password: &str) -> Answer {
    house
        .send(ours("POST", "/login").form(&format!(
            "person={person}&password={password}&next=/changes"
        )))
        .await
}

fn cookie(answer: &Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// Returns the token that the forms of a page carry.
fn form_token(page: &Answer) -> String {
    let after = page
        .text
        .split("name=\"form_token\" value=\"")
        .nth(1)
        .unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_first_password_is_set_once_by_its_link() {
    let house = House::new();
    let token = welcomed(&house).await;
    let again = house
        .send(ours("POST", "/welcome").form(&format!(
            "token={token}&password={PASSWORD}&again={PASSWORD}"
        )))
        .await;
    assert_eq!(again.status, 403, "the link was used");
    assert!(
        welcome::issue(&house.engine, &REQUESTER.parse().unwrap()).is_err(),
        "no take-over"
    );
    assert_eq!(
        house.get("/api/v1/me", &token).await.status,
        401,
        "the link's token opens nothing else"
    );
}

#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_with_the_logout() {
    let house = House::new();
    welcomed(&house).await;
    let wrong = log_in(&house, REQUESTER, "something else entirely").await;
    assert_eq!(wrong.status, 401);
    let unknown = log_in(&house, "nobody", PASSWORD).await;
    assert_eq!(
        (wrong.status, wrong.text),
        (unknown.status, unknown.text),
        "nobody learns who exists"
    );
    let right = log_in(&house, REQUESTER, PASSWORD).await;
    assert_eq!((right.status, right.header("location")), (303, "/changes"));
    let cookie = cookie(&right);
    let home = house.send(call("GET", "/").header("cookie", &cookie)).await;
    assert!(home.text.contains("Inbox"), "{}", home.text);
    let token = form_token(&home);
    let out = house
        .send(
            ours("POST", "/logout")
                .header("cookie", &cookie)
                .form(&format!("form_token={token}")),
        )
        .await;
    assert_eq!(out.status, 303);
    let home = house.send(call("GET", "/").header("cookie", &cookie)).await;
    assert_eq!((home.status, home.header("location")), (303, "/login"));
}

#[tokio::test]
async fn the_sixth_wrong_password_is_not_looked_at() {
    let house = House::new();
    welcomed(&house).await;
    for _ in 0..5 {
        assert_eq!(
            log_in(&house, REQUESTER, "wrong wrong wrong").await.status,
            401
        );
    }
    let locked = log_in(&house, REQUESTER, PASSWORD).await;
    assert_eq!((locked.status, locked.header("retry-after")), (429, "300"));
}

// T18
#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let house = House::new();
    welcomed(&house).await;
    let number = house.open_standard().await;
    let cookie = cookie(&log_in(&house, REQUESTER, PASSWORD).await);
    let page = house
        .send(call("GET", &format!("/changes/{number}")).header("cookie", &cookie))
        .await;
    let token = form_token(&page);
    let path = format!("/changes/{number}/comment");
    let send = async |site: &str, body: &str| {
        house
            .send(
                call("POST", &path)
                    .header("sec-fetch-site", site)
                    .header("cookie", &cookie)
                    .form(body),
            )
            .await
            .status
    };
    assert_eq!(
        send("cross-site", &format!("text=hi&form_token={token}")).await,
        403,
        "wrong origin"
    );
    assert_eq!(send("same-origin", "text=hi").await, 403, "no form token");
    assert_eq!(
        send("same-origin", "text=hi&form_token=0").await,
        403,
        "wrong form token"
    );
    assert_eq!(
        send("same-origin", &format!("text=hi&form_token={token}")).await,
        303
    );

    // The API by cookie: the token comes in a header.
    let api = format!("/api/v1/changes/{number}/comment");
    let bare = house
        .send(
            ours("POST", &api)
                .header("cookie", &cookie)
                .json(r#"{"text": "x"}"#),
        )
        .await;
    assert_eq!(bare.status, 403);
    let signed = ours("POST", &api)
        .header("cookie", &cookie)
        .header("x-placet-form-token", &token);
    assert_eq!(
        house.send(signed.json(r#"{"text": "x"}"#)).await.status,
        200
    );

    // The login and the link, which have no session yet, are bound to our own pages too.
    let login = format!("person={REQUESTER}&password={PASSWORD}");
    assert_eq!(
        house
            .send(
                call("POST", "/login")
                    .header("sec-fetch-site", "cross-site")
                    .form(&login)
            )
            .await
            .status,
        403
    );
    assert_eq!(
        house.send(call("POST", "/login").form(&login)).await.status,
        403
    );
}
