//! Pages without a script: what people see, and that what others wrote is only text (T18).

use placet_server::welcome;

use crate::house::{Answer, House, STANDARD, TEAM_LEAD, call};

const PASSWORD: &str = "correct horse battery";

/// Logs a person in for the first time and returns the cookie.
async fn session(house: &House, person: &str) -> String {
    let link = welcome::issue(&house.engine, &person.parse().unwrap()).unwrap();
    let token = link.strip_prefix("/welcome?token=").unwrap().to_owned();
    let form = format!("token={token}&password={PASSWORD}&again={PASSWORD}");
    let set = house
        .send(
            call("POST", "/welcome")
                .header("sec-fetch-site", "same-origin")
                .form(&form),
        )
        .await;
    set.header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

async fn page(house: &House, cookie: &str, path: &str) -> Answer {
    house
        .send(
            call("GET", path)
                .header("cookie", cookie)
                .header("accept", "text/html"),
        )
        .await
}

#[tokio::test]
async fn an_approver_finds_the_change_in_the_inbox_and_approves_it_on_its_page() {
    let house = House::new();
    let (number, digest) = house.submitted().await;
    let cookie = session(&house, TEAM_LEAD).await;
    let inbox = page(&house, &cookie, "/").await;
    assert!(
        inbox
            .text
            .contains(&format!("<a href=\"/changes/{number}\">")),
        "{}",
        inbox.text
    );
    let change = page(&house, &cookie, &format!("/changes/{number}")).await;
    for part in [
        "Acknowledged by the Team Lead",
        "001.T1",
        &digest,
        "What stands in the way",
        "<time datetime=",
    ] {
        assert!(change.text.contains(part), "{part}: {}", change.text);
    }
    let token = change
        .text
        .split("name=\"form_token\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let version = change
        .text
        .split("name=\"version\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let form = format!("form_token={token}&version={version}&digest={digest}&comment=fine");
    let path = format!("/changes/{number}/approve");
    let sent = call("POST", &path)
        .header("sec-fetch-site", "same-origin")
        .header("cookie", &cookie)
        .form(&form);
    let answer = house.send(sent).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, format!("/changes/{number}").as_str()),
        "{}",
        answer.text
    );
    let change = page(&house, &cookie, &format!("/changes/{number}")).await;
    for part in ["✓ anna.lindgren", "anna.lindgren approved: fine"] {
        assert!(change.text.contains(part), "{part}: {}", change.text);
    }
}

#[tokio::test]
async fn what_people_wrote_is_only_text() {
    let house = House::new();
    let owner = house.as_person("owen.hughes");
    let nasty = STANDARD.replace(
        "Update the certificates",
        "<script>alert(1)</script>\\\" onload=x",
    );
    let number = house.done("/api/v1/changes", &owner, &nasty).await.json()["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let comment = r#"{"text": "</span><img src=x onerror=alert(1)>"}"#;
    house
        .done(
            &format!("/api/v1/changes/{number}/comment"),
            &owner,
            comment,
        )
        .await;
    let cookie = session(&house, TEAM_LEAD).await;
    for path in [
        "/".to_owned(),
        "/changes?q=%22%3E%3Cscript%3E".to_owned(),
        format!("/changes/{number}"),
    ] {
        let text = page(&house, &cookie, &path).await.text;
        assert!(
            !text.contains("<script") && !text.contains("<img") && !text.contains("\" onload"),
            "{path}: {text}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_for_browsers_and_leads_visitors_to_the_login() {
    let house = House::new();
    let visitor = house
        .send(call("GET", "/changes").header("accept", "text/html"))
        .await;
    assert_eq!(
        (visitor.status, visitor.header("location")),
        (303, "/login?next=/changes")
    );
    let cookie = session(&house, TEAM_LEAD).await;
    let missing = page(&house, &cookie, "/changes/CR-1").await;
    assert_eq!(missing.status, 404);
    assert!(
        missing.text.contains("there is no change `CR-1`") && missing.text.contains("<h1>"),
        "{}",
        missing.text
    );
}

#[tokio::test]
async fn the_style_sheet_has_a_name_for_its_content_and_is_kept() {
    let house = House::new();
    let login = house.send(call("GET", "/login")).await;
    let address = login
        .text
        .split("stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let sheet = house.send(call("GET", &address)).await;
    assert_eq!(
        (sheet.status, sheet.header("content-type")),
        (200, "text/css; charset=utf-8")
    );
    assert!(sheet.header("cache-control").contains("immutable"));
    assert_eq!(
        house.send(call("GET", "/static/other.css")).await.status,
        404
    );
}

#[tokio::test]
async fn the_process_is_shown_as_a_document() {
    let house = House::new();
    let cookie = session(&house, TEAM_LEAD).await;
    let process = page(&house, &cookie, "/processes/service-platform").await;
    assert!(
        process.text.contains("Service platform change management"),
        "{}",
        process.text
    );
}
